"""Who may see a case: the page for its managers, and the forms that change it."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import DeclareForm, EndConflictForm, KeepOutForm, LetInForm, ReviewConflictForm
from cases.models import Case, Conflict, LettingIn, Seeing, Wall, left_unseen, who_sees
from cases.presenting import conflict_of, end_of_letting_in, last_day, letting_in_of, twice_of, wall_of
from cases.presenting.left import left_in_words
from cases.rules import may_decide_about, may_end, may_manage_access, may_work_on
from cases.views.alike import decided_twice
from cases.views.fetching import OpenCase, case_or_absent, case_tabs, open_for_form, people_of_case
from cases.views.keeping import keeping_what_was_typed
from foundation.access import SignedInRequest, requires
from foundation.components.forms import Form
from teams.models import Membership, User
from teams.vocabulary import MANAGING
from teams.vocabulary import Verb as TeamVerb

Seen = dict[UUID, Seeing]


@require_GET
@requires(TeamVerb.MANAGE_CONFLICTS)
def access(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Who can see this case today and why, who is kept from it, and who was."""
    case = case_or_absent(request, pk)
    may_manage_access(request.user, case).or_absent()
    people = people_of_case(case)
    conflicts = list(Conflict.objects.visible_to(request.user).filter(case=case).order_by("recorded_at", "pk"))
    let_in = list(LettingIn.objects.visible_to(request.user).filter(case=case).order_by("recorded_at", "pk"))
    beside = Wall.objects.visible_to(request.user).live().filter(Q(case=case) | Q(other_case=case))
    walls = list(beside.select_related("case", "other_case").order_by("recorded_at", "pk"))
    twice = decided_twice(request.user, case)
    keys.open_for(Verb.CASE_READ, [case], shown=[*people, *conflicts, *let_in, *walls, *twice], page="cases:access")
    seen = who_sees(case)
    names, managing = names_of([*conflicts, *let_in], seen), managers_of(conflicts)
    live = {row.pk for model in (Conflict, LettingIn) for row in model.objects.filter(case=case).live()}
    context = {
        "case": case,
        "heading": OpenCase(case, people).heading,
        "case_navigation": case_tabs(request, case, "cases:access"),
        "seeing": _seeing(case, seen, names),
        "conflicts": [conflict_of(row, names, managing) for row in conflicts if row.pk in live],
        "let_in": [letting_in_of(row, names) for row in let_in if row.pk in live],
        "past_conflicts": [conflict_of(row, names, managing) for row in conflicts if row.pk not in live],
        "past_let_in": [letting_in_of(row, names) for row in let_in if row.pk not in live],
        "walls": [wall_of(row, case) for row in walls],
        "twice": [said for row in twice for said in twice_of(row)],
        "left_with": left_in_words(left_unseen(request.user, case)),
    }
    return render(request, "cases/access.html", context)


def names_of(rows: Iterable[Conflict | LettingIn], seen: Seen | None = None) -> dict[UUID | None, str]:
    """The names of everybody that these rows speak of, and of those who see the case."""
    columns = ("colleague_id", "guest_id", "recorded_by_id", "reviewed_by_id", "ended_by_id")
    ids = {pk for row in rows for column in columns if (pk := getattr(row, column, None))} | set(seen or {})
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name"))


def managers_of(conflicts: Iterable[Conflict]) -> set[UUID]:
    """Who manages the teams of these conflicts now, or acts for whoever does."""
    teams = {row.team_id for row in conflicts}
    managing = Membership.objects.now().filter(team__in=teams, role__in=MANAGING)
    return set(managing.values_list("user_id", flat=True)) if teams else set()


def _seeing(case: Case, seen: Seen, names: dict[UUID | None, str]) -> list[dict[str, Any]]:
    """Those who see the case, and why: their role in the team, or that they were let in."""
    roles: dict[UUID, list[str]] = {}
    for membership in Membership.objects.now().filter(team=case.team, user__in=seen):
        roles.setdefault(membership.user_id, []).append(membership.get_role_display())
    rows = [{"name": names[who], "why": _why(each, roles.get(who, []))} for who, each in seen.items() if each.sees]
    return sorted(rows, key=itemgetter("name"))


def _why(each: Seeing, roles: list[str]) -> str:
    return f"Let in until {end_of_letting_in(each.until)}" if each.is_guest else ", ".join(roles)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS, kept_from="colleague")
