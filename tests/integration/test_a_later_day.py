"""A permission that begins on a later day (law-and-practice 3.6): before it, it permits nothing; what was agreed to
before stands until then. Where each decision stands is said twice, in Python and in SQL, at the same instants."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.disclosure import Permission
from cases.models import Case, Recipient
from cases.vocabulary.sharing import Category
from consent.actions import decide_consent, decisions_of, take_back
from consent.models import Consent
from consent.rules import Decisions, NewDecision, ruling_on
from consent.vocabulary import DecisionKind
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import asking_as, open_a_case, person
from tests.integration.permission import NEEDS, school, telling, yes
from tests.integration.test_decisions_in_order import write_anyway
from tests.security.raw import superuser_cursor

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
KINDS = NEEDS | {Category.HOUSING}


def midnight(days: int) -> datetime:
    """The midnight with which a day so many from today begins in London."""
    return clock.at(clock.today() + days * DAY)


def given(begins: int, ends: int, **more: Any) -> dict[str, Any]:
    """What differs in a yes from one day to another; from day 0 on it is from now."""
    start = midnight(begins) if begins else clock.now()
    return {"valid_from": start, "expires_at": midnight(ends), "categories": KINDS, **more}


Steps = list[dict[str, Any] | str]
BACK, PARTLY, NO = "taken back", "partly taken back", "no"
# What was said one after another; where each yes stands now, a moment before day 5, as it begins, and as day 10 does.
TABLE: dict[str, tuple[Callable[[], Steps], list[str]]] = {
    "from a later day": (lambda: [given(5, 10)], ["ahead ahead valid expired"]),
    "in the place of one that runs": (
        lambda: [given(0, 30), given(5, 30, replaces=True)],
        ["valid valid expired expired", "ahead ahead valid valid"],
    ),
    "in the place of one that has not begun": (
        lambda: [given(5, 30), given(10, 30, replaces=True)],
        ["expired expired expired expired", "ahead ahead ahead valid"],
    ),
    "after another that has not begun either": (
        lambda: [given(5, 10), given(10, 30)],
        ["ahead ahead valid expired", "ahead ahead ahead valid"],
    ),
    "after another has ended": (
        lambda: [given(0, 5), given(5, 30)],
        ["valid valid expired expired", "ahead ahead valid valid"],
    ),
    "before another begins": (
        lambda: [given(5, 30), given(0, 5)],
        ["ahead ahead valid valid", "valid valid expired expired"],
    ),
    "taken back before it begins": (lambda: [given(5, 30), BACK], ["withdrawn withdrawn withdrawn withdrawn"]),
    "partly taken back before it begins": (lambda: [given(5, 30), PARTLY], ["ahead ahead valid valid"]),
    "refused before it begins": (lambda: [given(5, 30), NO], ["refused refused refused refused"]),
}


def said(case: Case, by: User, to: Recipient, steps: Steps) -> list[Consent]:
    """Each of the steps, written down about one recipient; the yeses among them."""
    made: list[Consent] = []
    for step in steps:
        if step == NO:
            no: dict[str, Any] = {"decision": DecisionKind.REFUSED, "categories": frozenset(), "expires_at": None}
            decide_consent(by=by, case=case, said=yes(case, to, **no))
        elif isinstance(step, str):
            part = {Category.HOUSING} if step == PARTLY else ()
            take_back(by=by, case=case, consent=made[-1], words="No", categories=part)
        else:
            made.append(decide_consent(by=by, case=case, said=yes(case, to, **step)))
    return made


def in_sql(consent: Consent, instant: datetime) -> tuple[str, set[str]]:
    """Where it stands and what it permits, by the database, whose clock is set for it and put back."""
    with superuser_cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = 'gate.clock()'::regprocedure")
        was = cursor.fetchone()[0]
        clock_is = "CREATE OR REPLACE FUNCTION gate.clock() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS %s"
        cursor.execute(clock_is, [f"SELECT '{instant.isoformat()}'::timestamptz"])
        cursor.execute("SELECT gate.permission_stands(%s), gate.permission_facts(%s)", [str(consent.pk)] * 2)
        stands, facts = cursor.fetchone()
        cursor.execute(clock_is, [was])
    return stands, set(facts["permitted"])


def test_where_each_stands_is_one_answer_in_both(own_database: str) -> None:
    by = person("ottoline")
    case = open_a_case(by)
    instants = [clock.now(), midnight(5) - MOMENT, midnight(5), midnight(10)]
    for what, (steps, expected) in TABLE.items():
        with asking_as(by):
            made = said(case, by, school(case, by), steps())
        with asking_as(by):
            among = decisions_of(case)
            for each, states in zip(made, expected, strict=True):
                for instant, state in zip(instants, states.split(), strict=True):
                    at = replace(among, now=max(instant, among.now))
                    in_python = (at.stands(each), {str(kind) for kind in at.permitted(each)})
                    assert in_python == in_sql(each, at.now), what
                    assert in_python[0] == state, what


@pytest.mark.django_db
def test_before_that_day_the_table_says_no_and_names_the_row(case: Case, cast: dict[str, User]) -> None:
    """The situation that the table decides, a moment before and as the day begins."""
    by = cast["ottoline"]
    with asking_as(by):
        consent = decide_consent(by=by, case=case, said=yes(case, school(case, by), **given(5, 10)))
        among = decisions_of(case)
        early, now = (
            ruling_on(telling(consent), replace(among, now=at))[1] for at in (midnight(5) - MOMENT, midnight(5))
        )
    assert (early.row, bool(early), "from a later day on" in early.why) == ("D20", False, True)
    assert (now.row, bool(now)) == ("D16", True)


FAULTS: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "in the middle of a later day": (
        lambda: given(5, 10) | {"valid_from": midnight(5) + DAY / 2},
        "begins now, or with a day",
    ),
    "at midnight of elsewhere": (
        lambda: given(5, 10) | {"valid_from": midnight(5) + timedelta(hours=1)},
        "begins now, or with a day",
    ),
    "after more than a year": (lambda: given(368, 390), "within a year"),
    "for a minute more than a year": (
        lambda: given(5, 371) | {"expires_at": midnight(371) + timedelta(minutes=1)},
        "must end within a year",
    ),
    "on a day gone by": (lambda: given(-1, 10), "does not begin in the past"),
    "after it ends": (lambda: given(5, 4), "end after it begins"),
    "over another that is to begin": (lambda: given(4, 6), "agreed about this already"),
}


# Where another rule of the database's could refuse it too: which one it is to be.
AGAIN = {
    "begins now, or with a day": "begins now, or with a day",
    "within a year": "begins now, or with a day",
    "must end within a year": "permission ends within a year",
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", FAULTS)
def test_a_day_out_of_order_is_refused_twice(case: Case, cast: dict[str, User], what: str) -> None:
    by, (change, words) = cast["ottoline"], FAULTS[what]
    with asking_as(by):
        to = school(case, by)
        decide_consent(by=by, case=case, said=yes(case, to, **given(5, 10)))
    with asking_as(by):
        wrong: NewDecision = yes(case, to, **change())
        with pytest.raises(Refused, match=words):
            decide_consent(by=by, case=case, said=wrong)
        with pytest.raises(IntegrityError, match=AGAIN.get(words, ".")), transaction.atomic():
            write_anyway(by=by, case=case, said=wrong)
        assert Consent.objects.filter(case=case).count() == 1


@pytest.mark.django_db
def test_a_year_is_permission_to_its_last_moment(case: Case, cast: dict[str, User]) -> None:
    """Both gates take all of it, as both refuse a minute more."""
    by = cast["ottoline"]
    with asking_as(by):
        assert decide_consent(by=by, case=case, said=yes(case, school(case, by), **given(5, 371)))


@pytest.mark.parametrize(
    ("day", "lasts"),
    [(date(2027, 3, 28), 23), (date(2027, 3, 29), 24), (date(2027, 10, 31), 25), (date(2027, 11, 1), 24)],
)
def test_the_day_begins_at_midnight_whatever_the_clocks_do(day: date, lasts: int) -> None:
    begins = clock.at(day)
    ends = begins.astimezone(clock.now().tzinfo) + timedelta(hours=lasts)
    case, nobody = Case(status="open"), Recipient()
    one_day = Consent(decision="granted", recipient=nobody, valid_from=begins, expires_at=ends, one_off=False)
    states = [
        Decisions(case, [], [one_day], set(), at).stands(one_day)
        for at in (begins - MOMENT, begins, ends - MOMENT, ends)
    ]
    assert states == [Permission.AHEAD, Permission.VALID, Permission.VALID, Permission.EXPIRED]
    assert clock.london(ends).date() == day + DAY
