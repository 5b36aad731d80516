"""What is done about a breach, in raw SQL as the web's login: by managers alone, in its order, and closed by somebody
who did not write it down, when all were told."""

from typing import Any

import psycopg2
import pytest

from tests.integration.permission import slipped_out
from tests.security.raw import asking

DENIED, CHECK = "42501", "23514"
STEP = (
    "INSERT INTO cases_breachstep (id, case_id, team_id, breach_id, move, state_from, state_to, words, lessons,"
    " contained, asked_back, likelihood, severity, safety, report, tell, why_not_told, reported_to, method,"
    " happened_at, recorded_at, recorded_by_id) VALUES (gen_random_uuid(), %(case)s, %(team)s, %(breach)s, %(move)s,"
    " %(from)s, %(to)s, '\\x01',"
    " %(lessons)s, %(contained)s, %(asked_back)s, %(likelihood)s, %(severity)s, %(safety)s, %(report)s,"
    " %(tell)s, %(why_not)s, %(reported_to)s, %(method)s, %(at)s, now(), %(by)s)"
)
NOTHING = dict.fromkeys(("contained", "likelihood", "severity", "safety", "why_not", "reported_to", "method"), "")
NOTHING |= dict.fromkeys(("lessons", "asked_back", "report", "tell", "at"))
LIKELY = {"likelihood": "likely", "severity": "serious", "safety": "no", "report": True, "tell": True}
LOW = {"likelihood": "unlikely", "severity": "slight", "safety": "no", "report": False, "tell": False}
EARLIER = "2026-01-05 10:00+00"
CONTAIN = {"move": "contain", "from": "open", "to": "contained", "contained": "destroyed", "asked_back": True}
DECIDE = {"move": "decide", "from": "contained", "to": "decided"}
REPORT = {"move": "report", "from": "decided", "to": "decided", "reported_to": "regulator", "at": EARLIER}
TELL = {"move": "tell", "from": "decided", "to": "decided", "method": "telephone", "at": EARLIER}
CLOSE = {"move": "close", "from": "decided", "to": "closed", "lessons": b"\x01"}


@pytest.fixture(scope="module")
def facts(world: Any) -> dict[str, Any]:
    """A breach that ottoline wrote down, and one of delphine's own."""
    case = world.barnet
    return {
        "case": str(case.pk),
        "team": str(case.team_id),
        "breach": str(world.ids["breach"]),
        "own": str(slipped_out(case, world.people["delphine"]).pk),
        **{name: str(world.people[name].pk) for name in ("ottoline", "delphine")},
    }


def code_of(facts: dict[str, Any], *steps: dict[str, Any], who: str = "delphine", **also: Any) -> str:
    """The code that the last of some steps is refused with, the others being in order; empty when none is refused."""
    values = [NOTHING | facts | {"by": facts[who]} | step | also for step in steps]
    with asking(world_id(facts, who)) as cursor:
        for each in values[:-1]:
            cursor.execute(STEP, each)
        try:
            cursor.execute(STEP, values[-1])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg2.Error as error:
            return error.pgcode or "?"
        finally:
            cursor.connection.rollback()
    return ""


def world_id(facts: dict[str, Any], who: str) -> Any:
    from uuid import UUID

    return UUID(facts[who])


