"""The home page: what waits for this person today."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from audit.actions import record
from audit.vocabulary import Verb
from cases import keys
from cases.listing import Wanted, count_of, counts_by_status, page_of
from cases.models import Case, Draft, Person, Task, left_unseen
from cases.presenting import draft_of, name_of, says_whose, task_of
from cases.presenting.left import left_in_words
from cases.views.listing import table_of
from cases.views.queue import waiting_for
from cases.views.tasks import whose
from cases.vocabulary import Status
from consent.listing import ending_soon, number_and_first_due
from consent.models import Arrival, SheetReceipt
from consent.models.arrival import decided_by
from consent.presenting.sheets import orders_in_words, sheets_put_to_me
from foundation import clock
from foundation.access import SignedInRequest, requires
from foundation.components.shapes import Tile
from pps_barnet.pages.administering import people_of
from pps_barnet.pages.staffing import conflicts_waiting, known_already, memberships_due, passwords_waiting
from pps_barnet.pages.tasks import waiting_tasks
from safeguarding.models import Packet, PacketReceipt, RotaSlot
from safeguarding.presenting.packets import late_first, outside, put_to_me
from safeguarding.presenting.waiting import shown_by
from safeguarding.views.boards import late_on_the_board
from teams.models import Membership, StaffDate, Team, User
from teams.presenting import role_until
from teams.presenting.lookups import own_declaration_due
from teams.roles import ROLES
from teams.visibility import team_ids
from teams.vocabulary import Role, State
from teams.vocabulary import Verb as TeamVerb

MINE = 8  # cases
TASKS = 25
DRAFTS = 50
GROWN = 10  # young people
RECEIPTS = 10  # of each kind, the latest first
TURNS = 5


@require_GET
@requires()
def home(request: SignedInRequest) -> HttpResponse:
    """Tasks first, then the person's own cases; for whoever sees no case, what their role is for."""
    context: dict[str, Any] = {"page_title": "Home", "roles": _roles(request.user), "waiting": _waiting(request.user)}
    context |= {
        "sees_members": request.user.holds(TeamVerb.SEE_MEMBERS),
        "takes_messages": request.user.holds(TeamVerb.TAKE_MESSAGES),
        "passwords": passwords_waiting(request.user),
        "due": memberships_due(request.user),
        "declare": _declaration_due(request.user),
        "conflicts": conflicts_waiting(request.user),
        "known_already": known_already(request.user),
    }
    people = context["people"] = people_of(request.user)
    if people or not request.user.holds(TeamVerb.SEE_CASES):
        shown, teams = (people.shown, people.teams) if people else ((), ())
        record(Verb.HOME_READ, shown=shown, teams=[team.pk for team in teams], page="home")
    if request.user.holds(TeamVerb.SEE_CASES):
        context |= _work(request.user)
    else:
        context["drafts"] = [draft_of(draft, request.user, None) for draft in _drafts(request.user).defer("content")]
        context |= _outside(request.user)
    return render(request, "home.html", context)


def _declaration_due(user: Any) -> str:
    mine = Membership.objects.visible_to(user).now().filter(user=user)
    return own_declaration_due(mine, StaffDate.objects.visible_to(user).declared())


def _outside(user: Any) -> dict[str, Any]:
    """What waits for somebody outside the service, and what they have answered."""
    put, turns = put_to_me(), RotaSlot.objects.still_to_come(user, clock.now())[:TURNS]
    packets = Packet.objects.put_to(user) if any(each.asks for each in put) else ()
    shown = outside(late_first(put, packets), turns, PacketReceipt.objects.of(user)[:RECEIPTS])
    return shown | orders_in_words(sheets_put_to_me(), SheetReceipt.objects.of(user)[:RECEIPTS])


def _work(user: Any) -> dict[str, Any]:
    tasks = list(_tasks(user).select_related("case")[:TASKS])
    User.objects.remember([user])
    User.objects.fill_in(tasks, "assigned_to", "taken_by")
    mine = page_of(user, Wanted(status=Status.OPEN, worker=str(user.pk), sort="recent"), size=MINE)
    drafts, reviews, grown = list(_drafts(user)), list(_reviews(user)[:MINE]), list(_grown(user)[:GROWN])
    left = left_in_words(left_unseen(user))
    rows = (row.case for row in (*tasks, *drafts, *grown, *left) if row.case)
    cases = list({case.pk: case for case in (*mine.cases, *rows, *reviews)}.values())
    waiting = waiting_tasks(user)
    keys.open_drafts(filter(says_whose, drafts), page="home")
    shown = [*tasks, *grown, *shown_by(waiting)]
    confiders = keys.open_with_confiders(Verb.HOME_READ, cases, page="home", shown=shown)
    return {
        "tiles": _tiles(user),
        "tasks": [task_of(task, user) | whose(task.case, confiders) for task in tasks],
        "reviews": [whose(case, confiders) | {"due": case.review_due} for case in reviews],
        "mine": table_of(mine.cases, confiders).without("Lead worker", "Status"),
        "drafts": [draft_of(draft, user, confiders.get(draft.case_id)) for draft in drafts],
        "rota_tasks": waiting,
        "left": [whose(each.case, confiders) | {"left": each} for each in left],
        "grown": [whose(person.case, confiders) | {"person": name_of(person)} for person in grown],
    }


