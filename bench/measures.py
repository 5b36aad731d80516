"""The three things that are measured in one process, and the ways each is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from guardian.shortcuts import get_objects_for_user  # noqa: TID251 -- the rival that we measure against

from bench.floor import columns, floor
from bench.issued import Replay, taken_down
from bench.shape import PAGE
from bench.timing import Steady, Variant
from bench.unguarded import ALIAS, unguarded
from bench.who import Who, afresh, asking
from cases.listing import Wanted, counts_by_status, page_of
from cases.models import Case, CaseExclusion, Contact
from cases.views.fetching import case_or_absent
from cases.views.reading import _timeline
from cases.vocabulary import Status
from foundation.once import once
from teams.models import User
from teams.visibility import held, not_ended

FLOOR, ISSUED, STATEMENTS, ORM, GUARDIAN = "floor", "issued", "statements", "ORM", "guardian"
LIST, CASE, COUNTS = "first page of 25 open cases", "one case with 25 contacts", "count by status"


@dataclass
class Measure:
    """One thing measured for one person, in each of its ways."""

    what: str
    who: Who
    product: "Asked"  # the product's own way, for its database time
    variants: list[Variant] = field(default_factory=list)


@dataclass
class Asked:
    """The product's own way, on behalf of the person as a new request has them."""

    who: Who
    way: Callable[[User], Any]
    user: User | None = None
    held: dict[str, list[UUID]] = field(default_factory=dict)

    def before(self) -> None:
        """What the request's own machinery does ahead of the view, and is not timed: who is asking, and what the guard
        of every view reads, which is remembered for the request."""
        self.user = afresh(self.who.user)
        with asking(self.user.pk):
            self.held = held(self.user)

    def run(self) -> Any:
        """Ask, in a transaction that tells the database who."""
        user = self.user or self.who.user
        with asking(user.pk):
            once(("teams held", user.pk), lambda: self.held)
            return self.way(user)


def measures(superuser: Any, app: Any, who: Who) -> list[Measure]:
    """Everything that is measured for one person inside this process."""
    return [listed(superuser, app, who), read_case(superuser, app, who), counted(superuser, app, who)]


def listed(superuser: Any, app: Any, who: Who) -> Measure:
    """The first page of my open cases, newest first, with how many contacts and what is due next."""

    def ours(user: User) -> Any:
        return page_of(user, Wanted(status=Status.OPEN)).cases

    asked = Asked(who, ours)
    at = columns(superuser, who, "list")
    places = [at[name] for name in ("id", "contacts", "next_due")]
    variants = [
        Variant(FLOOR, floor(superuser, who, "list"), lambda found: [tuple(r[p] for p in places) for r in found[0]]),
        *replayed(app, asked),
        Variant(ORM, asked.run, rows_of, before=asked.before),
        Variant(GUARDIAN, lambda: guardians(who), rows_of),
    ]
    return Measure(LIST, who, asked, variants)


def read_case(superuser: Any, app: Any, who: Who) -> Measure:
    """One case with its last 25 contacts, fetched by the functions of its page."""

    def ours(user: User) -> Any:
        request: Any = SimpleNamespace(user=user, GET={})
        case = case_or_absent(request, who.case)
        return case, _timeline(request, case)

    asked = Asked(who, ours)
    at = columns(superuser, who, "contacts")["id"]
    variants = [
        Variant(FLOOR, floor(superuser, who, "case", "contacts"), lambda f: (f[0][0][0], [row[at] for row in f[1]])),
        *replayed(app, asked),
        Variant(ORM, asked.run, lambda found: (found[0].pk, [contact.pk for contact in found[1]]), asked.before),
    ]
    return Measure(CASE, who, asked, variants)


def counted(superuser: Any, app: Any, who: Who) -> Measure:
    """How many of my cases stand where."""

    def ours(user: User) -> Any:
        return counts_by_status(user)

    asked = Asked(who, ours)
    variants = [
        Variant(FLOOR, floor(superuser, who, "counts"), lambda found: dict(found[0])),
        *replayed(app, asked),
        Variant(ORM, asked.run, dict, asked.before),
    ]
    return Measure(COUNTS, who, asked, variants)


def replayed(app: Any, asked: "Asked") -> list[Variant]:
    """The statements of our own way by psycopg2 alone: with its transaction and context, and without."""
    replay, statements = Replay(app, asked.who.user.pk), taken_down(asked)
    replay.keep_plans(statements)
    return [
        Variant(ISSUED, lambda: replay.whole(statements), Steady()),
        Variant(STATEMENTS, lambda: replay.send(statements), Steady(), before=replay.begin, after=replay.end),
    ]


def rows_of(cases: list[Any]) -> list[tuple[Any, ...]]:
    """What the list shows of each case and the floor returns as well."""
    if len(cases) != PAGE:
        raise AssertionError(f"The page has {len(cases)} rows.")
    return [(case.pk, case.contacts, case.next_due) for case in cases]


def guardians(who: Who) -> list[Case]:
    """The same page through guardian's generic tables; what is excluded is taken out by one more subquery."""
    with unguarded():
        taken = CaseExclusion.objects.filter(not_ended(), user_id=who.user.pk).values("case_id")
        made = Contact.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(n=Count("pk")).values("n")
        mine = get_objects_for_user(
            who.user, "cases.see_case", klass=Case, with_superuser=False, accept_global_perms=False
        )
        page = mine.filter(status=Status.OPEN).exclude(pk__in=taken).select_related("lead_worker")
        return list(page.annotate(contacts=Coalesce(Subquery(made), 0)).order_by("-opened_at", "-id")[:PAGE])


def close_connections() -> None:
    """Close what Django holds open to a database that is about to be dropped."""
    connections["default"].close()
    if ALIAS in connections.databases:
        connections[ALIAS].close()