def refused(facts: dict[str, Any], statement: str, who: str = "delphine") -> str:
    with asking(world_id(facts, who)) as cursor:
        try:
            cursor.execute(statement, facts | {"by": facts[who]})
        except psycopg2.Error as error:
            return error.pgcode or "?"
        finally:
            cursor.connection.rollback()
    return ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([CONTAIN, DECIDE | LIKELY, REPORT, TELL, CLOSE], ""),
        ([CONTAIN, DECIDE | LOW | {"why_not": "harmless"}, CLOSE], ""),
        ([CONTAIN, CONTAIN | {"from": "contained"}], ""),
        # Out of order, or said to stand where it does not.
        ([DECIDE | LIKELY], CHECK),
        ([CLOSE], CHECK),
        ([CLOSE | {"from": "open"}], CHECK),
        ([CONTAIN | {"to": "closed"}], CHECK),
        ([CONTAIN | {"to": "decided"}], CHECK),
        ([CONTAIN, DECIDE | LIKELY, REPORT, TELL, CLOSE, TELL | {"from": "closed", "to": "closed"}], CHECK),
        # Somebody is still to be told.
        ([CONTAIN, DECIDE | LIKELY, CLOSE], CHECK),
        ([CONTAIN, DECIDE | LIKELY, TELL, CLOSE], CHECK),
        ([CONTAIN, DECIDE | LIKELY, REPORT | {"reported_to": "governance"}, TELL, CLOSE], CHECK),
        ([CONTAIN, DECIDE | LIKELY, REPORT, CLOSE], CHECK),
        # A decision that does not fit its risk, or does not say why.
        ([CONTAIN, DECIDE | LIKELY | {"report": False}], CHECK),
        ([CONTAIN, DECIDE | LIKELY | {"tell": False, "why_not": "harmless"}], CHECK),
        ([CONTAIN, DECIDE | LOW], CHECK),
        ([CONTAIN, DECIDE | LOW | {"why_not": "harmless", "safety": ""}], CHECK),
        ([CONTAIN | {"asked_back": None}], CHECK),
        ([CONTAIN | {"contained": ""}], CHECK),
        ([CONTAIN, DECIDE | LOW | {"why_not": "harmless"}, CLOSE | {"lessons": None}], CHECK),
        ([REPORT | {"from": "open", "to": "open", "at": "2999-01-01 10:00+00"}], CHECK),
    ],
)
def test_the_database_keeps_the_order(facts: dict[str, Any], steps: list[dict[str, Any]], code: str) -> None:
    assert code_of(facts, *steps) == code


@pytest.mark.django_db
def test_nobody_closes_what_they_wrote_down(facts: dict[str, Any]) -> None:
    steps = [CONTAIN, DECIDE | LOW | {"why_not": "harmless"}, CLOSE]
    assert code_of(facts, *steps, breach=facts["own"]) == DENIED


@pytest.mark.django_db
def test_a_worker_neither_writes_nor_reads_what_is_done(facts: dict[str, Any]) -> None:
    assert code_of(facts, CONTAIN, who="ottoline") == DENIED
    with asking(world_id(facts, "delphine")) as cursor:
        cursor.execute(STEP, NOTHING | facts | {"by": facts["delphine"]} | CONTAIN)
        cursor.execute("SELECT count(*) FROM cases_breachstep")
        assert cursor.fetchone() == (1,)
        cursor.connection.commit()
    with asking(world_id(facts, "ottoline")) as cursor:
        cursor.execute("SELECT count(*) FROM cases_breachstep")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_where_a_breach_stands_changes_by_a_step_alone(facts: dict[str, Any]) -> None:
    assert refused(facts, "UPDATE cases_breach SET state = 'closed'") == DENIED
    assert refused(facts, "UPDATE cases_breachstep SET state_to = 'closed'") == DENIED
    assert refused(facts, "DELETE FROM cases_breachstep") == DENIED
    opened = (
        "INSERT INTO cases_breach (id, case_id, team_id, cause, state, aware_at, due_at, recorded_at, recorded_by_id)"
        " VALUES (gen_random_uuid(), %(case)s, %(team)s, 'verbal', '{state}', now(), now() + interval '{hours} hours',"
        " now(), %(by)s)"
    )
    assert refused(facts, opened.format(state="open", hours=72), "ottoline") == ""
    assert refused(facts, opened.format(state="closed", hours=72), "ottoline") == DENIED
    assert refused(facts, opened.format(state="open", hours=96), "ottoline") == CHECK


def test_nobody_puts_the_clock_off_by_knowing_of_it_later(facts: dict[str, Any]) -> None:
    """What is written down is accepted, whatever it says; its 72 hours run all the same."""
    insert = (
        "INSERT INTO cases_breach (id, case_id, team_id, disclosure_id, cause, aware_at, due_at, what_happened, state,"
        " recorded_at, recorded_by_id) SELECT gen_random_uuid(), case_id, team_id, disclosure_id, cause, %(aware)s,"
        " %(aware)s::timestamptz + interval '3 days', what_happened, 'open', now(), gate.actor_id() FROM cases_breach"
        " WHERE id = %(breach)s RETURNING aware_at <= statement_timestamp(), due_at - aware_at = interval '3 days'"
    )
    for aware in ("2199-01-01 10:00+00", EARLIER):
        with asking(world_id(facts, "ottoline")) as cursor:
            cursor.execute(insert, facts | {"aware": aware})
            assert cursor.fetchall() == [(True, True)]
            cursor.connection.rollback()
