"""What raw SQL cannot do with what is asked for and what comes: ask without permission, put into a case what nobody
agreed to, read what is in quarantine, decide about it, or have its key."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from cases.vocabulary.sharing import Category
from consent.actions import take_back
from consent.models import Arrival
from tests.conftest import asking_as
from tests.integration.coming_in import arrived, asked, may_ask
from tests.integration.permission import agreed
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, count, refused_with, rows, superuser_cursor

DENIED, CHECK, MISSING, TWICE = "42501", "23514", "23503", "23505"
ARRIVAL = (
    "INSERT INTO consent_arrival (id, team_id, case_id, sender, summary, holder_id, from_service_user, request_id,"
    " rests_on_id, came_how, thing, tags, categories, arrived_on, held, recorded_at, recorded_by_id) VALUES (%(id)s,"
    " %(team)s, %(case)s, '\\x01', '\\x01', %(holder)s, %(gave)s, NULL, %(consent)s, 'email', 'report', '{}',"
    " %(kinds)s::text[], now(), %(held)s, now(), %(by)s)"
)
REQUEST = (
    "INSERT INTO consent_informationrequest (id, case_id, team_id, holder_id, rests_on_id, disclosure_id, purpose,"
    " categories, subjects, scope, limits_kept, method, sent_at, due, task_id, recorded_at, recorded_by_id) VALUES"
    " (%(id)s, %(case)s, %(team)s, %(holder)s, %(consent)s, %(told)s, 'support_in_school', %(kinds)s::text[],"
    " %(subjects)s::uuid[], '\\x01', true, 'telephone', now(), now(), %(task)s, now(), %(by)s)"
)
DECISION = (
    "INSERT INTO consent_quarantinedecision (id, team_id, case_id, arrival_id, fate, reason, rests_on_id, categories,"
    " recorded_at, recorded_by_id) VALUES (%(id)s, %(team)s, NULL, %(item)s, %(fate)s, '\\x01', NULL, '{}', now(),"
    " %(by)s)"
)
KEY = "SELECT gate.add_incoming_key(%s, '\\x01', '1')"
OPEN = "SELECT count(*) FROM gate.open_incoming(%s::uuid[], '{}', 'quarantine')"


@pytest.fixture(scope="module")
def facts(world: World) -> dict[str, Any]:
    """A permission to ask and one to tell, in Barnet's case, as an insert in order would name them."""
    ottoline = world.people["ottoline"]
    with asking_as(ottoline):
        inward, outward = may_ask(world.barnet, ottoline), agreed(world.barnet, ottoline)
    return {
        "team": str(world.ids["team"]),
        "case": str(world.barnet.pk),
        "by": str(ottoline.pk),
        "holder": str(inward.recipient_id),
        "consent": str(inward.pk),
        "outward": {"consent": str(outward.pk), "holder": str(outward.recipient_id)},
        "subjects": [str(pk) for pk in inward.subjects],
        "kinds": ["sen_needs"],
        "task": str(world.ids["task"]),
        "item": str(world.ids["item"]),
        "held": "case",
        "gave": False,
        "fate": "destroyed",
    }


@pytest.fixture
def cursor(world: World) -> Iterator[Any]:
    with asking(world.people["ottoline"].pk) as made:
        yield made


