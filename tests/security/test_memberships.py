"""Who joins and leaves a team: the same truth table from ``teams.rules`` and from the database's own functions.

The functions are called by raw SQL, so the Python rules play no part; the rules are asked alone, so the functions play
none. Taking a check out of either layer fails here.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg2
import pytest

from cases.models import Case
from foundation.verdict import Refused
from teams import actions, rules
from teams.models import Membership, Team, User
from tests.conftest import asking_as
from tests.security.conftest import EVERYBODY, World
from tests.security.raw import asking, count, refused_with, rows, superuser_cursor

DENIED = "42501"
MANAGER, ADMINISTRATOR = {"delphine"}, {"ignatius"}
ASK = "SELECT gate.ask_membership(%(team)s, %(whom)s, %(role)s, 'A reason')"
ANSWER = "SELECT gate.answer_membership(%(asked)s, %(yes)s, 'A reason')"
END = "SELECT gate.end_membership(%(which)s, 'A reason')"
SET = "SELECT gate.set_confirmation(%(team)s, false, true)"


@pytest.fixture
def own(own_world: World) -> World:
    """A world for one test, in which acts are committed."""
    return own_world


@pytest.fixture(scope="module")
def asked(world: World) -> UUID:
    """A membership that waits: ignatius asked for honoria."""
    return ask(world.people, "ignatius", "honoria")


def ask(people: dict[str, User], by: str, whom: str, role: str = "worker") -> UUID:
    """Ask by the product's own action; the membership's id."""
    with asking_as(people[by]):
        team = Team.objects.get(name="Parent Partnership Barnet")
        actions.ask_for(by=people[by], team=team, username=whom, terms=actions.Terms(role), reason="Extra hands")
        return Membership.objects.get(team=team, user__username=whom, state__in=("asked", "current")).pk


def membership_of(world: World, who: str) -> Membership:
    """Somebody's current membership, read by the manager."""
    with asking_as(world.people["delphine"]):
        rows_of = Membership.objects.select_related("team")
        return rows_of.get(user=world.people[who], state__in=("asked", "current"))


