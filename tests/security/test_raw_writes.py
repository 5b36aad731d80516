"""What a member of the team itself cannot do in raw SQL: forge the record, move rows, take keys silently.

The attacker is a colleague with rights of their own, so that nothing here is refused merely for want of rights.
"""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from tests.security.conftest import World
from tests.security.raw import asking, own_context, refused_with, rows, say, superuser_cursor

DENIED, FOREIGN_KEY, CHECK = "42501", "23503", "23514"
CONTACT = (
    "INSERT INTO cases_contact (id, case_id, team_id, worker_id, happened_at, recorded_at, direction, method,"
    " with_whom, contact_type, source, interpreter, summary, advice_codes, discloses_externally, consent_check,"
    " safeguarding_screen, access_class, first_response, person_id) VALUES (gen_random_uuid(), %(case)s, %(team)s,"
    " %(worker)s, now() - interval '1 hour', %(recorded)s, 'in', 'tel', 'service_user', 'casework', 'service_user', '',"
    " '\\x01', '{{}}', false, '', 'no_concern', {access}, false, %(person)s) RETURNING recorded_at > now() - interval"
    " '1 minute'"
)
PERSON = (
    "INSERT INTO cases_person (id, case_id, team_id, role, is_confider, relationship, recorded_at)"
    " VALUES (gen_random_uuid(), %(case)s, %(team)s, 'other', false, '', '2001-01-01')"
    " RETURNING recorded_at::date > '2001-01-01'"
)
TASK = (
    "INSERT INTO cases_task (id, case_id, team_id, due, assigned_to_id, recorded_by_id, state, recorded_at, title)"
    " VALUES (gen_random_uuid(), %(case)s, %(team)s, now(), %(worker)s, %(worker)s, 'open', now(), '\\x01')"
)
CASE = (
    "INSERT INTO cases_case (id, team_id, reference, kind, status, access_class, intervention_level,"
    " close_reason, referral_source,"
    " issues, opened_at, opened_by_id, last_contact_at) VALUES (gen_random_uuid(), %(team)s, 'ZZZZZZZZZ', %(kind)s,"
    " 'open', {access}, 1, '', '', '{{}}', now(), %(worker)s, now()) RETURNING id"
)


@pytest.fixture
def caspian(world: World) -> Iterator[Any]:
    """A cursor of the web's login that asks as him: a worker of the case's own team."""
    with asking(world.people["caspian"].pk) as cursor:
        yield cursor


@pytest.fixture
def own(world: World) -> dict[str, Any]:
    """What an insert in order says; each test below changes one of it."""
    return {
        **{name: str(world.ids[name]) for name in ("case", "team", "person")},
        "worker": str(world.people["caspian"].pk),
        "recorded": "2001-01-01",
        "kind": "adult",
    }


STANDARD = CONTACT.format(access="'standard'")


def test_a_contact_in_order_goes_in_and_is_stamped_by_the_database(caspian: Any, own: dict[str, Any]) -> None:
    assert rows(caspian, STANDARD, own) == [(True,)]
    assert rows(caspian, PERSON, own) == [(True,)]
    assert refused_with(caspian, TASK, own) == ""


@pytest.mark.parametrize("statement", [STANDARD, TASK, CASE.format(access="'standard'")])
def test_a_row_in_another_persons_name_is_refused(
    world: World, caspian: Any, own: dict[str, Any], statement: str
) -> None:
    """Falls when ``added_by_workers`` no longer compares the author with the actor."""
    assert refused_with(caspian, statement, own) == ""
    assert refused_with(caspian, statement, own | {"worker": str(world.people["ottoline"].pk)}) == DENIED


@pytest.mark.parametrize("statement", [STANDARD, TASK, PERSON])
def test_a_part_whose_team_is_not_its_cases_is_refused(
    world: World, caspian: Any, own: dict[str, Any], statement: str
) -> None:
    """In either direction: another team's case under one's own team, and one's own case under another team."""
    foreign = {"case": str(world.fernhill.pk), "person": None}
    assert refused_with(caspian, statement, own | foreign) == FOREIGN_KEY
    assert refused_with(caspian, statement, own | {"team": str(world.fernhill.team_id)}) == DENIED