def fresh(facts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return facts | {"id": str(uuid4()), "told": str(uuid4())} | changes


def test_a_request_is_permitted_or_not_written(cursor: Any, facts: dict[str, Any]) -> None:
    """Falls when the trigger ``permitted`` is dropped."""
    assert refused_with(cursor, REQUEST, fresh(facts)) == ""
    assert refused_with(cursor, REQUEST, fresh(facts, **facts["outward"])) == CHECK  # D45
    assert refused_with(cursor, REQUEST, fresh(facts, kinds=["health"])) == CHECK
    assert refused_with(cursor, REQUEST, fresh(facts, holder=facts["outward"]["holder"])) == CHECK
    assert refused_with(cursor, REQUEST, fresh(facts, subjects=[str(uuid4())])) == CHECK
    assert refused_with(cursor, REQUEST, fresh(facts, consent=str(uuid4()))) == DENIED


def test_a_request_goes_with_its_disclosure_or_not_at_all(cursor: Any, facts: dict[str, Any]) -> None:
    assert refused_with(cursor, REQUEST, fresh(facts)) == ""
    assert refused_with(cursor, "SET CONSTRAINTS ALL IMMEDIATE") == MISSING


def test_what_came_is_in_a_case_only_when_it_may(cursor: Any, facts: dict[str, Any]) -> None:
    """Falls when the trigger ``let_in`` is dropped."""
    assert refused_with(cursor, ARRIVAL, fresh(facts)) == ""
    assert refused_with(cursor, ARRIVAL, fresh(facts, gave=True, consent=None, holder=None, kinds=[])) == ""
    assert refused_with(cursor, ARRIVAL, fresh(facts, held="quarantine", consent=None, holder=None)) == ""
    for wrong in (
        facts["outward"],
        {"kinds": ["sen_needs", "health"]},
        {"kinds": []},
        {"consent": None},
        {"holder": facts["outward"]["holder"]},
        {"held": "safeguarding"},
        {"held": "gone"},
        {"case": None, "consent": None, "holder": None},
    ):
        assert refused_with(cursor, ARRIVAL, fresh(facts, **wrong)) == CHECK, wrong


def test_what_came_is_written_in_ones_own_name_where_one_works(world: World, facts: dict[str, Any]) -> None:
    apart = {"held": "quarantine", "consent": None, "holder": None}
    for who in ("bartholomew", "ignatius", "clementine", "honoria", "augusta"):
        with asking(world.people[who].pk) as cursor:
            by = {"by": str(world.people[who].pk)}
            assert refused_with(cursor, ARRIVAL, fresh(facts, **apart | by)) == DENIED, who
            assert refused_with(cursor, ARRIVAL, fresh(facts, **apart | by | {"case": None})) == DENIED, who
    with asking(world.people["caspian"].pk) as cursor:
        assert refused_with(cursor, ARRIVAL, fresh(facts, **apart)) == DENIED  # in Ottoline's name
        for statement in ("UPDATE consent_arrival SET held = 'case'", "DELETE FROM consent_arrival"):
            assert refused_with(cursor, statement) == DENIED


def test_only_managers_read_what_is_in_quarantine_or_have_its_key(world: World) -> None:
    """Whoever wrote it down is none of them. Falls when ``where_it_is_held`` or ``open_incoming`` asks for less."""
    item = str(world.ids["item"])
    for who in EVERYBODY:
        manages = who == "delphine"
        with asking(world.people[who].pk) as cursor:
            found = rows(cursor, "SELECT count(*) FROM consent_arrival WHERE id = %s", [item])
            assert found == [(1 if manages else 0,)], who
            assert refused_with(cursor, OPEN, [[item]]) == ("" if manages else DENIED), who
            assert refused_with(cursor, OPEN, [[str(uuid4())]]) == DENIED, who
            assert refused_with(cursor, KEY, [item]) == (TWICE if who == "ottoline" else DENIED), who


def test_only_a_manager_decides(world: World, facts: dict[str, Any]) -> None:
    """Falls when ``decided_by_managers`` and the trigger ``decided`` are both dropped."""
    for who in EVERYBODY:
        with asking(world.people[who].pk) as cursor:
            said = fresh(facts, by=str(world.people[who].pk))
            assert refused_with(cursor, DECISION, said) == ("" if who == "delphine" else DENIED), who
            if who == "delphine":
                assert refused_with(cursor, DECISION, fresh(said, id=str(uuid4()))) == CHECK  # it is gone already
                assert rows(cursor, "SELECT held FROM consent_arrival WHERE id = %s", [said["item"]]) == [("gone",)]


def test_nobody_keeps_without_a_permission(world: World, facts: dict[str, Any]) -> None:
    with asking(world.people["delphine"].pk) as cursor:
        said = fresh(facts, by=str(world.people["delphine"].pk))
        assert refused_with(cursor, DECISION, said | {"fate": "kept_with_consent"}) == CHECK
        assert refused_with(cursor, DECISION, said | {"fate": "forgotten"}) == CHECK


def test_somebody_kept_from_the_case_decides_and_reads_nothing_of_it(world: World) -> None:
    """A manager with a conflict is kept from what came about that case, like everybody kept from it."""
    ottoline, delphine = world.people["ottoline"], world.people["delphine"]
    with asking_as(ottoline):
        arrived(world.barnet, ottoline)
    with asking(delphine.pk) as cursor:
        before = count(cursor, "consent_arrival")
    with superuser_cursor() as cursor:
        kept = "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)"
        cursor.execute(kept, [str(delphine.pk), str(world.barnet.pk)])
    try:
        with asking(delphine.pk) as cursor:
            assert count(cursor, "consent_arrival") < before
            assert rows(cursor, "SELECT count(*) FROM consent_arrival WHERE case_id IS NOT NULL") == [(0,)]
        with asking_as(delphine):
            assert not Arrival.objects.visible_to(delphine).filter(case=world.barnet).exists()
    finally:
        with superuser_cursor() as cursor:
            cursor.execute("DELETE FROM cases_caseexclusion WHERE user_id = %s", [str(delphine.pk)])


def test_taking_back_in_raw_sql_takes_out_what_came(world: World) -> None:
    """Falls when the trigger ``taken_out`` is dropped; that it happened is on the record."""
    ottoline = world.people["ottoline"]
    with asking_as(ottoline):
        consent = may_ask(world.barnet, ottoline)
        made = asked(world.barnet, ottoline, consent)
        kinds = frozenset({Category.SEN_NEEDS})
        arrived(world.barnet, ottoline, holder=consent.recipient, request=made, categories=kinds)
    item = "SELECT id, held FROM consent_arrival WHERE rests_on_id = %s"
    with asking(ottoline.pk) as cursor:
        ((pk, held),) = rows(cursor, item, [str(consent.pk)])
        assert held == "case"
    with asking_as(ottoline):
        take_back(by=ottoline, case=world.barnet, consent=consent, words="No")
    with asking(ottoline.pk) as cursor:
        assert rows(cursor, item, [str(consent.pk)]) == []
        assert refused_with(cursor, OPEN, [[str(pk)]]) == DENIED
    with superuser_cursor() as cursor:
        event = (
            "SELECT actor, objects_shown FROM audit_accessevent WHERE verb = 'arrivals_held' ORDER BY at DESC LIMIT 1"
        )
        assert rows(cursor, event) == [(ottoline.pk, [UUID(str(pk))])]
