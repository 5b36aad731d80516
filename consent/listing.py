"""Registers: what has gone, what was broken, and which permissions end soon, one page at a time.

A page is found by asking each of the person's teams for its own first rows, as the list of cases is
(``cases.listing``); the row policies check every row again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from cases.listing import Edge
from cases.models import Breach, Case, Disclosure, DisclosureItem, KeptBack, Recipient
from cases.visibility import not_taken_away
from consent.models import Consent
from consent.vocabulary import DecisionKind
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


def breach_page(user: Any, edge: Edge | None, *, size: int = PAGE) -> Page:
    """Breaches in the teams that the person manages, newest first."""
    return _page(user, Breach, "aware_at", edge, size, "recorded_by")


def _page(user: Any, model: Any, column: str, edge: Edge | None, size: int, *named: str) -> Page:
    back = edge is not None and edge.back
    rows = _statement(model, column, edge, size + 1)(user, edge)
    more, rows = len(rows) > size, rows[:size]
    rows = rows[::-1] if back else rows
    _fill_in(user, rows, named)
    rows = [row for row in rows if row.case is not None]
    if not rows:
        return Page([])
    first, last = (Edge(getattr(row, column), row.pk) for row in (rows[0], rows[-1]))
    earlier, later = (more, edge is not None) if back else (edge is not None, more)
    start = Edge(first.value, first.pk, back=True).token() if earlier else ""
    return Page(rows, start, last.token() if later else "")


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


@dataclass(frozen=True)
class Gone:
    """Everything that has gone from one case, or that was kept back, newest first."""

    disclosures: list[Disclosure]
    items: dict[UUID, list[DisclosureItem]]
    breaches: dict[UUID, Breach]
    kept_back: list[KeptBack]

    def rows(self) -> list[Any]:
        """Every row, for the record of the look."""
        items = [item for each in self.items.values() for item in each]
        return [*self.disclosures, *items, *self.breaches.values(), *self.kept_back]


def gone_from(case: Case, *, about: UUID | None = None) -> Gone:
    """What has gone from a case, in a fixed number of queries; ``about`` one person: what names them, and what names
    nobody in particular and so may be about them."""
    items: dict[UUID, list[DisclosureItem]] = {}
    for item in DisclosureItem.objects.filter(case=case).order_by("recorded_at", "category", "pk"):
        items.setdefault(item.disclosure_id, []).append(item)
    rows = Disclosure.objects.filter(case=case).select_related("recipient").order_by("-sent_at", "-pk")
    disclosures = [each for each in rows if about is None or _is_about(items.get(each.pk, ()), about)]
    breaches = {each.disclosure_id: each for each in Breach.objects.filter(case=case) if each.disclosure_id}
    kept = list(KeptBack.objects.filter(case=case).select_related("recipient").order_by("-recorded_at", "-pk"))
    User.objects.fill_in([*disclosures, *kept, *breaches.values()], "recorded_by")
    return Gone(disclosures, items, breaches, kept if about is None else [])


def _is_about(items: Iterable[DisclosureItem], person: UUID) -> bool:
    said = list(items)
    return not said or any(item.subject_id in (None, person) for item in said)


def ending_page(user: Any, edge: Edge | None) -> Page:
    """Permissions that end soon, the soonest first, from behind an edge."""
    rows = ending_soon(user).select_related("recipient", "case")
    if edge is not None:
        rows = rows.filter(Q(expires_at__gt=edge.value) | Q(expires_at=edge.value, pk__gt=edge.pk))
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    return Page(page, following=Edge(page[-1].expires_at, page[-1].pk).token() if len(found) > PAGE else "")


def ending_soon(user: Any) -> Any:
    """Permissions of cases that the person may see which end within thirty days and were not taken back."""
    now = clock.now()
    rows = Consent.objects.visible_to(user).filter(
        decision=DecisionKind.GRANTED, expires_at__gt=now, expires_at__lte=now + SOON
    )
    gone = Consent.objects.filter(decision=DecisionKind.WITHDRAWN).values("answers")
    return rows.exclude(pk__in=gone).order_by("expires_at", "pk")