def test_a_foreign_case_and_no_case_are_refused_alike(world: World, own: dict[str, Any]) -> None:
    """A foreign key is an oracle when it tells the two apart; here code, text and detail are the same."""
    said = []
    for case in (str(world.fernhill.pk), str(uuid4())):
        with asking(world.people["caspian"].pk) as cursor:
            with pytest.raises(psycopg2.errors.ForeignKeyViolation) as caught:
                cursor.execute(STANDARD, own | {"case": case, "person": None})
            said.append((str(caught.value).replace(case, "…"), caught.value.diag.constraint_name))
    assert said[0] == said[1]


def test_a_contact_naming_a_person_of_another_case_is_refused(world: World, caspian: Any, own: dict[str, Any]) -> None:
    assert refused_with(caspian, STANDARD, own | {"person": str(world.foreign["person"])}) == FOREIGN_KEY


def test_a_person_in_an_anonymous_case_is_refused(caspian: Any, own: dict[str, Any]) -> None:
    """The trigger's promise, not the form's: R-C1-3."""
    anonymous = rows(caspian, CASE.format(access="'standard'"), own | {"kind": "anonymous"})[0][0]
    assert refused_with(caspian, PERSON, own | {"case": str(anonymous)}) == CHECK


@pytest.mark.parametrize("access", ["restricted", "safeguarding", "manager_only"])
def test_a_worker_cannot_write_what_is_kept_to_managers(caspian: Any, own: dict[str, Any], access: str) -> None:
    """Nor make something vanish from colleagues by narrowing it. Falls when ``not_narrowed`` is dropped."""
    assert refused_with(caspian, CONTACT.format(access=f"'{access}'"), own) == DENIED
    assert refused_with(caspian, CASE.format(access=f"'{access}'"), own) == DENIED


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases_contact SET case_id = %(case)s",
        "UPDATE cases_contact SET method = ''",
        "UPDATE cases_contact SET worker_id = %(worker)s",
        "UPDATE cases_case SET team_id = %(team)s",
        "UPDATE cases_case SET opened_by_id = %(worker)s",
        "UPDATE cases_person SET case_id = %(case)s",
        "UPDATE cases_contactpoint SET person_id = %(person)s",
        "UPDATE cases_task SET recorded_by_id = %(worker)s",
        "DELETE FROM cases_contact",
        "DELETE FROM cases_person",
    ],
)
def test_ones_own_teams_rows_do_not_move_change_author_or_vanish(
    caspian: Any, own: dict[str, Any], change: str
) -> None:
    assert refused_with(caspian, change, own) == DENIED


# The record ---------------------------------------------------------------------------------------------------------
CHANGE = (
    "INSERT INTO audit_logentry (id, timestamp, actor_id, content_type_id, object_pk, object_repr, action,"
    " changes_text, xid) VALUES (%(id)s, {when}, %(other)s, 1, 'x', 'x', 1, '', '1'::xid8)"
    " RETURNING actor_id, timestamp > now() - interval '1 second', xid = pg_current_xact_id()"
)
# A time of the same month is replaced; one of another month would change the partition, and is refused.
THIS_MONTH, ANOTHER_MONTH = "date_trunc('month', now(), 'UTC')", "'2001-01-01'"


def test_actor_and_time_of_a_change_are_the_databases(world: World, caspian: Any) -> None:
    """Falls when the trigger ``stamped`` is dropped."""
    said = {"id": str(uuid4()), "other": str(world.people["ottoline"].pk)}
    assert rows(caspian, CHANGE.format(when=THIS_MONTH), said) == [(world.people["caspian"].pk, True, True)]
    assert refused_with(caspian, CHANGE.format(when=ANOTHER_MONTH), said)


