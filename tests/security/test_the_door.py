# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""Nothing leaves without a basis (promise 5) and no decision is without its note (promise 6), in raw SQL as the web's
login on behalf of a worker of the case's own team."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg2
import pytest

from cases import keys
from cases.actions import NewPerson, add_person
from cases.models import Case, Disclosure
from cases.vocabulary import PersonRole
from consent.actions import share
from consent.models import Consent
from teams.models import User
from tests.conftest import LONG, asking_as, open_a_case, person
from tests.integration.permission import agreed, telling, told
from tests.security.racing import Race, both_orders, lost
from tests.security.raw import asking

DENIED, CHECK = "42501", "23514"
RACES = 1_000 if LONG else 18

DISCLOSURE = (
    "INSERT INTO cases_disclosure (id, case_id, team_id, recipient_id, basis, purpose, categories, benefit, article_6,"
    " article_9, schedule_1, method, recipient_verified, subject_told, sent_at, minimum_attested, in_emergency,"
    " decided_by_row, authorised_by, onward, para18_reason, recorded_at, recorded_by_id) VALUES (%(id)s, %(case)s,"
    " %(team)s, %(recipient)s, %(basis)s, 'support_in_school', %(kinds)s::text[], '\x01', '', '', '', 'telephone', '',"
    " '', now() - interval '1 minute', true, false, %(row)s, %(authorised)s, %(onward)s, '', now(), %(by)s)"
)
ITEM = (
    "INSERT INTO cases_disclosureitem (id, case_id, team_id, disclosure_id, category, subject_id, what, account,"
    " source, recorded_at) VALUES (gen_random_uuid(), %(case)s, %(team)s, %(id)s, 'sen_needs', %(about)s, %(what)s,"
    " 'fact', %(source)s, now())"
)
BREACH = (
    "INSERT INTO cases_breach (id, case_id, team_id, disclosure_id, cause, state, aware_at, due_at, recorded_at,"
    " recorded_by_id) VALUES (gen_random_uuid(), %(case)s, %(team)s, %(id)s, 'verbal', 'open', now(),"
    " now() + interval '72 hours', now(), %(by)s)"
)
PROOF = (
    "INSERT INTO cases_sharingproof (id, case_id, team_id, disclosure_id, kind, source, row, categories, recipient_id,"
    " minted_at) VALUES (gen_random_uuid(), %(case)s, %(team)s, %(id)s, 'consent', %(id)s, 'D16', %(kinds)s::text[],"
    " %(recipient)s, now())"
)
CONSENT = (
    "INSERT INTO consent_consent (id, case_id, team_id, grantor_id, footing, capacity, decision, why_not_sought, way,"
    " recipient_id, purpose, categories, subjects, one_off, method, words, script_version, identity_check,"
    " interpreter_independent, authority_verified, authority_covers_this, replaces, valid_from, expires_at, note_id,"
    " recorded_at, recorded_by_id) SELECT gen_random_uuid(), c.case_id, c.team_id, c.grantor_id, c.footing,"
    " c.capacity, 'granted',"
    " '', c.way, c.recipient_id, c.purpose, %(kinds)s::text[], c.subjects, false, 'email', '\\x01', '', 'id_seen',"
    " false, false, false, %(replaces)s, %(begins)s, now() + interval '9 days', %(note)s, now(), %(by)s"
    " FROM consent_consent c WHERE c.id = %(consent)s"
)
MINT = (
    "SELECT gate.mint_permission(%(id)s, %(consent)s, %(recipient)s, 'support_in_school', %(kinds)s::text[],"
    " %(subjects)s::uuid[], true, false, false)"
)


@pytest.fixture
def ottoline(own_database: str) -> User:
    return person("ottoline")


@pytest.fixture
def facts(ottoline: User) -> dict[str, Any]:
    """A case with a live permission, as an insert in order would name it."""
    case = open_a_case(ottoline)
    with asking_as(ottoline):
        consent = agreed(case, ottoline)
    return {
        "case": str(case.pk),
        "team": str(case.team_id),
        "by": str(ottoline.pk),
        "consent": str(consent.pk),
        "recipient": str(consent.recipient_id),
        "note": str(consent.note_id),
        "subjects": [str(consent.grantor_id)],
        "kinds": ["existence", "sen_needs"],
        "basis": "consent",
        "begins": "now",
        "replaces": True,
        "row": "D16",
        "authorised": "worker",
        "onward": b"\x01",
        "about": None,
        "what": b"\x01",
        "source": "service_user",
        "id": str(uuid4()),
    }


