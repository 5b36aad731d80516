# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""Each policy is dropped, and then opened to everything, and something must change: no policy is there for show.

A mutation test of the gate, in one database: the superuser changes a policy inside a transaction, asks as the web's
login, and rolls back. The answers are those of a small set of probes for the policy's table.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.security import about_people
from tests.security.conftest import World
from tests.security.raw import own_context, rows, superuser_cursor
from tests.security.synthetic import bare, insert, update
from tests.security.test_catalogue import golden
from tests.security.test_raw_writes import CASE, CONTACT, PERSON, TASK

PARTS = ("cases_person", "cases_contactpoint", "cases_contact", "cases_task", *about_people.REST)
NARROWING = ("cases_contact", "cases_wishes")
POINT = (
    "INSERT INTO cases_contactpoint (id, case_id, team_id, person_id, channel, safe_to_use, may_leave_message,"
    " may_say_who_we_are, recorded_at) VALUES (gen_random_uuid(), %(case)s, %(team)s, %(person)s, 'post', 'yes', false,"
    " false, now())"
)
SEARCH = "INSERT INTO cases_savedsearch (id, made_at, made_by_id) VALUES (gen_random_uuid(), now(), %(worker)s)"
CHANGE = (
    "INSERT INTO audit_logentry (content_type_id, object_pk, object_repr, action, changes_text)"
    " VALUES (1, 'x', 'x', 0, '') RETURNING id IS NOT NULL"
)
INSERTS = {
    **about_people.INSERTS,
    "cases_case": CASE.format(access="'standard'").removesuffix(" RETURNING id"),
    "cases_person": PERSON.partition(" RETURNING")[0],
    "cases_contactpoint": POINT,
    "cases_contact": CONTACT.format(access="'standard'").partition(" RETURNING")[0],
    "cases_task": TASK,
    "cases_savedsearch": SEARCH,
    "audit_logentry": CHANGE,
}
UPDATES = {
    **about_people.UPDATES,
    "cases_case": "review_due = review_due",
    "cases_person": "role = role",
    "cases_contactpoint": "channel = channel",
    "cases_contact": "method = method",  # with a right that only this test gives
    "cases_task": "state = state",
}
CASEWORK = ("cases_", "consent_", "safeguarding_")
LET_IN = (
    "INSERT INTO cases_casepermission (id, user_id, content_object_id, permission_id) SELECT gen_random_uuid(),"
    " %(bartholomew)s, %(case)s, id FROM auth_permission WHERE codename = 'see_case'"
)
# The excluded person is one of the managers: what is for managers is kept from them all the same.
MANAGES = (
    "INSERT INTO teams_teampermission (id, user_id, content_object_id, permission_id) SELECT gen_random_uuid(),"
    " %(caspian)s, c.team_id, p.id FROM auth_permission p, cases_case c"
    " WHERE p.codename IN ('manage_conflicts', 'see_restricted') AND c.id = %(case)s"
)
NARROWED = (
    "INSERT INTO {table} SELECT (c).* FROM (SELECT jsonb_populate_record(t, jsonb_build_object('id',"
    " gen_random_uuid(), 'access_class', 'restricted')) AS c FROM {table} t WHERE case_id = %(case)s) x"
)
# Rows that a policy turns on, beside a plain one of ottoline's in her case and one of bartholomew's in his.
# A value that is a name of the cast stands for that person's id.
CONCERNS = {"barnet": str(uuid4()), "fernhill": str(uuid4())}
KEPT, PACKET, SHEET = str(uuid4()), str(uuid4()), str(uuid4())
SECRET, OUTSIDE = str(uuid4()), str(uuid4())
WALL, ELSEWHERE = str(uuid4()), str(uuid4())  # a wall between two files that nobody is kept from
DOWN = {"ended_at": "2026-01-05 10:00+00"}  # it takes nothing from anybody: what is asked here is who reads of it
APART = DOWN | {"settled_at": "2026-01-05 10:00+00"}  # of two that are two again
MORE: dict[str, tuple[dict[str, Any], ...]] = {
    "cases_draft": (
        {"made_by_id": "caspian"},  # begun before he was kept from the case
        {"made_by_id": "ottoline", "other_case_id": ELSEWHERE},  # which names a file that she does not see
    ),
    "safeguarding_concern": (
        {"id": KEPT, "state": "raised", "subject": "child"},
        {"state": "draft", "subject": "child", "raised_by_id": "delphine"},
    ),
    "safeguarding_packet": ({"id": PACKET, "manager_id": "lysander"},),
    "consent_demandsheet": ({"id": SHEET, "reader_id": "lysander"},),
    "cases_lettingin": ({"guest_id": "bartholomew"},),
    "cases_conflict": ({"colleague_id": "delphine"},),  # a manager's own
    "consent_arrival": ({"held": "quarantine"},),
    "cases_wall": (
        DOWN | {"id": WALL, "case_id": ELSEWHERE},
        DOWN | {"case_id": ELSEWHERE, "other_case_id": "the case"},
    ),
    "cases_wallside": ({"wall_id": WALL},),
    "cases_alike": ({"kept": True}, {"case_id": ELSEWHERE, "other_case_id": "the case"}, {"case_id": ELSEWHERE}),
    "cases_merging": (
        APART | {"other_case_id": ELSEWHERE},
        APART | {"case_id": ELSEWHERE, "other_case_id": "the case"},
    ),
    "cases_mergingpart": ({"case_id": ELSEWHERE}, {"case_id": ELSEWHERE, "other_case_id": "the case"}),
    "safeguarding_rotaslot": ({"manager_id": "lysander"},),
    # An item is told to somebody outside because of a concern that is kept from ottoline.
    "cases_disclosure": ({"id": SECRET, "recipient_id": OUTSIDE},),
    "cases_disclosureitem": ({"disclosure_id": SECRET},),
    "cases_sharingproof": ({"disclosure_id": SECRET},),
    "cases_recipient": ({"id": OUTSIDE, "kind": "safeguarding"},),
    "safeguarding_referral": ({"concern_id": KEPT, "disclosure": SECRET},),
    "safeguarding_notice": (
        *({"raised_by_id": who} for who in ("ottoline", "caspian")),
        {"raised_by_id": "ottoline", "concern_id": KEPT},
    ),
}
PLAIN: dict[str, dict[str, Any]] = {
    "consent_arrival": {"held": "case"},
    "safeguarding_concern": {"state": "raised", "subject": "child"},
    "cases_wall": DOWN,
}
AFTER = (
    """INSERT INTO safeguarding_concernexclusion (id, user_id, concern_id, recorded_at)
       VALUES (gen_random_uuid(), %(ottoline)s, %(kept)s, now())""",
    """INSERT INTO safeguarding_packetpermission (id, user_id, content_object_id, permission_id)
       SELECT gen_random_uuid(), %(lysander)s, %(packet)s, id FROM auth_permission WHERE codename = 'see_packet'""",
    """INSERT INTO safeguarding_rotaslot (id, team_id, manager_id, for_adults, position, starts_at, ends_at, telephone,
       department) SELECT gen_random_uuid(), c.team_id, %(lysander)s, true, 3, now(), now() + interval '1 day', '',
       'Information governance' FROM cases_case AS c WHERE c.id = %(case)s""",
    """INSERT INTO consent_sheetpermission (id, user_id, content_object_id, until, permission_id)
       SELECT gen_random_uuid(), %(lysander)s, %(sheet)s, now() + interval '1 day', id FROM auth_permission
       WHERE codename = 'see_sheet'""",
)
# Inserts that a policy turns on, beside a plain one.
ADDED: dict[str, dict[str, Any]] = {
    "cases_case": {"status": "closed"},
    "cases_contact": {"moved_here_at": "2001-01-01"},
    "cases_formername": {"retired_at": "2001-01-01"},
    **{
        table: {"edited_at": "2001-01-01"}
        for table in (
            *("cases_address", "cases_contactpoint", "cases_person", "cases_personlink", "cases_representative"),
            *("cases_task", "safeguarding_concern"),
        )
    },
}
# What lets everything by already: opening it further is no change.
OPEN_BY_DESIGN = {"audit_logentry add_only", "audit_accessevent sealer_reads", "audit_logentry sealer_reads"}
LISTED = [tuple(line.split()) for line in golden("policies")]
NAMES = {(table, name) for table, name, *_ in LISTED}
# What belongs to a concern or to a contact is seen with it, which stands behind the same policies: they are tried
# without this one. A row beside the others belongs to one that is out of sight.
WITH = {
    table: (name, hidden)
    for name, hidden in (
        ("with_the_concern", {"concern_id": KEPT}),
        ("of_a_contact_in_sight", {"contact_id": str(uuid4())}),
        ("of_a_disclosure_in_sight", {"disclosure_id": str(uuid4())}),
    )
    for table, policy in NAMES
    if policy == name
}
BY_HAND = {*INSERTS, "cases_casepermission", "safeguarding_packetpermission", "consent_sheetpermission"}
OF_TEAMS = ("teams_newpassword", "teams_recertification", "teams_staffdate")  # nothing in the world has written there
GENERIC = sorted({table for table, *_ in LISTED if table.startswith((*CASEWORK, *OF_TEAMS)) and table not in BY_HAND})


