"""Registers: what has gone, what was broken, and which permissions end soon, one page at a time.

A page is found by asking each of the person's teams for its own first rows, as the list of cases is
(``cases.listing``); the row policies check every row again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery

from cases.listing import Edge
from cases.models import Breach, Case, Disclosure, DisclosureItem, KeptBack, Recipient, SharingProof
from cases.visibility import not_taken_away
from cases.vocabulary import Status
from cases.vocabulary.sharing import BasisKind, BreachState
from consent.models import Arrival, Consent
from consent.rules import REVIEW_GRACE
from consent.vocabulary import DecisionKind, Held
from foundation import clock
from foundation.rowsecurity.lateral import FirstRows
from foundation.rowsecurity.prepared import WHOEVER_ASKS, Given
from teams.models import User
from teams.visibility import team_ids
from teams.vocabulary import Verb

PAGE = 25  # rows
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Page:
    """Rows of a register, and where the pages before and after begin (empty: there is none)."""

    rows: list[Any]
    previous: str = ""
    following: str = ""

    @property
    def cases(self) -> list[Case]:
        """The cases of the rows, each once."""
        return list({row.case.pk: row.case for row in self.rows}.values())


def register_page(user: Any, edge: Edge | None, *, size: int = PAGE) -> Page:
    """What has left the teams that the person manages, newest first."""
    return _page(user, Disclosure, "sent_at", edge, size, "recipient", "recorded_by")


def breaches_not_closed(user: Any) -> Any:
    """Breaches in the teams that the person manages that something is still to be done about."""
    theirs = Breach.objects.visible_to(user).filter(team__in=team_ids(user, Verb.SEE_RESTRICTED))
    return theirs.exclude(state=BreachState.CLOSED)


def number_and_first_due(user: Any) -> tuple[int, datetime | None]:
    """How many breaches the person has not closed, and when the first of them is to be reported."""
    told = breaches_not_closed(user).aggregate(number=Count("pk"), due=Min("due_at"))
    return told["number"], told["due"]


def breach_page(user: Any, edge: Edge | None, *, closed: bool = False) -> Page:
    """Breaches in the teams that the person manages: longest known first, or ``closed`` ones, newest first."""
    theirs = Breach.objects.visible_to(user).filter(team__in=team_ids(user, Verb.SEE_RESTRICTED))
    rows = theirs.filter(state=BreachState.CLOSED) if closed else breaches_not_closed(user)
    page = _walk(rows, "aware_at", edge, newest_first=closed)
    _fill_in(user, page.rows, ("recorded_by",))
    return page


def _page(user: Any, model: Any, column: str, edge: Edge | None, size: int, *named: str) -> Page:
    back = edge is not None and edge.back
    rows = _statement(model, column, edge, size + 1)(user, edge)
    more, rows = len(rows) > size, rows[:size]
    rows = rows[::-1] if back else rows
    _fill_in(user, rows, named)
    return _between([row for row in rows if row.case is not None], edge, more, lambda row: getattr(row, column))


def _between(rows: list[Any], edge: Edge | None, more: bool, at: Callable[[Any], datetime]) -> Page:
    """A page of rows, with the edges of the pages around it; ``more`` follow in the direction that was asked for."""
    if not rows:
        return Page([])
    earlier, later = (more, True) if edge is not None and edge.back else (edge is not None, more)
    first, last = rows[0], rows[-1]
    start = Edge(at(first), first.pk, back=True).token() if earlier else ""
    return Page(rows, start, Edge(at(last), last.pk).token() if later else "")


def _walk(rows: Any, column: str, edge: Edge | None, *, newest_first: bool = False) -> Page:
    """One page of rows in the order of a column, before or behind an edge."""
    found = _beyond(rows, column, edge, newest_first=newest_first)
    more, found = len(found) > PAGE, found[:PAGE]
    if edge is not None and edge.back:
        found.reverse()
    return _between(found, edge, more, lambda row: getattr(row, column))


def _beyond(rows: Any, column: str, edge: Edge | None, *, newest_first: bool) -> list[Any]:
    """The rows next to an edge, nearest first, and one more than a page holds."""
    falls = newest_first != (edge is not None and edge.back)
    if edge is not None:
        way = "lt" if falls else "gt"
        rows = rows.filter(Q(**{f"{column}__{way}": edge.value}) | Q(**{column: edge.value, f"pk__{way}": edge.pk}))
    sign = "-" if falls else ""
    return list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: PAGE + 1])


_SENT: dict[Any, FirstRows] = {}


def _statement(model: Any, column: str, edge: Edge | None, limit: int) -> FirstRows:
    words = (model, edge and edge.back, limit)
    if words not in _SENT:
        _SENT[words] = _first_rows(model, column, edge, limit)
    return _SENT[words]


def _first_rows(model: Any, column: str, edge: Edge | None, limit: int) -> FirstRows:
    back = edge is not None and edge.back
    sign, way = ("", "gt") if back else ("-", "lt")
    rows = model.objects.filter(not_taken_away(WHOEVER_ASKS, "case_id"))
    if edge is not None:
        value: Any = Given(lambda _user, edge: edge.value)
        pk: Any = Given(lambda _user, edge: edge.pk)
        rows = rows.filter(Q(**{f"{column}__{way}": value}) | Q(**{column: value, f"pk__{way}": pk}))
    rows = rows.order_by(f"{sign}{column}", f"{sign}id")
    return FirstRows(rows, teams=team_ids(WHOEVER_ASKS, Verb.READ_LOOKS), singly=rows.none(), limit=limit)


def _fill_in(user: Any, rows: Iterable[Any], named: Iterable[str]) -> None:
    """Give rows their cases, recipients and people, in one query for each kind."""
    rows = list(rows)
    cases = Case.objects.visible_to(user).in_bulk({row.case_id for row in rows})
    for row in rows:
        row.case = cases.get(row.case_id)
    if "recipient" in named:
        recipients = Recipient.objects.in_bulk({row.recipient_id for row in rows})
        for row in rows:
            row.recipient = recipients[row.recipient_id]
    User.objects.fill_in(rows, "recorded_by")


def quarantine_page(user: Any, edge: Edge | None, *, decided: bool = False) -> Page:
    """What waits for a manager's decision, the longest first; or what was ``decided``, the last first."""
    apart = Arrival.objects.visible_to(user).exclude(held=Held.CASE)
    rows = apart.exclude(held=Held.QUARANTINE) if decided else apart.to_decide()
    page = _walk(rows, "quarantined_at", edge, newest_first=decided)
    User.objects.fill_in(page.rows, "recorded_by")
    return page


