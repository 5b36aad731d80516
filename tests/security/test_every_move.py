# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""Every state × every move × every member of the cast, in Python and against the database, and walks at random there
(promise 7): what one gate lets through the other does, and nothing is referred undiscussed but by a named exception."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from foundation.rowsecurity.context import WORKER
from pps_barnet.demonstration.cast import BARNET, CAST, Member
from safeguarding.vocabulary import State, Who
from safeguarding.workflow import BEGINS_ANEW, MOVES, Move, end_of, may_move
from teams.roles import ROLES
from teams.vocabulary import Verb
from tests.conftest import LONG
from tests.security.conftest import World
from tests.security.raw import own_context, superuser_cursor
from tests.unit.safeguarding.test_workflow import ready_for

WALKS = 1_000 if LONG else 120
RAISER, SECOND = "ottoline", "caspian"
NARROW = (State.DRAFT, State.VOID)  # known to whoever raised it and to the managers alone
# One move tried by whoever asks and taken back, whatever came of it, or kept when it was let through.
TRY = """
CREATE FUNCTION gate.try_move(p_concern uuid, p_move text, p_start text, p_end text, p_second uuid, p_kept boolean,
                              p_belief boolean, p_risk boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", reason, belief, risk_of_delay,
                                   second_person_id, recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, p_move, p_start, p_end, '\\x01', p_belief, p_risk,
           CASE WHEN p_move = ANY ('{void,restore,name_second}') THEN p_second END, gate.clock(), gate.actor_id()
    FROM safeguarding_concern AS c WHERE c.id = p_concern;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF NOT p_kept THEN
        RAISE EXCEPTION 'taken back' USING ERRCODE = 'P9999';
    END IF;
    RETURN true;
EXCEPTION
    WHEN SQLSTATE 'P9999' THEN RETURN true;
    WHEN insufficient_privilege OR check_violation THEN RETURN false;
END $$;
CREATE FUNCTION gate.try_moves(p_concern uuid, p_start text, p_moves text[], p_ends text[], p_second uuid)
RETURNS boolean[] LANGUAGE sql VOLATILE SET search_path = public, pg_temp AS $$
    SELECT array_agg(gate.try_move(p_concern, m, p_start, e, p_second, false, true, true) ORDER BY n)
    FROM unnest(p_moves, p_ends) WITH ORDINALITY AS t (m, e, n)
$$;
GRANT EXECUTE ON FUNCTION gate.try_moves(uuid, text, text[], text[], uuid),
    gate.try_move(uuid, text, text, text, uuid, boolean, boolean, boolean) TO pps_app
"""
# All that any move may ask for, of the concern that ottoline raised and discussed with honoria.
READY = (
    """UPDATE safeguarding_concern SET subject = 'adult', child_in_home = true, urgency = 'significant',
       called = '\\x01', danger = '\\x01',
       outcome = 'early_help', parent_told = 'yes_before', before_emergency = '' WHERE id = %(concern)s""",
    "UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %(concern)s",
    *(
        f"""INSERT INTO safeguarding_discussion (id, case_id, team_id, concern_id, manager_id, held_at, mode, named,
            no_conflict, view, worker_view, agreed, reasons, retrospective, rota, recorded_at, recorded_by_id)
            SELECT gen_random_uuid(), case_id, team_id, id, %(honoria)s, now(), 'phone', false, true, 'refer', 'refer',
            true, '\\x01', false, '{rota}', now(), %(ottoline)s FROM safeguarding_concern WHERE id = %(concern)s"""
        for rota in ("adults", "child_in_home")
    ),
    """INSERT INTO safeguarding_approval (id, case_id, team_id, concern_id, approved, before_referral, reasons,
       recorded_at, recorded_by_id) SELECT gen_random_uuid(), case_id, team_id, id, true, true, '\\x01', now(),
       %(delphine)s FROM safeguarding_concern WHERE id = %(concern)s""",
    *(
        f"""INSERT INTO safeguarding_attempt (id, case_id, team_id, concern_id, manager_id, at, mode, result, rota,
            recorded_at, recorded_by_id) SELECT gen_random_uuid(), case_id, team_id, id, %(honoria)s, now(), 'phone',
            'no_answer', '{rota}', now(), %(ottoline)s FROM safeguarding_concern WHERE id = %(concern)s"""
        for rota in ("adults", "child_in_home")
    ),
    *(
        f"""INSERT INTO safeguarding_reply (id, case_id, team_id, concern_id, kind, at, decision, dissatisfied,
            recorded_at, recorded_by_id) SELECT gen_random_uuid(), case_id, team_id, id, '{kind}', now(), '', false,
            now(), %(ottoline)s FROM safeguarding_concern WHERE id = %(concern)s"""
        for kind in ("acknowledged", "decided")
    ),
    """INSERT INTO safeguarding_stage (id, case_id, team_id, concern_id, number, due_at, recorded_at, recorded_by_id)
       SELECT gen_random_uuid(), case_id, team_id, id, 1, now(), now(), %(ottoline)s FROM safeguarding_concern
       WHERE id = %(concern)s""",
    *(
        f"""INSERT INTO safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", reason, belief,
            risk_of_delay, recorded_at, recorded_by_id) SELECT gen_random_uuid(), case_id, team_id, id, '{ask}',
            'raised', 'raised', '\\x01', false, false, now(), %(caspian)s
            FROM safeguarding_concern WHERE id = %(concern)s"""
        for ask in ("ask_void", "ask_restore")
    ),
)