@pytest.fixture
def cursor(ottoline: User) -> Iterator[Any]:
    with asking(ottoline.pk) as made:
        yield made


def code_of(cursor: Any, *statements: str, **values: Any) -> str:
    """The code that the statements are refused with, at the latest at commit; empty when they are not."""
    try:
        for statement in (*statements, "SET CONSTRAINTS ALL IMMEDIATE"):
            cursor.execute(statement, values)
    except psycopg2.Error as error:
        cursor.connection.rollback()
        return error.pgcode or "?"
    return ""


def test_in_order_it_goes_in(cursor: Any, facts: dict[str, Any]) -> None:
    assert code_of(cursor, MINT, DISCLOSURE, ITEM, **facts) == ""


def test_what_makes_it_lawful_is_the_registers_whatever_is_said(cursor: Any, facts: dict[str, Any]) -> None:
    claimed = DISCLOSURE.replace("'', '', '', 'telephone'", "'6_1_f', '9_2_j', 'P24', 'telephone'")
    assert claimed != DISCLOSURE and code_of(cursor, MINT, claimed, ITEM, **facts) == ""
    cursor.execute("SELECT article_6, article_9, schedule_1 FROM cases_disclosure WHERE id = %(id)s", facts)
    assert cursor.fetchone() == ("6_1_e", "9_2_a", "")
    cursor.connection.rollback()  # let go of the recipient's turn
    with asking(UUID(facts["by"])) as again:  # before the register begins, nothing makes it lawful
        early = DISCLOSURE.replace("now() - interval '1 minute'", "'2019-12-31 12:00+00'")
        assert code_of(again, MINT, early, ITEM, **facts | {"id": str(uuid4())}) == CHECK
        assert code_of(again, "UPDATE cases_legalbasis SET article_6 = '6_1_f'") == DENIED


def test_no_disclosure_without_a_proof_or_a_breach(cursor: Any, facts: dict[str, Any]) -> None:
    assert code_of(cursor, DISCLOSURE, ITEM, **facts) == CHECK


def test_a_breach_carries_the_truth(cursor: Any, facts: dict[str, Any]) -> None:
    assert code_of(cursor, DISCLOSURE, ITEM, BREACH, **facts | {"basis": ""}) == ""


def test_a_breach_is_not_a_basis(cursor: Any, facts: dict[str, Any]) -> None:
    assert code_of(cursor, DISCLOSURE, ITEM, BREACH, **facts) == CHECK


def test_nobody_writes_a_proof(cursor: Any, facts: dict[str, Any]) -> None:
    assert code_of(cursor, PROOF, DISCLOSURE, ITEM, **facts) == DENIED


@pytest.mark.parametrize(
    "change",
    [
        {"kinds": ["existence", "sen_needs", "health"]},
        {"subjects": [str(uuid4())]},
        {"recipient": str(uuid4())},
        {"kinds": ["existence", "full_notes"]},
    ],
)
def test_nothing_wider_is_minted(cursor: Any, facts: dict[str, Any], change: dict[str, Any]) -> None:
    assert code_of(cursor, MINT, **facts | change) in (CHECK, "23503")


def test_a_proof_is_for_one_disclosure(cursor: Any, facts: dict[str, Any]) -> None:
    other = facts | {"id": str(uuid4())}
    assert code_of(cursor, MINT, **facts) == "23503"  # a proof without its disclosure does not stay
    with asking(UUID(facts["by"])) as again:
        again.execute(MINT, facts)
        assert code_of(again, DISCLOSURE, ITEM, **other) in (CHECK, "23503")


def test_items_are_what_was_told(cursor: Any, facts: dict[str, Any]) -> None:
    assert code_of(cursor, MINT, DISCLOSURE, **facts) == CHECK