@dataclass(frozen=True)
class Gone:
    """One page of what has gone from a case, or was kept back, newest first."""

    page: Page
    items: dict[UUID, list[DisclosureItem]]
    breaches: dict[UUID, Breach]

    def shown(self) -> list[Any]:
        """Every row, for the record of the look."""
        items = [item for each in self.items.values() for item in each]
        return [*self.page.rows, *items, *self.breaches.values()]


def gone_from(case: Case, edge: Edge | None, *, about: UUID | None = None) -> Gone:
    """What has gone from a case, a page at a time and in a fixed number of queries; ``about`` one person: what names
    them, and what names nobody in particular and so may be about them."""
    kinds = ((_told(case, about), "sent_at"), *(() if about else ((_kept(case), "recorded_at"),)))
    found = [row for rows, column in kinds for row in _beyond(rows, column, edge, newest_first=True)]
    back = edge is not None and edge.back
    found.sort(key=lambda row: (_gone_at(row), row.pk), reverse=not back)
    more, rows = len(found) > PAGE, found[:PAGE]
    rows = rows[::-1] if back else rows
    User.objects.fill_in(rows, "recorded_by")
    told = [row.pk for row in rows if isinstance(row, Disclosure)]
    breaches = {each.disclosure_id: each for each in Breach.objects.filter(disclosure__in=told) if each.disclosure_id}
    return Gone(_between(rows, edge, more, _gone_at), _items_of(told), breaches)


def _told(case: Case, about: UUID | None) -> Any:
    rows = Disclosure.objects.filter(case=case).select_related("recipient")
    if about is None:
        return rows
    items = DisclosureItem.objects.filter(disclosure=OuterRef("pk"))
    may_be = items.filter(Q(subject=about) | Q(subject=None))
    return rows.filter(Exists(may_be) | ~Exists(items))


def _kept(case: Case) -> Any:
    return KeptBack.objects.filter(case=case).select_related("recipient")


def _gone_at(row: Any) -> datetime:
    at: datetime = row.sent_at if isinstance(row, Disclosure) else row.recorded_at
    return at


def _items_of(disclosures: list[UUID]) -> dict[UUID, list[DisclosureItem]]:
    found: dict[UUID, list[DisclosureItem]] = {}
    rows = DisclosureItem.objects.filter(disclosure__in=disclosures)
    for item in rows.order_by("recorded_at", "category", "pk"):
        found.setdefault(item.disclosure_id, []).append(item)
    return found


def ending_page(user: Any, edge: Edge | None) -> Page:
    """Permissions that end soon, the soonest first."""
    return _walk(ending_soon(user).select_related("recipient", "case"), "expires_at", edge)


def ending_soon(user: Any) -> Any:
    """Permissions in force which end within thirty days: of open cases that the person may see; neither taken back, nor
    renewed or refused since, nor used up."""
    now = clock.now()
    rows = Consent.objects.visible_to(user).filter(
        decision=DecisionKind.GRANTED, valid_from__lte=now, expires_at__gt=now, expires_at__lte=now + SOON
    )
    same = {name: OuterRef(name) for name in ("case", "grantor", "recipient", "purpose", "way")}
    deciding = Consent.objects.filter(**same).exclude(decision__in=_ENDS_NOTHING)
    deciding = deciding.exclude(decision=DecisionKind.GRANTED, valid_from__gt=now).order_by("-recorded_at", "-pk")
    used = SharingProof.objects.filter(kind=BasisKind.CONSENT, source=OuterRef("pk"))
    forgotten = Q(review_due__lt=clock.today() - REVIEW_GRACE)
    rows = rows.exclude(case__status=Status.CLOSED).exclude(forgotten).exclude(Q(one_off=True) & Exists(used))
    # One value of the latest, asked of an index: as a join it would set every decision of a scope against every other.
    return rows.filter(recorded_at__gte=Subquery(deciding.values("recorded_at")[:1]))


_ENDS_NOTHING = (DecisionKind.NOT_SOUGHT, DecisionKind.PARTLY_WITHDRAWN)
