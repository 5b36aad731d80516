"""What stands around concerns: the pages about all of them, the rota and the directory."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from cases.vocabulary import Authority
from foundation import clock
from foundation.components.shapes import Cell, Column, Link, Row, Table, Tag
from foundation.components.words import gb_date, gb_time, gb_weekday
from safeguarding.deadlines import Span
from safeguarding.models import RotaSlot, Route
from safeguarding.vocabulary import Department
from teams.vocabulary import Verb

PAGES = (
    ("Concerns", "safeguarding:board", Verb.SEE_CASES),
    ("Register", "safeguarding:register", Verb.APPROVE_REFERRALS),
    ("Rota", "safeguarding:rota", Verb.SEE_CASES),
    ("Directory", "safeguarding:directory", Verb.SEE_CASES),
    ("Working days", "safeguarding:days", Verb.SEE_CASES),
    ("Laws", "safeguarding:laws", Verb.SEE_CASES),
)
STALE_AFTER = timedelta(days=90)
CALLED = {1: "First", 2: "Deputy"}
TURNS = (Column("Senior manager"), Column("Called"), Column("When"))
PLACES = (Column("Place"), Column("Telephone", whole=True), Column("Opening hours"), Column("Last checked", whole=True))


def pages_around(user: Any, current: str) -> list[Link]:
    """The pages about all concerns, as tabs."""
    return [Link(label, reverse(name), name == current) for label, name, verb in PAGES if user.holds(verb)]


def moment(instant: datetime) -> str:
    """An instant as the rota shows it."""
    return f"{gb_weekday(clock.london(instant).date())} at {gb_time(instant)}"


def time_words(start: datetime, end: datetime) -> str:
    """From when until when; a day that both are on is said once."""
    if clock.london(start).date() == clock.london(end).date():
        return f"{gb_weekday(clock.london(start).date())}, {gb_time(start)} to {gb_time(end)}"
    return f"{moment(start)}, until {moment(end)}"


def on_duty_rows(slots: Iterable[RotaSlot]) -> list[Row]:
    """Who is on duty, in the order in which they are called."""
    return [
        Row(called(slot.position), f"{slot.manager}, {slot.telephone}, until {moment(slot.ends_at)}") for slot in slots
    ]


def called(position: int) -> str:
    """In which order somebody is called."""
    return CALLED.get(position, "Second deputy")


def turns_table(slots: Iterable[RotaSlot], *, may_keep: bool) -> Table:
    """Turns to come, and for the manager a way to take each back."""
    more = (Column("Take back", hide_label=True),) if may_keep else ()
    rows = tuple((*_turn(slot), *((_take_back(slot),) if may_keep else ())) for slot in slots)
    return Table("Turns of the next weeks", (*TURNS, *more), rows)


def _turn(slot: RotaSlot) -> tuple[Any, ...]:
    kind = Tag("Adults at risk", "purple") if slot.for_adults else None
    note = ", ".join(part for part in (slot.telephone, department_words(slot.department)) if part)
    return (
        Cell(str(slot.manager), note=note, tag=kind),
        called(slot.position),
        time_words(slot.starts_at, slot.ends_at),
    )


def _take_back(slot: RotaSlot) -> Cell:
    about = f"{slot.manager}, {moment(slot.starts_at)}"
    return Cell("Take back", url=reverse("safeguarding:withdraw_turn", args=[slot.pk]), about=about)


def department_words(department: str) -> str:
    """A department as people call it."""
    return Department(department).label if department in Department.values else department


def gap_words(spans: Iterable[Span]) -> list[str]:
    """When nobody is on the rota, a sentence for each time."""
    return [time_words(start, end) for start, end in spans]


def places_table(routes: Iterable[Route], *, may_keep: bool) -> Table:
    """The places that referrals go to; a number that nobody has checked for ninety days says so."""
    more = (Column("Keep", hide_label=True),) if may_keep else ()
    rows = tuple((*_place(route), *((_keep(route),) if may_keep else ())) for route in routes)
    return Table("Places that referrals go to", (*PLACES, *more), rows)


def _place(route: Route) -> tuple[Any, ...]:
    council = Authority(route.authority).label if route.authority in Authority.values else ""
    note = ", ".join(part for part in (route.get_kind_display(), council) if part)
    telephone = Cell(route.telephone, note=route.email)
    return Cell(route.name, note=note), telephone, route.hours or "Not known", checked(route, clock.today())


def checked(route: Route, today: date) -> Cell:
    """When somebody last checked it, and whether that is too long ago."""
    on = route.verified_on
    tag = Tag("Check this number", "orange") if is_stale(route, today) else None
    return Cell(gb_date(on) if on else "Never", tag=tag)


def is_stale(route: Route, today: date) -> bool:
    """Whether nobody has checked its number for too long."""
    return route.verified_on is None or today - route.verified_on > STALE_AFTER


def _keep(route: Route) -> Cell:
    return Cell("Check or change", url=reverse("safeguarding:verify_route", args=[route.pk]), about=route.name)
