"""What a disclosure and a decision must say of themselves, in raw SQL as the web's login on behalf of a worker of the
case's own team: what §3.6 and §3.7 make compulsory is demanded by the database, whatever the web sends."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import pytest

from cases import keys
from cases.models import Case
from consent.actions import dispute, share
from consent.models import Consent
from teams.models import User
from tests.conftest import asking_as, open_a_case
from tests.integration.permission import telling, told
from tests.security.raw import asking, superuser_cursor
from tests.security.test_the_door import CHECK, CONSENT, DENIED, DISCLOSURE, ITEM, MINT, NOTE, facts, ottoline

__all__ = ["facts", "ottoline"]
ANSWER = (
    CONSENT.replace("c.capacity, 'granted',", "c.capacity, %(decision)s,")
    .replace("recorded_at, recorded_by_id) SELECT", "recorded_at, recorded_by_id, answers_id, already_told) SELECT")
    .replace("%(note)s, now(), %(by)s", "%(note)s, now(), %(by)s, %(consent)s, %(claimed)s::uuid[]")
)
CONFIRM = (
    "INSERT INTO consent_confirmation (id, case_id, team_id, consent_id, disclosure_id, recorded_at, recorded_by_id)"
    " VALUES (gen_random_uuid(), %(case)s, %(team)s, %(consent)s, %(id)s, now(), %(by)s)"
)
RESULT = (
    "INSERT INTO cases_disclosureresult (id, case_id, team_id, disclosure_id, receipt_confirmed_at, recorded_at,"
    " recorded_by_id) VALUES (gen_random_uuid(), %(case)s, %(team)s, %(id)s, now() - interval '9 days', now(), %(by)s)"
)


@pytest.fixture
def cursor(facts: dict[str, Any]) -> Iterator[Any]:
    with asking(UUID(facts["by"])) as made:
        yield made


def refusal(cursor: Any, *statements: str, **values: Any) -> tuple[str, str]:
    """The code and the first words with which the statements are refused; nothing is left of them either way."""
    try:
        for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
            cursor.execute(statement, values)
    except psycopg2.Error as error:
        return error.pgcode or "?", str(error).split("\n", maxsplit=1)[0]
    finally:
        cursor.connection.rollback()
    return "", ""


def again(who: str, *statements: str, **values: Any) -> tuple[str, str]:
    """The same, in a transaction of its own."""
    with asking(UUID(who)) as made:
        return refusal(made, *statements, **values)


def test_what_a_disclosure_must_say(facts: dict[str, Any]) -> None:
    """Who decided; what they may do with it; the row of its proof; and of each item what, whence, and whom they agreed
    about. In order, it goes in."""
    with superuser_cursor() as everything:
        everything.execute("SELECT id FROM cases_person WHERE id <> ALL (%s::uuid[]) LIMIT 1", (facts["subjects"],))
        found = everything.fetchone()
    somebody = str(found[0]) if found else None
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"authorised": ""}, "who decided is said"),
        ({"authorised": "two"}, "who decided is said"),
        ({"onward": None}, "what they may do with it is said"),
        ({"row": "D25"}, "a disclosure stands on a basis"),
        ({"source": ""}, "an item says what was told"),
        ({"what": None}, "an item says what was told"),
        *([({"about": somebody}, "it is about somebody whom")] if somebody else []),
    ]
    assert again(facts["by"], MINT, DISCLOSURE, ITEM, **facts | {"about": facts["subjects"][0]}) == ("", "")
    for change, words in wrong:
        code, said = again(facts["by"], MINT, DISCLOSURE, ITEM, **facts | change)
        assert code == CHECK and said.startswith(words), (change, said)


@pytest.mark.parametrize(
    ("basis", "row"), [("public_interest_cp", "D5"), ("adult_at_risk", "D11b"), ("statutory_duty", "D50")]
)
def test_what_goes_without_consent_says_why(cursor: Any, facts: dict[str, Any], basis: str, row: str) -> None:
    said = refusal(cursor, DISCLOSURE, **facts | {"basis": basis, "row": row})
    assert said == (CHECK, "why it goes without their consent is said")
    told_why = DISCLOSURE.replace("'', now(), %(by)s", "'would_prejudice', now(), %(by)s")
    assert again(facts["by"], told_why, ITEM, **facts | {"basis": basis, "row": row})[1].startswith(
        "a disclosure stands"
    )
    two = facts | {"basis": basis, "row": "D11"}
    assert again(facts["by"], told_why, **two) == (CHECK, "who decided is said")


def test_the_law_is_the_registers_and_is_demanded(cursor: Any, facts: dict[str, Any]) -> None:
    with superuser_cursor() as owner:
        owner.execute("UPDATE cases_legalbasis SET gateway = '' WHERE basis = 'public_interest_cp'")
        owner.connection.commit()
    said = refusal(cursor, DISCLOSURE, **facts | {"basis": "public_interest_cp", "row": "D5"})
    assert said == (CHECK, "the law that lets it go is named")


def test_what_had_gone_is_counted_by_the_database(ottoline: User, facts: dict[str, Any]) -> None:
    with asking_as(ottoline):
        case = Case.objects.get(pk=facts["case"])
        keys.open_to_change(case)
        consent = Consent.objects.get(pk=facts["consent"])
        gone = share(by=ottoline, case=case, told=told(consent.recipient), telling=telling(consent))
    with asking(ottoline.pk) as raw:
        values = facts | {
            "note": str(uuid4()),
            "decision": "withdrawn",
            "claimed": [str(case.pk)],
            "kinds": ["sen_needs"],
        }
        raw.execute(NOTE, values)
        raw.execute(ANSWER, values)
        raw.execute("SELECT already_told FROM consent_consent WHERE answers_id = %(consent)s", facts)
        assert [str(pk) for pk in raw.fetchone()[0]] == [str(gone.pk)]
    assert again(facts["by"], RESULT, **facts | {"id": str(gone.pk)}) == (CHECK, "nobody has what was not sent yet")
    not_to_them = (CHECK, "it is confirmed by what goes to them")
    # A confirmation is what goes to the service user, as it goes: neither this disclosure nor another transaction's.
    assert again(facts["by"], CONFIRM, **facts | {"id": str(gone.pk)}) == not_to_them


def test_a_worker_does_not_settle_a_dispute_nor_renews_around_it(ottoline: User, facts: dict[str, Any]) -> None:
    with asking_as(ottoline):
        case = Case.objects.get(pk=facts["case"])
        keys.open_to_change(case)
        dispute(by=ottoline, case=case, consent=Consent.objects.get(pk=facts["consent"]), words="Her brother says not")
    for decision, statement, code in (("upheld", ANSWER, DENIED), ("granted", CONSENT, CHECK)):
        with asking(ottoline.pk) as raw:
            values = facts | {"note": str(uuid4()), "decision": decision, "claimed": None}
            said = refusal(raw, NOTE, statement, **values)
            assert said[0] == code, said
    assert again(facts["by"], MINT, **facts)[1].startswith("not allowed: D26 route")


def test_nothing_of_another_case_is_a_result(cursor: Any, ottoline: User, facts: dict[str, Any]) -> None:
    other = open_a_case(ottoline)
    assert refusal(cursor, RESULT, **facts | {"case": str(other.pk)})[0] in (CHECK, DENIED, "23503")