@pytest.fixture
def mutable(prepared: Any) -> Iterator[Any]:
    """The superuser's transaction, as it was prepared, for one test."""
    prepared.execute("SAVEPOINT before_this_test")
    yield prepared
    prepared.execute("ROLLBACK TO SAVEPOINT before_this_test")


@pytest.fixture(scope="module")
def prepared(world: World) -> Iterator[Any]:
    """A transaction that never ends: caspian is excluded from the case, bartholomew let in, one contact is narrowed,
    and there are rows in every table."""
    with superuser_cursor() as cursor:
        cursor.connection.autocommit = False
        said = {"case": str(world.barnet.pk), **{name: str(user.pk) for name, user in world.people.items()}}
        for statement in (
            "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %(caspian)s, %(case)s)",
            LET_IN,
            MANAGES,
            *(NARROWED.format(table=table) for table in NARROWING),
            *(f"GRANT UPDATE ON {table} TO pps_app" for table in about_people.REST),
            "GRANT UPDATE ON cases_contact TO pps_app",
        ):
            cursor.execute(statement, said)
        for table in GENERIC:
            _fill(world, cursor, table)
        for statement in AFTER:
            cursor.execute(statement, said | {"kept": KEPT, "packet": PACKET, "sheet": SHEET})
        yield cursor
        cursor.connection.rollback()