def test_an_item_is_looked_at_after_the_looking_too(cursor: Any, facts: dict[str, Any]) -> None:
    """What is checked at commit can be asked for earlier: falls when only the disclosure's own trigger looks."""
    wider = ITEM.replace("'sen_needs'", "'health'")
    assert code_of(cursor, MINT, DISCLOSURE, ITEM, "SET CONSTRAINTS ALL IMMEDIATE", wider, **facts) == CHECK


def test_whom_an_item_is_about_is_looked_at_in_either_order(ottoline: User, facts: dict[str, Any]) -> None:
    """Falls when the proof does not look at the items that came before it."""
    with asking_as(ottoline):
        case = Case.objects.get(pk=facts["case"])
        keys.open_to_change(case)
        other = add_person(by=ottoline, case=case, person=NewPerson(PersonRole.CHILD, "Barnaby"))
    for statements in ((MINT, DISCLOSURE, ITEM), (DISCLOSURE, ITEM, MINT)):
        with asking(ottoline.pk) as cursor:
            assert code_of(cursor, *statements, **facts) == ""
            cursor.connection.rollback()
        with asking(ottoline.pk) as cursor:
            assert code_of(cursor, *statements, **facts | {"about": str(other.pk)}) == CHECK


def test_items_are_not_added_later(ottoline: User, facts: dict[str, Any]) -> None:
    with asking_as(ottoline):
        case = Case.objects.get(pk=facts["case"])
        keys.open_to_change(case)
        consent = Consent.objects.get(pk=facts["consent"])
        made = share(by=ottoline, case=case, told=told(consent.recipient), telling=telling(consent))
    with asking(ottoline.pk) as later:
        assert code_of(later, ITEM, **facts | {"id": str(made.pk)}) == DENIED


def test_nothing_of_the_register_is_changed_or_deleted(cursor: Any, facts: dict[str, Any]) -> None:
    tables = (
        "cases_disclosure",
        "cases_disclosureitem",
        "cases_sharingproof",
        "cases_note",
        "consent_consent",
        "cases_breach",
        "cases_recipient",
        "cases_keptback",
    )
    for table in tables:
        assert code_of(cursor, f"DELETE FROM {table}") == DENIED
        with asking(UUID(facts["by"])) as again:
            assert code_of(again, f"UPDATE {table} SET team_id = team_id") == DENIED


def test_no_decision_without_its_own_note(cursor: Any, facts: dict[str, Any]) -> None:
    assert code_of(cursor, CONSENT, **facts) == CHECK  # the note of another transaction
    with asking(UUID(facts["by"])) as again:
        assert code_of(again, CONSENT, **facts | {"note": None}) in (CHECK, "23502")


NOTE = (
    "INSERT INTO cases_note (id, case_id, team_id, kind, text, recorded_at, recorded_by_id)"
    " VALUES (%(note)s, %(case)s, %(team)s, 'permission', '\\x01', now(), %(by)s)"
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"begins": "2020-01-01"}, CHECK),
        ({"kinds": []}, CHECK),
        ({"kinds": ["sen_needs"]}, CHECK),
        ({"kinds": ["existence", "gossip"]}, CHECK),
        ({"replaces": False}, CHECK),  # another of this scope stands
    ],
)
def test_a_decision_in_order_and_out_of_it(
    cursor: Any, facts: dict[str, Any], change: dict[str, Any], code: str
) -> None:
    assert code_of(cursor, NOTE, CONSENT, **facts | {"note": str(uuid4())} | change) == code


def test_another_teams_worker_mints_nothing(facts: dict[str, Any]) -> None:
    with asking(person("bartholomew").pk) as cursor:
        assert code_of(cursor, MINT, **facts) == DENIED


def test_a_permission_taken_back_never_lets_anything_out_afterwards(ottoline: User) -> None:
    """Both orders, really at once: whatever was told had been committed when the withdrawal was written. Falls when
    ``gate.in_turn`` waits for nobody."""

    def tell(case: Case, by: User, consent: Consent) -> None:
        share(by=by, case=case, told=told(consent.recipient), telling=telling(consent))

    race = Race(ottoline, agreed, tell, lambda consent: Disclosure.objects.filter(recipient=consent.recipient_id))
    outcomes = race.run(RACES)
    assert lost(outcomes) == [] and both_orders(outcomes)
