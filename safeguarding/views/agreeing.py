"""The calendar and the laws: a manager asks, another person of the team agrees, and then it counts. Nothing here is
about a family."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.views.fetching import posted
from cases.views.keeping import keeping_what_was_typed
from foundation import clock
from foundation.access import SignedInRequest, requires
from safeguarding import actions
from safeguarding.forms.agreeing import AnswerForm, DayForm, LawForm
from safeguarding.models import CalendarDay, LawDate, Switch
from safeguarding.presenting.agreeing import asked_words, days_table, laws_table, waiting_rows
from safeguarding.presenting.around import pages_around
from safeguarding.views.rota import asking, managed, may_keep, on_record
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

DAY_INTRO = (
    "Once another person of the team has agreed, what becomes due from then on counts by it. Dates that are set already"
    " do not move."
)
LAW_INTRO = (
    "From that day on its questions stand in every concern, and the database takes their answers. Before it, or without"
    " a day, they are not asked and nothing is stored."
)


@require_GET
@requires(TeamVerb.SEE_CASES)
def days(request: SignedInRequest) -> HttpResponse:
    """The days that do not count towards what is due, and which two people said so of those added or struck."""
    on_record(request, "safeguarding:days")
    agreed = _with_people(CalendarDay.objects.visible_to(request.user).standing())
    context = _page(request, "Working days", "safeguarding:days", CalendarDay, "safeguarding:answer_day")
    return render(request, "safeguarding/days.html", context | {"days": days_table(agreed, clock.today())})


@require_GET
@requires(TeamVerb.SEE_CASES)
def laws(request: SignedInRequest) -> HttpResponse:
    """The laws with a day of their own: whether each is on, since when, and who has said so."""
    on_record(request, "safeguarding:laws")
    agreed = _with_people(LawDate.objects.visible_to(request.user).standing())
    context = _page(request, "Laws", "safeguarding:laws", LawDate, "safeguarding:answer_law")
    table = laws_table(Switch.objects.order_by("label", "pk"), agreed, clock.today())
    return render(request, "safeguarding/laws.html", context | {"laws": table})


def _page(request: SignedInRequest, title: str, route: str, model: Any, answer: str) -> dict[str, Any]:
    waiting = _with_people(model.objects.visible_to(request.user).waiting())
    return {
        "page_title": title,
        "around": pages_around(request.user, route),
        "waiting": waiting_rows(waiting, request.user, answer),
        "may_keep": may_keep(request),
    }


def _with_people(rows: Any) -> list[Any]:
    found = list(rows)
    User.objects.fill_in(found, "asked_by", "answered_by")
    return found


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def add_day(request: SignedInRequest) -> HttpResponse:
    """Ask for a day to be added to the holidays, or struck from them."""
    form = DayForm(posted(request), teams=managed(request))
    on_record(request, "safeguarding:add_day")
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.ask_for_day(by=request.user, team=form.team, **form.said())
            messages.success(request, "Asked for. It counts once another person of the team has agreed")
            return redirect("safeguarding:days")
    return asking(request, form, "Add or strike a day", "safeguarding:days", "Ask for this day", intro=DAY_INTRO)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.APPROVE_REFERRALS)
def date_law(request: SignedInRequest) -> HttpResponse:
    """Ask for a law to take effect on a day, or to be off."""
    form = LawForm(posted(request), teams=managed(request))
    on_record(request, "safeguarding:date_law")
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.ask_for_law(by=request.user, team=form.team, **form.said())
            messages.success(request, "Asked for. It counts once another person of the team has agreed")
            return redirect("safeguarding:laws")
    return asking(request, form, "Give a law its day", "safeguarding:laws", "Ask for this day", intro=LAW_INTRO)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def answer_day(request: SignedInRequest, day: UUID) -> HttpResponse:
    """Agree to a day that somebody else asked for, or not."""
    return _answer(request, CalendarDay, day, "safeguarding:days")


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def answer_law(request: SignedInRequest, law: UUID) -> HttpResponse:
    """Agree to the day of a law that somebody else asked for, or not."""
    return _answer(request, LawDate, law, "safeguarding:laws")


def _answer(request: SignedInRequest, model: Any, pk: UUID, back: str) -> HttpResponse:
    row = get_object_or_404(model.objects.visible_to(request.user).waiting().select_related("team"), pk=pk)
    actions.may_answer(request.user, row).or_absent()
    _with_people([row])
    form = AnswerForm(posted(request))
    on_record(request, back)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.answer(by=request.user, asked=row, agreed=form.agrees)
            messages.success(request, "It counts from now on" if form.agrees else "It does not count")
            return redirect(back)
    intro = f"{row.asked_by} has asked: {asked_words(row)}."
    return asking(request, form, "Is it so?", back, "Send my answer", intro=intro)