def test_a_change_is_not_seen_again_after_its_transaction(world: World, own: dict[str, Any]) -> None:
    said = {"id": str(uuid4()), "other": None}
    with asking(world.people["caspian"].pk) as cursor:
        cursor.execute(CHANGE.format(when=THIS_MONTH), said)
        assert rows(cursor, "SELECT count(*) FROM audit_logentry") == [(1,)]
        cursor.connection.commit()
    with asking(world.people["caspian"].pk) as cursor:
        assert rows(cursor, "SELECT count(*) FROM audit_logentry") == [(0,)]
    with superuser_cursor() as cursor:
        assert rows(cursor, "SELECT actor_id FROM audit_logentry WHERE id = %(id)s", said) == [
            (world.people["caspian"].pk,)
        ]


def test_an_event_is_in_the_name_of_whoever_asks_and_now(world: World) -> None:
    with asking(world.people["caspian"].pk) as cursor:
        event = rows(cursor, "SELECT gate.record_access('form_opened', %s::uuid[], '{}', 'x')", [[str(uuid4())]])[0][0]
        cursor.connection.commit()
    with superuser_cursor() as cursor:
        seen = rows(
            cursor, "SELECT actor, at > now() - interval '1 minute' FROM audit_accessevent WHERE id = %s", [event]
        )
    assert seen == [(world.people["caspian"].pk, True)]


def test_nobody_writes_no_event_but_a_failed_sign_in(world: World) -> None:
    from tests.security.raw import app_cursor

    with app_cursor() as cursor:
        for verb, refusal in (
            ("form_opened", "28000"),
            ("case_read", "42501"),
            ("refused", "42501"),
            ("founded", "42501"),
        ):
            assert refused_with(cursor, "SELECT gate.record_access(%s, '{}', '{}', '')", [verb]) == refusal
        assert refused_with(cursor, "SELECT gate.record_access('sign_in_failed', '{}', '{}', '')") == ""


@pytest.mark.parametrize(
    ("statement", "verb"),
    [
        ("SELECT * FROM gate.open_cases('case_read', %(cases)s::uuid[], ARRAY['content'], '{}', 'p')", "case_read"),
        ("SELECT k.* FROM gate.begin_search('p') AS e, gate.search_keys(e) AS k", "searched"),
        ("SELECT * FROM gate.open_own('search_asked', 'p')", "search_asked"),
    ],
)
def test_every_key_handed_out_has_its_event(world: World, statement: str, verb: str) -> None:
    """Promise 3: ottoline takes keys, and the events that stand afterwards name her and what she took."""
    ottoline = world.people["ottoline"].pk
    with superuser_cursor() as superuser, asking(ottoline) as cursor:
        events = "SELECT count(*) FROM audit_accessevent WHERE actor = %s AND verb = %s"
        before = rows(superuser, events, [str(ottoline), verb])[0][0]
        keys = rows(cursor, statement, {"cases": [str(world.barnet.pk)]})
        assert {key[0] for key in keys} <= {world.barnet.pk, ottoline} and keys
        cursor.connection.commit()
        assert rows(superuser, events, [str(ottoline), verb])[0][0] == before + 1


def test_search_keys_are_for_a_search_of_ones_own_in_this_transaction(world: World, caspian: Any) -> None:
    with asking(world.people["ottoline"].pk) as other:
        theirs = rows(other, "SELECT gate.begin_search('p')")[0][0]
        other.connection.commit()
    assert refused_with(caspian, "SELECT * FROM gate.search_keys(%s)", [theirs]) == DENIED
    mine = rows(caspian, "SELECT gate.begin_search('p')")[0][0]
    assert {row[0] for row in rows(caspian, "SELECT * FROM gate.search_keys(%s)", [mine])} == {world.barnet.pk}
    caspian.connection.commit()
    with asking(world.people["caspian"].pk) as later:  # its hits would never be named: it has committed
        assert refused_with(later, "SELECT * FROM gate.search_keys(%s)", [mine]) == DENIED
        begun = rows(later, "SELECT gate.begin_search('p')")[0][0]
        say(later, own_context(later, world.people["ottoline"].pk))  # another person, in the transaction it began in
        for theirs in ("SELECT * FROM gate.search_keys(%s)", "SELECT gate.name_hits(%s, '{}')"):
            assert refused_with(later, theirs, [begun]) == DENIED