WAITED = """INSERT INTO safeguarding_duty (id, case_id, team_id, concern_id, kind, due_at, because, recorded_at)
            SELECT gen_random_uuid(), case_id, team_id, id, 'answer', now() - interval '1 minute', 'b', now()
            FROM safeguarding_concern WHERE id = %s"""
LAST_STEP = """SELECT move, recorded_by_id FROM safeguarding_step WHERE concern_id = %s AND "end" = 'seeking_discussion'
               ORDER BY recorded_by_id IS NOT NULL, recorded_at DESC LIMIT 1"""


@pytest.fixture
def ready(world: World) -> Iterator[Any]:
    """The superuser's transaction, in which a concern has everything that a move may ask for; it is rolled back."""
    said = {name: str(user.pk) for name, user in world.people.items()} | {"concern": str(world.ids["discussed"])}
    with superuser_cursor() as cursor:
        cursor.connection.autocommit = False
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in READY:
            cursor.execute(statement, said)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(TRY)
        yield cursor
        cursor.connection.rollback()


def roles_of(member: Member) -> frozenset[Who]:
    """What somebody of the cast is to a concern of Barnet's."""
    if member.team != BARNET or member.role is None:
        return frozenset()
    verbs = ROLES[member.role].verbs
    found = {Who.WORKER: Verb.WORK_CASES in verbs, Who.MANAGER: Verb.APPROVE_REFERRALS in verbs}
    return frozenset(who for who, is_so in found.items() if is_so)


def may(member: Member, move: Move, state: State) -> bool:
    """What Python says: the workflow, for the roles that the person has, on a concern that they may know of. Two know
    of this one wherever it stands, so that nobody else is let know (``test_named_second.py``)."""
    roles = roles_of(member)
    knows = state not in NARROW or member.username == RAISER or Who.MANAGER in roles
    return knows and move.key != "name_second" and bool(may_move(move, state, ready_for(move), roles))


def as_member(cursor: Any, world: World, username: str) -> None:
    context = own_context(cursor, world.people[username].pk)
    cursor.execute("SELECT set_config('gate.context', %s, true), set_config('role', 'pps_app', true)", [context])


def stand(cursor: Any, world: World, state: State) -> None:
    """Put the concern where nothing but a step may put it."""
    cursor.execute("RESET ROLE")
    values = [state.value, str(world.ids["discussed"])]
    cursor.execute("UPDATE safeguarding_concern SET state = %s, before_emergency = '' WHERE id = %s", values)


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.username)
def test_both_gates_say_the_same_of_every_move(world: World, ready: Any, member: Member) -> None:
    second = str(world.people[SECOND].pk)
    allowed = 0
    for state in State:
        moves = [move for move in MOVES.values() if move.key != "begin"]
        ends = [end_of(move, state, None).value if state in move.starts else "raised" for move in moves]
        stand(ready, world, state)
        as_member(ready, world, member.username)
        ready.execute(
            "SELECT gate.try_moves(%s, %s, %s, %s, %s)",
            [str(world.ids["discussed"]), state.value, [move.key for move in moves], ends, second],
        )
        found = dict(zip([move.key for move in moves], ready.fetchone()[0], strict=True))
        expected = {move.key: may(member, move, state) for move in moves}
        if member.username == SECOND:  # nobody is their own second person; only managers void, and he is none
            assert not found["void"] and not found["restore"]
        assert found == expected, state
        allowed += sum(expected.values())
    assert (allowed > 50) == bool(roles_of(member))