def _fill(world: World, cursor: Any, table: str) -> None:
    """A row of each team's in a table that nothing else has written to, and leave to change it for this test alone."""
    bare(cursor, table)
    cursor.execute(f"GRANT UPDATE ON {table} TO pps_app")
    for which, author in (("barnet", "ottoline"), ("fernhill", "bartholomew")):
        plain = PLAIN.get(table, {}) | ({"id": CONCERNS[which]} if table == "safeguarding_concern" else {})
        hidden = (WITH[table][1],) if table in WITH else ()
        for more in (plain, *((*MORE.get(table, ()), *hidden) if which == "barnet" else ())):
            said = {name: _person(world, value) for name, value in more.items()}
            cursor.execute(*insert(cursor, table, _ids(world, which), _person(world, author), **said))


def _person(world: World, value: Any) -> Any:
    """The id of somebody of the cast, where the value is a name, or of the case that caspian is kept from."""
    if value == "the case":
        return str(world.barnet.pk)
    return str(world.people[value].pk) if value in world.people else value


def _ids(world: World, which: str = "barnet") -> dict[str, str]:
    case = getattr(world, which)
    contact = (world.ids if which == "barnet" else world.foreign)["contact"]
    of = {"concern_id": CONCERNS[which], "contact_id": str(contact)}
    return {"case_id": str(case.pk), "team_id": str(case.team_id), **of}


