"""A manager hands a colleague's cases to somebody else: chosen, shown once more, then done."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.actions import record
from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import HandOverForm
from cases.models import Case
from cases.presenting import case_name
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Cell, Column, Table
from teams.models import Team, User
from teams.vocabulary import Verb as TeamVerb

MOST = 200  # cases on one page
CHOSEN, FEW = "hand_over", 5  # what was chosen and is not yet done, in the session
CHOICE, CHANGES = "choice", "change"  # in the address: which choice, and that it is chosen again
COLUMNS = (Column("Worker"), Column("Leads", numeric=True), Column("Seconds", numeric=True))


@require_GET
@requires(TeamVerb.READ_LOOKS)
def workers(request: SignedInRequest) -> HttpResponse:
    """Whose cases? Everybody who leads or seconds cases that are not closed, those who have left among them."""
    record(Verb.FORM_OPENED, page="cases:hand_over")
    counts = Case.objects.in_hand(request.user, _teams(request)).workers()
    people = User.objects.filter(pk__in=counts).order_by("display_name", "pk")
    rows = tuple(
        (Cell(str(who), url=reverse("cases:hand_over_from", args=[who.pk])), *counts[who.pk]) for who in people
    )
    context = {"page_title": "Hand cases over", "workers": Table("Workers", COLUMNS, rows)}
    return render(request, "cases/hand_over.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.READ_LOOKS, keeps=False)
def hand_over(request: SignedInRequest, worker: UUID) -> HttpResponse:
    """Which cases, and to whom; asked once more before anything happens."""
    cases = _cases_of(request, worker)
    if not cases:
        return _nothing_left(request)
    names = keys.open_with_confiders(Verb.FORM_OPENED, cases, page="cases:hand_over_from")
    whose = User.objects.get(pk=worker)
    form = _form(request, cases, names, whose)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["sure"]:
            return redirect(f"{request.path}?{CHOICE}={_remember(request)}")
        with keeping_what_was_typed(form):
            done = actions.hand_over(by=request.user, worker=whose, **form.choice())
            messages.success(request, f"{done} case{'' if done == 1 else 's'} handed over")
            return redirect("cases:hand_over")
    asks = request.method == "GET" and form.is_bound
    if asks and not form.is_valid():
        return redirect(request.path)  # what was chosen went elsewhere meanwhile
    page = "cases/hand_over_sure.html" if asks and CHANGES not in request.GET else "cases/hand_over_form.html"
    return render(request, page, _context(form, whose) | {"is_full": len(cases) == MOST})


def _cases_of(request: SignedInRequest, worker: UUID) -> list[Case]:
    theirs = Case.objects.in_hand(request.user, _teams(request)).of_worker(worker).select_related("team")
    return list(theirs.order_by("opened_at", "pk")[:MOST])


def _nothing_left(request: SignedInRequest) -> HttpResponse:
    """Whoever goes back to a choice that was carried out finds whose cases are left; otherwise nobody is there."""
    if _remembered(request) is None:
        raise Http404
    return redirect("cases:hand_over")


def _remember(request: SignedInRequest) -> str:
    """Keep what was chosen in the session, the last few choices: the question has an address of its own, so that going
    back to it or loading it again asks it again and sends nothing."""
    cases, rest = request.POST.getlist("cases"), {name: request.POST.get(name, "") for name in ("to", "tasks")}
    before = list(request.session.get(CHOSEN, {}).items())
    request.session[CHOSEN] = dict([*before, (choice := uuid4().hex, {"cases": cases, **rest})][-FEW:])
    return choice


def _remembered(request: SignedInRequest) -> dict[str, Any] | None:
    chosen: dict[str, Any] | None = request.session.get(CHOSEN, {}).get(request.GET.get(CHOICE))
    return chosen


def _teams(request: SignedInRequest) -> Any:
    return Team.objects.where(request.user, TeamVerb.READ_LOOKS)


def _form(request: SignedInRequest, cases: list[Case], names: dict[Any, Any], whose: User) -> HandOverForm:
    told = [(case, f"{case_name(case, names.get(case.pk))}, {case.readable_reference}") for case in cases]
    others = User.objects.working_in({case.team for case in cases}).exclude(pk=whose.pk)
    said = request.POST if request.method == "POST" else _as_sent(_remembered(request))
    return HandOverForm(said, cases=told, workers=others)


def _as_sent(chosen: dict[str, Any] | None) -> QueryDict | None:
    """A choice as the form takes it."""
    return None if chosen is None else QueryDict(urlencode(chosen, doseq=True))


def _context(form: HandOverForm, whose: User) -> dict[str, Any]:
    return {
        "form": form,
        "page_title": "Hand cases over",
        "whose": whose,
        "submit_label": "Continue",
        "cancel_url": reverse("cases:hand_over"),
    }