def test_walks_at_random_never_refer_undiscussed(world: World, ready: Any) -> None:
    """Whoever of the team presses whatever, with and without a discussion, an approval and a belief."""
    random, concern = Random(29), str(world.ids["discussed"])
    referrals = waited = 0
    for _ in range(WALKS):
        ready.execute("RESET ROLE")
        ready.execute("SAVEPOINT walk")
        discussed, welfare = random.random() < 0.4, random.random() < 0.5
        ready.execute("DELETE FROM safeguarding_attempt WHERE concern_id = %s", [concern])
        if not discussed:  # but of the child in the home, whose discussion no referral of the adult stands on
            about = "concern_id = %s"
            for table in ("packetpermission", "packet", "discussion"):
                where = "content_object_id IN (SELECT id FROM safeguarding_packet WHERE concern_id = %s)"
                found = {"packetpermission": where, "discussion": f"{about} AND rota <> 'child_in_home'"}
                ready.execute(f"DELETE FROM safeguarding_{table} WHERE {found.get(table, about)}", [concern])
        urgency = "welfare" if welfare else "significant"
        ready.execute("UPDATE safeguarding_concern SET urgency = %s WHERE id = %s", [urgency, concern])
        stand(ready, world, State.DRAFT)
        path: list[str] = []
        referrals += _walk(world, ready, random, path, discussed=discussed, welfare=welfare)
        waited += path.count("time up")
        ready.execute("RESET ROLE")
        ready.execute("ROLLBACK TO SAVEPOINT walk")
    assert referrals > WALKS // 20 and waited > WALKS // 60


def _walk(world: World, cursor: Any, random: Random, path: list[str], *, discussed: bool, welfare: bool) -> int:
    """One walk: how often it reached a referral, each with what has to stand behind it."""
    state, before, found, concern = State.DRAFT, None, 0, str(world.ids["discussed"])
    for _ in range(12):
        if state == State.MORE_INFO and random.random() < 0.5:
            state = _time_is_up(cursor, concern)
            path.append("time up")
            continue
        options = [move for move in MOVES.values() if state in move.starts and move.key != "begin"]
        assert options, path
        move, who = random.choice(options), random.choice((RAISER, SECOND, "delphine"))
        end, risk = end_of(move, state, before), random.random() < 0.5
        as_member(cursor, world, who)
        cursor.execute(
            "SELECT gate.try_move(%s, %s, %s, %s, %s, true, %s, %s)",
            [concern, move.key, state.value, end.value, str(world.people[SECOND].pk), random.random() < 0.5, risk],
        )
        if not cursor.fetchone()[0]:
            continue
        before = state if move.key == "emergency" else before
        path.append(move.key)
        if end in State.referred() and state not in State.referred():
            found += 1
            opened = max((n for n, key in enumerate(path) if key in BEGINS_ANEW), default=-1)
            this_time = path[opened + 1 :]  # what was discussed before it was opened again is no discussion of it
            exception = "emergency" in this_time or (move.key.startswith("unavailable") and risk and not welfare)
            assert (discussed and opened < 0) or exception, path
        state = end
    return found


def _time_is_up(cursor: Any, concern: str) -> State:
    """What was to be found out was not: the service goes back to the discussion by itself, with nobody signed in."""
    cursor.execute("RESET ROLE")
    cursor.execute(WAITED, [concern])
    cursor.execute(
        "SELECT set_config('gate.context', %s, true), set_config('role', 'pps_app', true)",
        [own_context(cursor, WORKER)],
    )
    cursor.execute("SELECT gate.end_waiting()")
    assert cursor.fetchone() == (1,)
    cursor.execute("RESET ROLE")
    cursor.execute("SELECT state FROM safeguarding_concern WHERE id = %s", [concern])
    assert cursor.fetchone() == (State.SEEKING.value,)
    cursor.execute(LAST_STEP, [concern])
    assert cursor.fetchone() == ("answered", None)
    return State.SEEKING