# One row per act: the database's statement, the rule, and who may.
Rule = Callable[[User, Membership, Team], Any]
ACTS: dict[str, tuple[str, Rule, set[str]]] = {
    "ask": (ASK, lambda user, waits, team: rules.may_ask(user, team), ADMINISTRATOR),
    "confirm": (ANSWER, lambda user, waits, team: rules.may_answer(user, waits), MANAGER),
    "decline": (ANSWER.replace("%(yes)s", "false"), lambda user, waits, team: rules.may_answer(user, waits), MANAGER),
    "end": (END, lambda user, waits, team: rules.may_end(user, waits), MANAGER | ADMINISTRATOR),
    "set": (SET, lambda user, waits, team: rules.may_set_confirmation(user, team), MANAGER),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_by_each_person_in_both_layers(world: World, asked: UUID, act: str) -> None:
    statement, rule, allowed = ACTS[act]
    waits = membership_of(world, "honoria")
    values = {"team": str(waits.team_id), "whom": "percival", "role": "worker", "yes": True}
    values |= {"asked": str(asked), "which": str(asked)}
    by_rule, by_database = {}, {}
    for who in EVERYBODY:
        with asking_as(world.people[who]):
            by_rule[who] = bool(rule(world.people[who], waits, waits.team))
        with asking(world.people[who].pk) as cursor:
            by_database[who] = refused_with(cursor, statement, values)
    assert by_rule == {who: who in allowed for who in EVERYBODY}
    assert by_database == {who: "" if who in allowed else DENIED for who in EVERYBODY}


def test_nobody_asks_for_their_own_membership(world: World) -> None:
    """Even with the verb on the team and no membership yet, and with the confirmation switched off."""
    team = world.ids["team"]
    with superuser_cursor() as cursor:
        cursor.connection.autocommit = False
        give(cursor, world, "percival", "manage_members")
        cursor.execute("UPDATE teams_team SET confirm_memberships = false")
        as_web(cursor, world, "percival")
        assert refused_with(cursor, ASK, {"team": str(team), "whom": "percival", "role": "worker"}) == DENIED
        assert refused_with(cursor, ASK, {"team": str(team), "whom": "lysander", "role": "worker"}) == ""
        cursor.connection.rollback()
    with asking_as(world.people["ignatius"]):
        found = Team.objects.get(pk=team)
    me = {"username": "ignatius", "terms": actions.Terms("worker"), "reason": "Me"}
    with asking_as(world.people["ignatius"]), pytest.raises(Refused):
        actions.ask_for(by=world.people["ignatius"], team=found, **me)


def test_nobody_confirms_their_own_membership(world: World, asked: UUID) -> None:
    """Honoria waits to join, and somebody gave her the manager's verb: still not for herself."""
    with superuser_cursor() as cursor:
        give(cursor, world, "honoria", "confirm_members")
    try:
        waits = membership_of(world, "honoria")
        with asking_as(world.people["honoria"]):
            assert not rules.may_answer(world.people["honoria"], waits)
        with asking(world.people["honoria"].pk) as cursor:
            assert refused_with(cursor, ANSWER, {"asked": str(asked), "yes": True}) == DENIED
    finally:
        take(world, "honoria", "confirm_members")
    with superuser_cursor() as cursor, pytest.raises(psycopg2.errors.CheckViolation):
        cursor.execute("UPDATE teams_membership SET confirmed_by_id = user_id WHERE id = %s", [str(asked)])


def test_nobody_confirms_what_they_asked_for(world: World, asked: UUID) -> None:
    """Ignatius asked for honoria, and somebody gave him the manager's verb: two people are needed."""
    with superuser_cursor() as cursor:
        give(cursor, world, "ignatius", "confirm_members")
    try:
        waits = membership_of(world, "honoria")
        with asking_as(world.people["ignatius"]):
            assert not rules.may_answer(world.people["ignatius"], waits)
        with asking(world.people["ignatius"].pk) as cursor:
            assert refused_with(cursor, ANSWER, {"asked": str(asked), "yes": True}) == DENIED
    finally:
        take(world, "ignatius", "confirm_members")


def give(cursor: Any, world: World, who: str, verb: str) -> None:
    """Give somebody a verb on Parent Partnership Barnet without a membership, as nothing in the product does."""
    cursor.execute(
        "INSERT INTO teams_teampermission (id, user_id, content_object_id, permission_id)"
        " SELECT gen_random_uuid(), %s, %s, id FROM auth_permission WHERE codename = %s",
        [str(world.people[who].pk), str(world.ids["team"]), verb],
    )


def take(world: World, who: str, verb: str) -> None:
    """Take it back."""
    with superuser_cursor() as cursor:
        cursor.execute(
            "DELETE FROM teams_teampermission WHERE user_id = %s AND permission_id IN"
            " (SELECT id FROM auth_permission WHERE codename = %s)",
            [str(world.people[who].pk), verb],
        )


def as_web(cursor: Any, world: World, who: str) -> None:
    """Turn the superuser's transaction into the web's, asking as somebody."""
    from tests.security.raw import own_context, say

    say(cursor, own_context(cursor, world.people[who].pk))
    cursor.execute("SET LOCAL ROLE pps_app")


def test_a_wrong_role_or_name_is_refused_with_its_own_code(world: World) -> None:
    with asking(world.people["ignatius"].pk) as cursor:
        values = {"team": str(world.ids["team"]), "whom": "percival", "role": "worker"}
        assert refused_with(cursor, ASK, values | {"role": "superuser"}) == "22023"
        assert refused_with(cursor, ASK, values | {"whom": "nobody-of-this-name"}) == "P0002"
        assert refused_with(cursor, ASK, values | {"whom": "caspian"}) == "23505"  # is in the team already


def test_a_confirmed_membership_opens_the_team_and_its_end_closes_it(own: World) -> None:
    """The whole of one life, each state seen from outside."""
    honoria = own.people["honoria"]
    assert cases_of(honoria) == 0
    asked = ask(own.people, "ignatius", "honoria")
    assert cases_of(honoria) == 0  # asking brings nothing
    answer(own, "delphine", asked, yes=True)
    assert cases_of(honoria) == 1
    end(own, "ignatius", asked)
    assert cases_of(honoria) == 0
    with asking(own.people["delphine"].pk) as cursor:
        assert refused_with(cursor, ANSWER, {"asked": str(asked), "yes": True}) == "55000"
        assert refused_with(cursor, END, {"which": str(asked)}) == "55000"


def test_a_declined_membership_brings_nothing(own: World) -> None:
    asked = ask(own.people, "ignatius", "honoria")
    answer(own, "delphine", asked, yes=False)
    assert cases_of(own.people["honoria"]) == 0
    with superuser_cursor() as cursor:
        assert rows(cursor, "SELECT state FROM teams_membership WHERE id = %s", [str(asked)]) == [("declined",)]


def test_without_confirmation_people_join_at_once_but_never_by_their_own_word(own: World) -> None:
    with asking(own.people["delphine"].pk) as cursor:
        cursor.execute(SET, {"team": str(own.ids["team"])})
        cursor.connection.commit()
    ask(own.people, "ignatius", "honoria")
    assert cases_of(own.people["honoria"]) == 1
    with asking(own.people["ignatius"].pk) as cursor:
        values = {"team": str(own.ids["team"]), "whom": "ignatius", "role": "worker"}
        assert refused_with(cursor, ASK, values) == DENIED


def test_an_end_is_seen_by_the_next_statement_of_an_open_transaction(own: World) -> None:
    """And closes the person's sessions: the old cookie leads to the sign-in page. Colleagues' sessions stay."""
    caspian, ottoline = own.client("caspian"), own.client("ottoline")
    page = own.barnet.get_absolute_url()
    assert [caspian.get(page).status_code, ottoline.get(page).status_code] == [200, 200]
    membership = membership_of(own, "caspian")
    with asking(own.people["caspian"].pk) as cursor:
        tables = ("cases_case", "cases_person", "cases_contact", "cases_task", "cases_contactpoint")
        assert [count(cursor, table) for table in tables] == [1] * 5
        end(own, "delphine", membership.pk)
        assert [count(cursor, table) for table in tables] == [0] * 5
        open_case = "SELECT * FROM gate.open_cases('case_read', ARRAY[%s]::uuid[], ARRAY['content'], '{}', '')"
        assert refused_with(cursor, open_case, [str(own.barnet.pk)]) == DENIED
    assert caspian.get(page)["Location"] == f"/sign-in/?next={page}"
    assert ottoline.get(page).status_code == 200
    with superuser_cursor() as cursor:
        sessions = "SELECT count(*) FROM vault.session WHERE person = %s"
        assert rows(cursor, sessions, [str(own.people["caspian"].pk)]) == [(0,)]


def test_an_administrator_who_manages_everything_still_sees_no_case(own: World) -> None:
    """After asking, ending and a wide-open setting: no case, no count, no key. Nor does a superuser flag help."""
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE teams_user SET is_superuser = true WHERE username IN ('ignatius', 'percival')")
    asked = ask(own.people, "ignatius", "honoria")
    end(own, "ignatius", asked)
    for who in ("ignatius", "percival", "augusta"):
        user = own.people[who]
        assert cases_of(user) == 0
        with asking(user.pk) as cursor:
            assert rows(cursor, "SELECT k.scope FROM gate.begin_search('') AS e, gate.search_keys(e) AS k") == []
        assert own.client(who).get(own.barnet.get_absolute_url()).status_code == 404


def test_history_is_kept_even_from_the_superuser(own: World) -> None:
    """The trigger ``history``: an ended membership is not altered, and none is deleted."""
    with superuser_cursor() as cursor:
        for statement in (
            "DELETE FROM teams_membership",
            "UPDATE teams_membership SET user_id = (SELECT id FROM teams_user WHERE username = 'percival')",
            "UPDATE teams_membership SET role = 'service_manager'",
            "UPDATE teams_membership SET end_reason = 'x' WHERE state = 'ended'",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(statement)


def test_the_databases_roles_are_the_ones_in_python(world: World) -> None:
    from teams.roles import ROLES

    with superuser_cursor() as cursor:
        found = rows(cursor, "SELECT role, array_agg(verb ORDER BY verb) FROM teams_roleverb GROUP BY 1")
    assert dict(found) == {role.value: sorted(verb.value for verb in account.verbs) for role, account in ROLES.items()}


def cases_of(user: User) -> int:
    """How many cases somebody sees."""
    with asking_as(user):
        return int(Case.objects.visible_to(user).count())


def answer(world: World, by: str, asked: UUID, *, yes: bool) -> None:
    """Answer by the product's own action."""
    with asking_as(world.people[by]):
        waits = Membership.objects.select_related("team").get(pk=asked)
        actions.answer(by=world.people[by], membership=waits, confirm=yes, reason="As agreed")


def end(world: World, by: str, which: UUID) -> None:
    """End by the product's own action."""
    with asking_as(world.people[by]):
        membership = Membership.objects.select_related("team").get(pk=which)
        actions.end(by=world.people[by], membership=membership, reason="Has left")
