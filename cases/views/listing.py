"""The list of the team's cases."""

from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from audit.vocabulary import Verb
from cases import keys
from cases.forms import FilterForm
from cases.listing import CasePage, Edge, Wanted, counts_by_status, page_of
from cases.models import Case, Person
from cases.presenting import case_name, level_words, status_tag
from cases.vocabulary import Status
from foundation import clock
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Cell, Column, Link, Table, Tag
from foundation.components.words import gb_date_short
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Prepared
from teams.models import User
from teams.visibility import team_ids
from teams.vocabulary import Role, State
from teams.vocabulary import Verb as TeamVerb

COLUMNS = (
    Column("Name"),
    Column("Reference", whole=True),
    Column("Status"),
    Column("Level", numeric=True, extra=True),
    Column("Lead worker", extra=True),
    Column("Last contact", whole=True, extra=True),
    Column("Contacts", numeric=True, extra=True),
    Column("Next due", whole=True),
)


@require_GET
@requires(TeamVerb.SEE_CASES)
def case_list(request: SignedInRequest) -> HttpResponse:
    """The cases of the person's teams, narrowed and sorted as they ask."""
    workers = workers_for(request.user)
    form = FilterForm(request.GET or {"status": Status.OPEN}, workers=workers)
    wanted = wanted_of(form)
    page = page_of(request.user, wanted, Edge.read(request.GET.get("from", "")))
    names = keys.open_with_confiders(Verb.CASES_LISTED, page.cases, page="cases:cases")
    leading = {str(case.lead_worker_id): case.lead_worker_id for case in page.cases}
    User.objects.remember(User(pk=leading[pk], display_name=name) for pk, name in workers if pk in leading)
    context = {
        "page_title": "Cases",
        "filter_form": form,
        "statuses": status_links(counts_by_status(request.user), wanted.status),
        "cases": table_of(page.cases, names),
        "previous": query(request, page.previous),
        "following": query(request, page.following),
        "is_filtered": wanted != Wanted(status=wanted.status),
        "count_words": count_words(page) if wanted != Wanted(status=wanted.status) else "",
        "can_work": request.user.holds(TeamVerb.WORK_CASES),
        "may_hand_over": request.user.holds(TeamVerb.READ_LOOKS),
    }
    return render(request, "cases/list.html", context)


def count_words(page: CasePage) -> str:
    """How many cases fit, where all of them stand on the page; nobody counts those of the next for it."""
    if page.previous or page.following or not page.cases:
        return ""
    return f"{len(page.cases)} case{'' if len(page.cases) == 1 else 's'}"


def wanted_of(form: FilterForm) -> Wanted:
    """What was asked for; a filter that makes no sense narrows nothing."""
    said = form.cleaned_data if form.is_valid() else {}
    return Wanted(
        status=said.get("status", ""),
        level=said.get("level", ""),
        worker=said.get("worker", ""),
        overdue=said.get("overdue", False),
        sort=said.get("sort") or "newest",
    )


def table_of(cases: list[Case], confiders: dict[Any, Person]) -> Table:
    """The rows of the list as a table; names are shown, never sorted by."""
    User.objects.fill_in(cases, "lead_worker")
    rows = tuple(_row(case, confiders.get(case.pk)) for case in cases)
    return Table("Cases", COLUMNS, rows, id="cases")


def _row(case: Case, confider: Person | None) -> tuple[Any, ...]:
    contacts: int = case.contacts  # type: ignore[attr-defined]  # counted by cases.listing.first_page
    return (
        Cell(case_name(case, confider), url=case.get_absolute_url()),
        case.readable_reference,
        Cell(tag=status_tag(case)),
        level_words(case),
        str(case.lead_worker or "Nobody yet"),
        gb_date_short(clock.london(case.last_contact_at).date()) if contacts else "None yet",
        contacts,
        due_cell(case),
    )


def due_cell(case: Case) -> Cell:
    """When the next thing on a case is due, with a word when that day has passed."""
    soonest = min((day for day in (case.next_due, case.review_due) if day), default=None)
    if soonest is None:
        return Cell("–")
    late = soonest < clock.today()
    return Cell(gb_date_short(soonest), tag=Tag("Overdue", "red") if late else None)


def workers_for(user: Any) -> list[tuple[str, str]]:
    """Colleagues who work cases in the person's teams, for the filter: who, as a form says it, and their name."""
    found: list[tuple[str, str]] = _WORKERS(user)
    return found


WORKING = (Role.WORKER, Role.SERVICE_MANAGER)
_WORKERS = Prepared(
    lambda: (
        User.objects.filter(
            memberships__team__among=team_ids(WHOEVER_ASKS, TeamVerb.SEE_CASES),
            memberships__state=State.CURRENT,
            memberships__role__in=WORKING,
        )
        .distinct()
        .order_by("display_name", "pk")
        .values_list(Cast("pk", TextField()), "display_name")
    )
)


def status_links(counts: dict[str, int], current: str) -> list[Link]:
    """The statuses with how many cases stand at each."""
    here = reverse("cases:cases")
    links = [Link(Status(s).label, f"{here}?status={s}", s == current, n) for s, n in counts.items()]
    return [*links, Link("All", f"{here}?status=", current == "", sum(counts.values()))]


def query(request: HttpRequest, edge: str) -> str:
    """This page's address with another beginning, or nothing when there is no such page."""
    if not edge:
        return ""
    asked = request.GET.copy()
    asked["from"] = edge
    return f"?{asked.urlencode()}"