def probes(world: World, cursor: Any, table: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Questions about one table: who asks, what, with which values."""
    own = {name: str(world.ids[name]) for name in ("case", "team", "person")} | {"recorded": None, "kind": "adult"}
    ottoline, bartholomew = str(world.people["ottoline"].pk), str(world.people["bartholomew"].pk)
    asked = {
        f"{who} counts": (who, f"SELECT count(*) FROM {table}", {})
        for who in ("ottoline", "caspian", "delphine", "bartholomew", "lysander")
    }
    if table in INSERTS:
        asked |= {
            "ottoline adds": ("ottoline", INSERTS[table], own | {"worker": ottoline}),
            "ottoline adds for bartholomew": ("ottoline", INSERTS[table], own | {"worker": bartholomew}),
            "bartholomew adds where let in": ("bartholomew", INSERTS[table], own | {"worker": bartholomew}),
        }
    if table in UPDATES:
        change = f"UPDATE {table} SET {UPDATES[table]}"
        asked |= {f"{who} changes": (who, change, {}) for who in ("ottoline", "caspian", "bartholomew")}
    if table in GENERIC:
        asked |= _generic_probes(world, cursor, table)
    if table == "cases_case":
        asked["ottoline narrows"] = (
            "ottoline",
            CASE.format(access="'restricted'").removesuffix(" RETURNING id"),
            own | {"worker": ottoline},
        )
    if table in ADDED:
        asked["ottoline adds what may not be added"] = (
            "ottoline",
            *insert(cursor, table, _ids(world), ottoline, **ADDED[table]),
        )
    return asked


def _generic_probes(world: World, cursor: Any, table: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    asked = {
        f"{who} adds as {author}": (
            who,
            *insert(cursor, table, _ids(world), _person(world, author), **PLAIN.get(table, {})),
        )
        for who in ("ottoline", "caspian", "delphine", "bartholomew")
        for author in ("ottoline", who)
    }
    change = update(cursor, table)
    return asked | {f"{who} changes": (who, *change) for who in ("ottoline", "caspian", "delphine", "bartholomew")}


def answers(world: World, cursor: Any, table: str, login: str) -> dict[str, Any]:
    """What each probe gets: a count, how many rows were written, or the code of the refusal."""
    return {name: _answer(world, cursor, login, *probe) for name, probe in probes(world, cursor, table).items()}


def _answer(world: World, cursor: Any, login: str, who: str, statement: str, values: dict[str, Any]) -> Any:
    import psycopg2

    cursor.execute("SAVEPOINT probe")
    try:
        context = own_context(cursor, world.people[who].pk)
        cursor.execute(f"SELECT set_config('gate.context', %s, true), set_config('role', '{login}', true)", [context])
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount
    except psycopg2.Error as error:
        return error.pgcode
    finally:
        cursor.execute("ROLLBACK TO SAVEPOINT probe")


@pytest.fixture(scope="module")
def unmutated() -> dict[tuple[str, str, bool], dict[str, Any]]:
    """The answers before any mutation, by table, login and whether a part is tried without what it goes with: for all
    the policies of a table they are the same."""
    return {}


@pytest.mark.parametrize("policy", LISTED, ids=lambda policy: " ".join(policy[:2]))
def test_something_changes_without_the_policy(
    world: World, mutable: Any, unmutated: dict[Any, Any], policy: tuple[str, ...]
) -> None:
    table, name, command, _, login = policy
    alone = table in WITH and name != WITH[table][0]
    if alone:
        check = " WITH CHECK (true)" if table.startswith(("cases_contact", "cases_disclosure")) else ""
        mutable.execute(f"ALTER POLICY {WITH[table][0]} ON {table} USING (true){check}")
    if (table, login, alone) not in unmutated:
        unmutated[table, login, alone] = answers(world, mutable, table, login)
    before = unmutated[table, login, alone]
    mutable.execute("SAVEPOINT mutation")
    mutable.execute(f"DROP POLICY {name} ON {table}")
    assert answers(world, mutable, table, login) != before, "nothing changed when it was dropped"
    mutable.execute("ROLLBACK TO SAVEPOINT mutation")
    clauses = {"r": "USING (true)", "a": "WITH CHECK (true)"}.get(command, "USING (true) WITH CHECK (true)")
    mutable.execute(f"ALTER POLICY {name} ON {table} {clauses}")
    opened = answers(world, mutable, table, login)
    assert (opened != before) == (f"{table} {name}" not in OPEN_BY_DESIGN), "nothing changed when it was opened"


@pytest.mark.parametrize("table", PARTS)
def test_what_each_person_gets_with_every_policy_in_place(world: World, mutable: Any, table: str) -> None:
    """The answers themselves, so that a mutation is compared with what is right and not merely with what is."""
    found = answers(world, mutable, table, "pps_app")
    seen = {"ottoline": 1, "caspian": 0, "delphine": 2 if table in NARROWING else 1, "lysander": 0}
    assert {who: found[f"{who} counts"] for who in seen} == {who: [(n,)] for who, n in seen.items()}
    assert found["bartholomew counts"] == [(2,)]  # his own, and the one he was let into
    assert (found["ottoline changes"], found["caspian changes"], found["bartholomew changes"]) == (1, 0, 1)
    assert (found["ottoline adds"], found["bartholomew adds where let in"]) == (1, "42501")
    has_author = table in ("cases_contact", "cases_task", *about_people.REST)
    assert found["ottoline adds for bartholomew"] == ("42501" if has_author else 1)


def test_a_case_narrowed_as_a_whole_takes_its_parts_along(world: World, mutable: Any) -> None:
    mutable.execute("UPDATE cases_case SET access_class = 'manager_only' WHERE id = %s", [str(world.barnet.pk)])
    for table in ("cases_case", *PARTS):
        found = answers(world, mutable, table, "pps_app")
        assert [found[f"{who} counts"] for who in ("ottoline", "bartholomew", "delphine")] == [
            [(0,)],
            [(1,)],
            [(2,)] if table in NARROWING else [(1,)],
        ], table
    assert rows(mutable, "SELECT count(*) FROM cases_case") == [(2,)]
