"""The list of cases: which of them, in which order, one page at a time, and how many stand where.

A page is found by asking each of the person's teams for its own first rows (``foundation.rowsecurity.lateral``), then
fetching those few by key. The row policies check every row again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Q

from cases.models import Case, Contact
from cases.models.case import CaseQuerySet
from cases.visibility import let_in, not_narrowed, not_taken_away
from cases.vocabulary import Status
from foundation.rowsecurity.calls import call
from foundation.rowsecurity.lateral import FirstRows
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Given
from teams.visibility import team_ids
from teams.vocabulary import Verb

PAGE = 25  # rows
ORDERS = {
    "newest": ("opened_at", True),
    "oldest": ("opened_at", False),
    "recent": ("last_contact_at", True),
    "quiet": ("last_contact_at", False),
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty values narrow nothing."""

    status: str = ""
    level: str = ""
    worker: str = ""
    overdue: bool = False
    sort: str = "newest"


@dataclass(frozen=True)
class CasePage:
    """One page of cases, and where the pages before and after it begin (empty: there is none)."""

    cases: list[Case]
    previous: str = ""
    following: str = ""


@dataclass(frozen=True)
class Edge:
    """Where a page begins: the row it follows, or precedes when ``back``."""

    value: datetime
    pk: UUID
    back: bool = False

    def token(self) -> str:
        """The edge as text for an address: it holds a time and a random id, signed against tampering."""
        return signing.dumps([self.value.isoformat(), str(self.pk), self.back], salt="cases.listing", compress=False)

    @classmethod
    def read(cls, token: str) -> "Edge | None":
        """The edge that a token stands for, or None for one that was not ours."""
        try:
            value, pk, back = signing.loads(token, salt="cases.listing")
        except signing.BadSignature:
            return None
        return cls(datetime.fromisoformat(value), UUID(pk), back)


def narrowed(wanted: Wanted) -> CaseQuerySet:
    """Cases that fit what is wanted, whoever may see them."""
    rows: CaseQuerySet = Case.objects.all()
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.level:
        rows = rows.filter(intervention_level=int(wanted.level))
    if wanted.worker:
        rows = rows.filter(lead_worker=None if wanted.worker == "none" else wanted.worker)
    return rows.overdue() if wanted.overdue else rows


def page_of(user: Any, wanted: Wanted, edge: Edge | None = None, *, size: int = PAGE) -> CasePage:
    """One page of the cases the person may see, in a fixed number of queries."""
    back = edge is not None and edge.back
    cases = _statement(wanted, edge, size + 1)(user, wanted, edge)
    more = len(cases) > size
    cases = cases[:size][::-1] if back else cases[:size]
    if not cases:
        return CasePage([])
    column, _ = ORDERS[wanted.sort]
    first, last = (Edge(getattr(case, column), case.pk) for case in (cases[0], cases[-1]))
    earlier = more if back else edge is not None
    later = edge is not None if back else more
    return CasePage(
        cases,
        previous=Edge(first.value, first.pk, back=True).token() if earlier else "",
        following=last.token() if later else "",
    )


# What is sent for a list, by everything that its words depend on; the values are those of each request.
_SENT: dict[Any, FirstRows] = {}
_STATUS: Any = Given(lambda _user, wanted, _edge: wanted.status)
_EDGE_VALUE: Any = Given(lambda _user, _wanted, edge: edge.value)
_EDGE_PK: Any = Given(lambda _user, _wanted, edge: edge.pk)


def _statement(wanted: Wanted, edge: Edge | None, limit: int) -> FirstRows:
    """What asks for such a page: kept for the process unless the list is narrowed in one of many less usual ways."""
    template = replace(wanted, status=wanted.status and _STATUS)
    start = edge and replace(edge, value=_EDGE_VALUE, pk=_EDGE_PK)
    if wanted != Wanted(status=wanted.status, sort=wanted.sort):
        return first_page(template, start, limit, kept=False)
    words = (wanted.sort, bool(wanted.status), edge and edge.back, limit)
    if words not in _SENT:
        _SENT[words] = first_page(template, start, limit)
    return _SENT[words]


def first_page(wanted: Wanted, edge: Edge | None, limit: int, *, kept: bool = True) -> FirstRows:
    """Asks for the first rows that somebody may see, merged from each of their teams."""
    column, down = ORDERS[wanted.sort]
    sign = "-" if down != (edge is not None and edge.back) else ""
    rows = _open_to(WHOEVER_ASKS, narrowed(wanted).filter(_beyond(column, down, edge)))
    rows = rows.order_by(f"{sign}{column}", f"{sign}id")
    teams = team_ids(WHOEVER_ASKS, Verb.SEE_CASES)
    singly = rows.filter(pk__among=let_in(WHOEVER_ASKS)).exclude(team__among=teams)
    return FirstRows(rows, teams=teams, singly=singly, limit=limit, kept=kept, contacts=(Contact, "case_id"))


def counts_by_status(user: Any) -> dict[str, int]:
    """How many cases stand where, of those the person may see: figures that the database keeps (see ``gate.caseload``).

    They are what ``count_of`` counts, case by case; they cost the same however many cases there are.
    """
    teams, restricted = team_ids(user, Verb.SEE_CASES), team_ids(user, Verb.SEE_RESTRICTED)
    return dict.fromkeys(Status.values, 0) | dict(call("gate.caseload", teams, restricted))


def count_of(user: Any, wanted: Wanted) -> int:
    """How many cases fit what is wanted, of those the person may see."""
    return sum(rows.count() for rows in _seen(user, narrowed(wanted)))


def _seen(user: Any, rows: CaseQuerySet) -> tuple[CaseQuerySet, CaseQuerySet]:
    """The teams’ cases, and those let in singly from other teams: apart, each has an index; joined by OR neither."""
    rows, teams = _open_to(user, rows), team_ids(user, Verb.SEE_CASES)
    return rows.filter(team__among=teams), rows.filter(pk__among=let_in(user)).exclude(team__among=teams)


def _open_to(user: Any, rows: CaseQuerySet) -> CaseQuerySet:
    return rows.filter(not_taken_away(user, "pk") & not_narrowed(user))


def _beyond(column: str, down: bool, edge: Edge | None) -> Q:
    if edge is None:
        return Q()
    way = "lt" if down != edge.back else "gt"
    return Q(**{f"{column}__{way}": edge.value}) | Q(**{column: edge.value, f"pk__{way}": edge.pk})