def keep_out(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Record that a colleague has a conflict of interest in this case."""
    found = managed(request, pk, "cases:keep_out")
    form = KeepOutForm(request.POST or None, colleagues=_colleagues(request, found.case))
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.keep_out(by=request.user, case=found.case, **form.conflict())
            return _done(request, found.case, "Conflict of interest recorded")
    return form_page(request, found, form, "Record a conflict of interest")


def _colleagues(request: SignedInRequest, case: Case) -> list[tuple[UUID, str]]:
    """Whoever sees the case today but for the person asking, by name."""
    ids = [who for who, each in who_sees(case).items() if who != request.user.pk and not each.kept]
    return list(User.objects.filter(pk__in=ids).order_by("display_name", "pk").values_list("pk", "display_name"))


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS)
def review_conflict(request: SignedInRequest, pk: UUID, conflict: UUID) -> HttpResponse:
    """Look at a conflict again: what follows from it, and for how long."""
    found, row = _to_decide(request, pk, conflict, "cases:review_conflict")
    initial = {"mitigation": row.mitigation, "until": last_day(row.until) if row.until else None}
    kept = initial | {"review_due": row.review_due}
    form = ReviewConflictForm(request.POST or None, initial=initial, kept=kept, changing=row)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.review_conflict(by=request.user, conflict=row, **form.decision())
            return _done(request, found.case, "Conflict of interest looked at again")
    over = _over(form, row)
    return form_page(request, found, form, "Look at this conflict again", caption=str(row.colleague), over=over)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS)
def end_conflict(request: SignedInRequest, pk: UUID, conflict: UUID) -> HttpResponse:
    """End a conflict."""
    found, row = _to_decide(request, pk, conflict, "cases:end_conflict")
    form = EndConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.end_conflict(by=request.user, conflict=row, reason=form.cleaned_data["reason"])
            return _done(request, found.case, "Conflict of interest ended")
    over = _over(form, row)
    return form_page(request, found, form, "End this conflict", caption=str(row.colleague), over=over)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def declare(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say that one should not work on this case; it is not there for oneself afterwards."""
    found = open_for_form(request, pk, "cases:declare")
    may_work_on(request.user, found.case).or_absent()
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.declare_conflict(by=request.user, case=found.case, **form.cleaned_data)
            messages.success(request, "Thank you. That case is kept from you from now on, and your manager is told")
            return redirect("cases:cases")
    return form_page(
        request,
        found,
        form,
        "Declare a conflict of interest",
        intro="As soon as you save this, the case is no longer there for you. A manager looks at it and can undo it.",
        submit="Declare and leave this case",
        back=found.case.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS)
def let_in(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Let a colleague of another team of the service read this case until a day, or a time on it."""
    found = managed(request, pk, "cases:let_in")
    guests = LettingIn.possible_guests(found.case.team)
    form = LetInForm(request.POST or None, guests=guests)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.let_in(by=request.user, case=found.case, **form.letting_in())
            return _done(request, found.case, "Let in")
    intro = "They can read the whole case and change nothing. It ends by itself on the day and at the time you enter."
    return form_page(request, found, form, "Let somebody in", intro=intro, nobody=not guests)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.MANAGE_CONFLICTS)
def end_letting_in(request: SignedInRequest, pk: UUID, letting_in: UUID) -> HttpResponse:
    """End it before its time."""
    found = managed(request, pk, "cases:end_letting_in")
    rows = LettingIn.objects.visible_to(request.user).select_related("guest", "case")
    row: LettingIn = get_object_or_404(rows, case=found.case, pk=letting_in)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        with keeping_what_was_typed(form):
            actions.end_letting_in(by=request.user, letting_in=row)
            return _done(request, found.case, "They can no longer see this case")
    more = {"caption": str(row.guest), "submit": "End it now", "over": _over(form, row)}
    return form_page(request, found, form, "End this now", **more)


def managed(request: SignedInRequest, pk: UUID, page: str) -> OpenCase:
    """Fetch a case for one of these forms, for its managers; the look is recorded.

    Raises:
        Http404: when it is not there, or not theirs to manage.
    """
    case = case_or_absent(request, pk)
    may_manage_access(request.user, case).or_absent()
    return open_for_form(request, pk, page)


def _to_decide(request: SignedInRequest, pk: UUID, conflict: UUID, page: str) -> tuple[OpenCase, Conflict]:
    found = managed(request, pk, page)
    rows = Conflict.objects.visible_to(request.user).select_related("colleague", "case")
    row: Conflict = get_object_or_404(rows, case=found.case, pk=conflict)
    may_decide_about(request.user, found.case, row.colleague_id).or_absent()
    return found, row


def _over(form: Form, row: Conflict | LettingIn) -> str:
    """Why the form is not asked any more. Where something was typed already it is kept, and the save says why."""
    return "" if form.is_bound else may_end(row).reason


def _done(request: SignedInRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("cases:access", case.pk)


def form_page(request: SignedInRequest, found: OpenCase, form: Form, title: str, **more: Any) -> HttpResponse:
    """One of these forms on its page; ``more``: caption, intro, submit, back, nobody, over."""
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": title,
        "submit_label": more.pop("submit", "Save"),
        "cancel_url": more.pop("back", reverse("cases:access", args=[found.case.pk])),
        **more,
    }
    return render(request, "cases/access_form.html", context)
