"""What pages show of demands that are put to information governance: to the team, and to whoever is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.presenting import text_of
from cases.vocabulary.sharing import Category
from consent.models import DemandSheet, SheetReceipt
from consent.presenting.permission import kinds_said
from consent.vocabulary import DemandKind
from foundation import clock
from foundation.components.shapes import Entry
from foundation.components.words import gb_date
from foundation.rowsecurity.calls import call


@dataclass(frozen=True)
class SheetPut:
    """One demand that waits for the person's word; nothing of the case or of the family."""

    sheet: UUID
    kind: str
    due: date
    worker: str
    service: str
    put_at: datetime

    @property
    def is_late(self) -> bool:
        """Whether the day on which it is to be answered is over."""
        return self.due < clock.today()

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("consent:sheet", args=[self.sheet])

    @property
    def title(self) -> str:
        """What came."""
        return DemandKind(self.kind).label

    @property
    def words(self) -> str:
        """Who asks, and by when it is answered."""
        return f"From {self.worker} of {self.service}, to be answered by {gb_date(self.due)}"


def sheets_put_to_me() -> list[SheetPut]:
    """The demands that wait for the word of whoever asks, the soonest first."""
    return [SheetPut(*row) for row in call("gate.sheets_put_to_me")]


def orders_in_words(put: list[SheetPut], receipts: Iterable[SheetReceipt]) -> dict[str, Any]:
    """What the home page of somebody outside the service shows of demands."""
    return {"orders": put, "order_receipts": [receipt_words(receipt) for receipt in receipts]}


def receipt_words(receipt: SheetReceipt) -> str:
    """A receipt, in which nobody can be recognised."""
    answer = "it is valid" if receipt.valid else "it is not valid"
    put, answered = gb_date(receipt.put_on), gb_date(receipt.answered_on)
    return f"Legal demand put to you on {put}: you said on {answered} that {answer}"


def sheet_rows(sheet: DemandSheet) -> list[tuple[str, str]]:
    """What is shown to whoever is asked, and to the team as what they were shown."""
    kinds = [kind for kind in sheet.categories if kind != Category.EXISTENCE]
    rows = [
        ("What came", DemandKind(sheet.kind).label),
        ("Who demands it", text_of(sheet.from_whom)),
        ("What it orders", text_of(sheet.orders)),
        ("What would be given", kinds_said(kinds) or Category.EXISTENCE.label),
        ("The date on it", gb_date(sheet.dated)),
        ("To be answered by", gb_date(sheet.due)),
        ("Who has looked at it already", text_of(sheet.told_already)),
    ]
    return [(label, value) for label, value in rows if value]


def waiting_words(sheet: DemandSheet | None) -> str:
    """Whether what is to be followed waits for information governance, and until when."""
    if sheet is None:
        return "It has still to be put to information governance."
    day = gb_date(sheet.closes_on)
    if sheet.closes_on < clock.today():
        return f"{sheet.reader} of information governance did not answer by {day}. Put it to them again."
    return f"It waits for {sheet.reader} of information governance, who can answer until {day}."


def sheet_entries(sheets: Sequence[DemandSheet]) -> list[Entry]:
    """What was put to information governance, and what they said, newest first."""
    return [
        Entry(
            _title(each),
            each.recorded_at,
            str(each.recorded_by),
            text_of(each.answer) or text_of(each.orders),
            facts=_facts(each),
        )
        for each in sheets
    ]


def _facts(sheet: DemandSheet) -> tuple[tuple[str, str], ...]:
    """What they were shown besides, and when they answered."""
    facts = (
        ("Put to", str(sheet.reader)),
        ("What it orders, as they were told", text_of(sheet.orders) if sheet.answer else ""),
        ("Who demands it, as they were told", text_of(sheet.from_whom)),
        ("Who has looked at it already, as they were told", text_of(sheet.told_already)),
        ("They answered on", gb_date(sheet.confirmed_at) if sheet.confirmed_at else ""),
        ("Taken back on", gb_date(sheet.taken_at) if sheet.taken_at else ""),
    )
    return tuple((label, value) for label, value in facts if value)


def _title(sheet: DemandSheet) -> str:
    if sheet.confirmed_at:
        return "Information governance: it is valid" if sheet.valid else "Information governance: it is not valid"
    return "Taken back" if sheet.taken_at else "Put to information governance"