def _reviews(user: Any) -> Any:
    """Cases the person leads or seconds whose review is due."""
    due = Case.objects.visible_to(user).exclude(status=Status.CLOSED).filter(review_due__lte=clock.today())
    return due.of_worker(user.pk).order_by("review_due", "pk")


def _tasks(user: Any) -> Any:
    return Task.objects.visible_to(user).to_do().of(user)


def _drafts(user: Any) -> Any:
    """What was begun and not recorded, the latest first."""
    rows = Draft.objects.visible_to(user).select_related("case", "made_by")
    return rows.order_by("-saved_at", "pk")[:DRAFTS]


def _grown(user: Any) -> Any:
    """Young people who were not told yet of the rights that are their own: in cases that the person leads, and for a
    manager in all of the team's."""
    for_them = Q(case__lead_worker=user) | Q(team__in=team_ids(user, TeamVerb.READ_LOOKS))
    people = Person.objects.visible_to(user).with_own_rights(clock.today()).filter(for_them)
    return people.select_related("case").order_by("young_person_from", "pk")


def _tiles(user: Any) -> list[Tile]:
    """Counts of all there is, whatever the page has room to list."""
    counts, cases = counts_by_status(user), reverse("cases:cases")
    late, today = (_tasks(user).filter(**when).count() for when in ({"due__lt": clock.today()}, {"due": clock.today()}))
    unled = count_of(user, Wanted(status=Status.OPEN, worker="none"))
    tiles = [
        Tile("My tasks overdue", late, f"{reverse('tasks')}?late=on", tone="late" if late else ""),
        Tile("My tasks due today", today, "#my-tasks", tone="soon" if today else ""),
        Tile("Permissions ending soon", ending_soon(user).count(), reverse("ending")),
        Tile("Waiting for a call back", sum(rows.count() for rows in waiting_for(user)), reverse("queue")),
        Tile("Open cases in the team", counts[Status.OPEN], f"{cases}?status=open"),
        Tile("Open with nobody leading", unled, f"{cases}?status=open&worker=none"),
    ]
    if late_concerns := late_on_the_board(user):
        tiles.insert(0, Tile("Concerns with something late", late_concerns, reverse("safeguarding:board"), "late"))
    if user.holds(TeamVerb.READ_LOOKS):
        overdue = count_of(user, Wanted(status=Status.OPEN, overdue=True))
        tiles.append(
            Tile("Cases overdue in the team", overdue, f"{cases}?status=open&overdue=on", "late" if overdue else "")
        )
    if user.holds(TeamVerb.SEE_RESTRICTED):
        tiles += [_quarantine(user), _breaches(user)]
    return tiles


def _breaches(user: Any) -> Tile:
    """Breaches that are not closed: late once the 72 hours of the oldest are over (article 33)."""
    number, due = number_and_first_due(user)
    tone = "" if due is None else "late" if clock.now() > due else "soon"
    return Tile("Breaches not closed", number, reverse("breaches"), tone)


def _quarantine(user: Any) -> Tile:
    """What came without permission and waits for a decision of the manager's, within a working day (R-C7-2)."""
    number, oldest = Arrival.objects.visible_to(user).to_decide().number_and_oldest()
    tone = "" if oldest is None else "late" if clock.today() > decided_by(oldest) else "soon"
    return Tile("To decide in quarantine", number, reverse("consent:quarantine"), tone)


def _roles(user: Any) -> list[tuple[str, Any]]:
    """What the person is in each team, in the role's own words."""
    rows = Membership.objects.now().filter(user=user).select_related("team").order_by("team__name", "pk")
    return [(f"{role_until(m)}, {m.team}", ROLES[Role(m.role)]) for m in rows]


def _waiting(user: Any) -> list[Membership]:
    """Memberships that wait for this person's answer."""
    teams = Team.objects.where(user, TeamVerb.CONFIRM_MEMBERS)
    rows = Membership.objects.visible_to(user).filter(team__in=teams, state=State.ASKED)
    return list(rows.exclude(user=user).exclude(asked_by=user).select_related("user", "team", "asked_by"))