def test_hits_are_named_once_and_only_before_the_search_commits(world: World) -> None:
    who = world.people["caspian"].pk
    name, hit = "SELECT gate.name_hits(%s, %s::uuid[])", [str(uuid4())]
    with asking(who) as cursor:
        event = rows(cursor, "SELECT gate.begin_search('p')")[0][0]
        assert refused_with(cursor, name, [event, hit]) == ""
        assert refused_with(cursor, name, [event, [str(uuid4())]]) == DENIED
        cursor.connection.commit()
    with asking(who) as cursor:
        empty = rows(cursor, "SELECT gate.begin_search('p')")[0][0]
        cursor.connection.commit()
    with asking(who) as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege, match="no search of yours"):
        cursor.execute(name, [empty, hit])  # the function says so itself, before the trigger would
    with asking(world.people["ottoline"].pk) as cursor:
        assert refused_with(cursor, name, [event, hit]) == DENIED


def test_who_has_looked_is_read_only_with_that_look_on_the_record(world: World) -> None:
    with asking(world.people["delphine"].pk) as cursor:
        looks = "SELECT * FROM gate.looks_at(%s, NULL, 100)"
        assert refused_with(cursor, looks, [str(world.barnet.pk)]) == DENIED
        rows(cursor, "SELECT gate.open_cases('looks_read', %s::uuid[], '{}', '{}', '')", [[str(world.barnet.pk)]])
        assert rows(cursor, looks, [str(world.barnet.pk)])
        assert refused_with(cursor, looks, [str(world.fernhill.pk)]) == DENIED


def test_a_session_is_found_by_its_key_alone(world: World) -> None:
    """A stolen row logs nobody in, and there is nothing to list: the hash of a hash is not a key."""
    with asking(world.people["bartholomew"].pk) as cursor, superuser_cursor() as superuser:
        world.client("ottoline")
        stored = rows(superuser, "SELECT key_hash FROM vault.session")
        assert stored
        from teams.sessions import hashed

        for (key_hash,) in stored:
            again = hashed(bytes(key_hash).hex())
            assert rows(cursor, "SELECT gate.session_open(%s, '1 hour')", [again]) == [(None,)]
        assert refused_with(cursor, "SELECT key_hash FROM vault.session") == DENIED


def test_the_owner_too_cannot_rewrite_the_record(world: World) -> None:
    """The triggers are for everybody, ``ENABLE ALWAYS``; only switching one off, which a witness notices, opens it."""
    from tests.security.raw import app_cursor

    with superuser_cursor() as superuser:
        assert rows(superuser, "SELECT count(*) > 0 FROM audit_accessevent") == [(True,)]
        assert refused_once(superuser, "UPDATE audit_accessevent SET actor = NULL") == DENIED
        assert refused_once(superuser, "DELETE FROM audit_logentry") == DENIED
    with app_cursor(login="OWNER") as cursor:
        for table in ("audit_accessevent", "audit_logentry"):
            assert refused_with(cursor, f"TRUNCATE {table}") == DENIED
        assert refused_with(cursor, "DELETE FROM teams_membership") == ""  # forced row security: no row is there


def refused_once(cursor: Any, statement: str) -> str:
    """The code of a refusal on a connection that commits by itself, replicas' setting included."""
    cursor.execute("SET session_replication_role = replica")
    try:
        cursor.execute(statement)
    except psycopg2.Error as error:
        return str(error.pgcode)
    return json.dumps("it went through")
