# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""What a concern stands on, forged by one's own SQL: somebody else's approval, a referral that no step made,
another's disclosure, a word that a senior manager never gave, a duty that was only ticked. Each is refused."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from cases.actions.sharing import NewRecipient, add_recipient
from cases.vocabulary.sharing import PartyKind
from foundation import clock
from safeguarding import actions
from safeguarding.facts import Facts
from safeguarding.models import Concern, Discussion
from safeguarding.rules import known_of
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, discussion, keep_a_rota, referral
from tests.security.conftest import World
from tests.security.stage import Stage, staged

DENIED, NOT_SO, NO_SUCH = "42501", "23514", "23503"
OF_THE_CONCERN = "c.case_id, c.team_id, c.id"
FROM = "FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"
APPROVE = f"""INSERT INTO safeguarding_approval (id, case_id, team_id, concern_id, approved, before_referral, reasons,
    recorded_at, recorded_by_id) SELECT gen_random_uuid(), {OF_THE_CONCERN}, true, %s, '\\x01', now(),
    gate.actor_id() {FROM}"""
STEP = f"""INSERT INTO safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", belief, risk_of_delay,
    recorded_at, recorded_by_id) SELECT gen_random_uuid(), {OF_THE_CONCERN}, %s, c.state, %s, false, false, now(),
    gate.actor_id() {FROM}"""
REFER = f"""INSERT INTO safeguarding_referral (id, case_id, team_id, concern_id, step_id, route_id, told_at, in_writing,
    form_version, disclosure, recorded_at, recorded_by_id) SELECT gen_random_uuid(), {OF_THE_CONCERN}, %s, %s, now(),
    false, '', %s, now(), gate.actor_id() {FROM}"""
DISCUSS = f"""INSERT INTO safeguarding_discussion (id, case_id, team_id, concern_id, manager_id, held_at, mode, named,
    disclosure, no_conflict, view, worker_view, agreed, reasons, retrospective, recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), {OF_THE_CONCERN}, %s, now() - interval '1 day', 'phone', true, %s, true, 'refer', 'refer',
    true, '\\x01', false, now(), gate.actor_id() {FROM}"""
PUT = f"""INSERT INTO safeguarding_packet (id, case_id, team_id, concern_id, discussion_id, manager_id, named, given_at,
    recorded_at, confirmed_at, differently) SELECT gen_random_uuid(), {OF_THE_CONCERN}, %s, %s, %s, now(), now(), %s,
    %s {FROM}"""
MINT = "SELECT gate.mint_safeguarding(%s, %s, %s, 'public_interest_cp', '{{safeguarding}}', true, {risk})"
TELL = """INSERT INTO cases_disclosure (id, case_id, team_id, recipient_id, basis, purpose, categories, method, sent_at,
    article_6, article_9, schedule_1, recipient_verified, subject_told, minimum_attested, in_emergency, decided_by_row,
    para18_reason, authorised_by, recorded_at, recorded_by_id) SELECT %s, case_id, team_id, id, 'public_interest_cp',
    'safeguarding_child', '{existence,safeguarding}', 'telephone', now(), '', '', '', '', '', false, false, 'D5',
    'prejudice', 'worker', now(), gate.actor_id() FROM cases_recipient WHERE id = %s RETURNING true"""
ITEM = """INSERT INTO cases_disclosureitem (id, case_id, team_id, disclosure_id, category, what, account, source,
    recorded_at) SELECT gen_random_uuid(), case_id, team_id, id, 'safeguarding', '\\x01', 'fact', 'ourselves', now()
    FROM cases_disclosure WHERE id = %s RETURNING true"""
KNOWS = """INSERT INTO cases_recipient (id, case_id, team_id, kind, account_id, person_name, recorded_at)
    SELECT gen_random_uuid(), c.case_id, c.team_id, %s, %s, %s, now() FROM safeguarding_concern AS c WHERE c.id = %s
    RETURNING true"""


class Forger:
    """Two concerns of one case that Ottoline raised and discussed with Honoria, Lysander beside her on the rota."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.people = stage, stage.world.people
        ottoline, delphine, case = self.people["ottoline"], self.people["delphine"], stage.world.barnet
        with asking_as(delphine):
            keep_a_rota(delphine, clock.now(), days=20)
        with asking_as(ottoline):
            found = [worried_about(case, ottoline) for _ in range(2)]
            for concern in found:
                actions.describe(by=ottoline, concern=concern, parent_told="no", why_not_told="not_in_contact")
            discussed(found[0], ottoline, self.people["honoria"])
            self.hub = referral(case, ottoline).told.recipient
            self.route = referral(case, ottoline).route.pk
        self.pk, self.other = (concern.pk for concern in found)

    def do(self, who: str, statement: str, *values: Any) -> Any:
        return self.stage.do(who, statement, *values)

    def one(self, statement: str, *values: Any) -> Any:
        return self.stage.behind(statement, *values)[0][0]

    def last(self, table: str, concern: UUID) -> UUID:
        """The latest row of a table of one concern."""
        found = f"SELECT id FROM safeguarding_{table} WHERE concern_id = %s ORDER BY recorded_at DESC, id LIMIT 1"
        return UUID(str(self.one(found, concern)))

    def facts(self, concern: UUID) -> Facts:
        """What is known of a concern by the manager who would close it."""
        return known_of(Concern.objects.get(pk=concern), self.people["delphine"])

    def refer(self, move: str, **said: Any) -> Any:
        """A referral of the first concern, as the product makes it."""
        ottoline = self.people["ottoline"]
        with asking_as(ottoline):
            concern = Concern.objects.get(pk=self.pk)
            told = referral(concern.case, ottoline, **said)
            return actions.refer(by=ottoline, concern=concern, move=MOVES[move], said=told)


@pytest.fixture
def forger(world: World) -> Iterator[Forger]:
    with staged(world) as stage:
        yield Forger(stage)


def test_nobody_approves_but_a_manager_who_did_not_raise_it(forger: Forger) -> None:
    """Or a worker's row of their own would let their referral go as approved (A1, T12)."""
    for who in ("ottoline", "caspian"):
        assert forger.do(who, APPROVE, True, forger.pk) == DENIED
    assert forger.do("delphine", APPROVE, False, forger.pk) == DENIED  # said as if it were after the referral
    assert forger.do("delphine", APPROVE, True, forger.pk) is True
    raised = "UPDATE safeguarding_concern SET raised_by_id = %s WHERE id = %s"
    forger.stage.behind(raised, forger.people["delphine"].pk, forger.other)
    assert forger.do("delphine", APPROVE, True, forger.other) == DENIED


def test_a_referral_has_the_step_that_made_it_and_its_own_disclosure(forger: Forger) -> None:
    """A row without would stand for the discussion that the next disclosure is asked for."""
    made = forger.refer("refer_now", belief=True, reason="Hungry")
    for step, disclosure in (
        (forger.last("step", forger.pk), made.disclosure),  # one step of an earlier transaction, or of no referral
        (forger.last("step", forger.other), made.disclosure),
    ):
        assert forger.do("ottoline", REFER, step, forger.route, disclosure, forger.other) == NOT_SO
    assert forger.do("ottoline", MINT.format(risk="false"), uuid4(), forger.other, forger.hub.pk) == NOT_SO


def test_what_was_minted_for_a_referral_goes_with_one(forger: Forger) -> None:
    """ "Waiting is a risk" is said by a step, with its reason; a disclosure alone says nothing of it."""
    told = uuid4()
    mint = MINT.format(risk="true")
    acts = [(mint, told, forger.pk, forger.hub.pk), (TELL, told, forger.hub.pk), (ITEM, told)]
    statements = "; ".join(
        [*(text.partition(" RETURNING")[0] for text, *_ in acts), "SET CONSTRAINTS ALL IMMEDIATE", "SELECT true"]
    )
    assert forger.do("ottoline", statements, *(value for _, *values in acts for value in values)) == NOT_SO


def test_a_discussion_names_by_a_disclosure_to_that_manager(forger: Forger) -> None:
    """Another's would go out of sight with the concern, and count as theirs."""
    honoria, lysander, ottoline = (forger.people[name] for name in ("honoria", "lysander", "ottoline"))
    with asking_as(ottoline):
        concern = Concern.objects.get(pk=forger.other)
        actions.step(by=ottoline, concern=concern, move=MOVES["seek"], way_chosen=True)
        told = actions.name_somebody(by=ottoline, concern=concern, manager=honoria, what="A name", reason="They ask")
        assert actions.named_to(concern, honoria) == told.pk and actions.named_to(concern, lysander) is None
    assert forger.do("ottoline", DISCUSS, lysander.pk, told.pk, forger.other) == NOT_SO
    assert forger.do("ottoline", DISCUSS, honoria.pk, told.pk, forger.pk) == NOT_SO
    assert forger.do("ottoline", DISCUSS, honoria.pk, told.pk, forger.other) is True


def test_a_packet_is_put_to_its_reader_and_says_nothing_for_them(forger: Forger) -> None:
    honoria, lysander = forger.people["honoria"].pk, forger.people["lysander"].pk
    about = forger.last("discussion", forger.pk)
    assert forger.do("ottoline", PUT, about, honoria, False, None, None, forger.pk) is True
    assert forger.do("ottoline", PUT, about, lysander, False, None, None, forger.pk) == NOT_SO
    assert forger.do("ottoline", PUT, about, honoria, True, None, None, forger.pk) == NOT_SO
    assert forger.do("ottoline", PUT, about, honoria, False, clock.now(), False, forger.pk) == NOT_SO
    assert forger.do("ottoline", PUT, about, honoria, False, None, None, forger.other) == NOT_SO


def test_what_belongs_to_a_concern_belongs_to_that_one(forger: Forger) -> None:
    """The keys themselves, which hold whoever writes: here the superuser, with every trigger off."""
    duty = forger.last("duty", forger.other)
    notice = """INSERT INTO safeguarding_notice (id, team_id, kind, case_id, concern_id, duty_id, for_adults,
        recorded_at) SELECT gen_random_uuid(), c.team_id, 'late', c.case_id, c.id, %s, false, now()
        FROM safeguarding_concern AS c WHERE c.id = %s"""
    forger.stage.behind(notice, duty, forger.other)
    keys = forger.stage.behind(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE conname ~ '^(referral_step|notice_duty|packet_discussion)_is_of_the_concern$' ORDER BY 1"""
    )
    assert [name.partition("_")[0] for name, _ in keys] == ["notice", "packet", "referral"]
    assert all("concern_id) REFERENCES" in text and "(id, concern_id)" in text for _, text in keys)


def test_an_account_is_said_by_itself(forger: Forger) -> None:
    """No sealed name beside it, which could be another's (D5a)."""
    honoria = forger.people["honoria"].pk
    assert forger.do("ottoline", KNOWS, "senior_manager", honoria, None, forger.pk) is True
    assert forger.do("ottoline", KNOWS, "senior_manager", honoria, b"\x01", forger.pk) == NOT_SO
    assert forger.do("ottoline", KNOWS, "professional", honoria, None, forger.pk) == NOT_SO


def test_nobody_is_named_to_a_senior_manager_without_an_account(forger: Forger) -> None:
    ottoline, honoria = forger.people["ottoline"], forger.people["honoria"]
    with asking_as(ottoline):
        concern = Concern.objects.get(pk=forger.other)
        actions.step(by=ottoline, concern=concern, move=MOVES["seek"], way_chosen=True)
        whom = NewRecipient(PartyKind.SENIOR_MANAGER, person_name=str(honoria))
        named = add_recipient(by=ottoline, case=concern.case, recipient=whom).pk
    mint = (
        "SELECT gate.mint_safeguarding(gen_random_uuid(), %s, %s, 'public_interest_cp', '{identity}', true, false, %s)"
    )
    assert forger.do("ottoline", mint, forger.other, named, honoria.pk) == NOT_SO


@pytest.mark.parametrize("owed", ["discussion", "paper", "nothing", "no call"])
def test_what_an_emergency_leaves_is_done_before_closing(forger: Forger, owed: str) -> None:
    """A tick on the duties is no discussion and no paper (T2, T24)."""
    ottoline, pk = forger.people["ottoline"], forger.other
    with asking_as(ottoline):
        concern = Concern.objects.get(pk=pk)
        actions.declare_emergency(by=ottoline, case=concern.case, concern=concern, called="999", danger="Left alone")
        concern.refresh_from_db()
        if owed == "no call":
            actions.step(by=ottoline, concern=concern, move=MOVES["no_call"], reason="Pressed in error")
        else:
            paper = {"form": "{}", "form_version": "1"} if owed != "paper" else {}
            move = MOVES["emergency_written" if paper else "emergency_verbal"]
            actions.refer(by=ottoline, concern=concern, move=move, said=referral(concern.case, ottoline, **paper))
            if owed != "discussion":
                late = discussion(forger.people["honoria"], retrospective=True)
                actions.discuss(by=ottoline, concern=Concern.objects.get(pk=pk), said=late)
                assert Discussion.objects.filter(concern=pk).count() == 1
    ticked = "UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %s"
    forger.do("ottoline", f"{ticked} RETURNING true", pk)
    forger.stage.behind("UPDATE safeguarding_concern SET state = 'decided', outcome = 'early_help' WHERE id = %s", pk)
    closed = forger.do("delphine", STEP, "close", "closed", pk)
    assert closed == (True if owed in ("nothing", "no call") else NOT_SO)


def test_which_transaction_wrote_a_row_is_the_databases_to_say(forger: Forger) -> None:
    """Or a note, a disclosure, a breach or a step could be dated into a transaction that is still to come."""
    note = """INSERT INTO cases_note (id, case_id, team_id, kind, text, recorded_at, recorded_by_id, made_in)
        SELECT gen_random_uuid(), c.case_id, c.team_id, 'permission', '\\x01', now(), gate.actor_id(), '99999999'::xid8
        FROM safeguarding_concern AS c WHERE c.id = %s RETURNING made_in = pg_current_xact_id()"""
    assert forger.do("ottoline", note, forger.pk) is True
    stamped = """SELECT count(*) FROM pg_trigger AS t JOIN pg_attribute AS a ON a.attrelid = t.tgrelid
        WHERE t.tgname = 'a_made_in' AND a.attname = 'made_in' AND t.tgenabled = 'O'"""
    open_to_web = """SELECT count(*) FROM pg_attribute AS a JOIN pg_class AS k ON k.oid = a.attrelid AND k.relkind = 'r'
        WHERE a.attname = 'made_in' AND has_column_privilege('pps_app', a.attrelid, a.attnum, 'INSERT')"""
    assert forger.one(stamped) == forger.one(open_to_web) > 3


DUE = f"""INSERT INTO safeguarding_duty (id, case_id, team_id, concern_id, kind, due_at, because, recorded_at)
    SELECT gen_random_uuid(), {OF_THE_CONCERN}, %s, now(), 'It is owed', now() {FROM}"""
TAKEN_BACK = f"""INSERT INTO safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", reason, belief,
    risk_of_delay, second_person_id, recorded_at, recorded_by_id) SELECT gen_random_uuid(), {OF_THE_CONCERN}, %s,
    c.state, %s, '\\x01', false, false, %s, now(), gate.actor_id() {FROM}"""


@pytest.mark.parametrize("kind", ["retrospective", "written", "parent", "child_discussion"])
def test_nothing_closes_while_this_is_due(forger: Forger, kind: str) -> None:
    pk = forger.other
    forger.stage.behind("UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %s", pk)
    forger.stage.behind("UPDATE safeguarding_concern SET state = 'decided', outcome = 'early_help' WHERE id = %s", pk)
    forger.stage.behind(DUE, kind, pk)
    assert forger.do("delphine", STEP, "close", "closed", pk) == NOT_SO
    forger.stage.behind("UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %s", pk)
    assert forger.do("ottoline", STEP, "close", "closed", pk) == NOT_SO  # the manager closes
    assert forger.do("delphine", STEP, "close", "closed", pk) is True


def test_voiding_takes_two_people_who_work_there(forger: Forger) -> None:
    """One of the team says that it was an error, and a manager who is somebody else says so too (T26)."""
    pk, people = forger.other, forger.people

    def void(who: str, second: str | None) -> Any:
        return forger.do(who, TAKEN_BACK, "void", "void", people[second].pk if second else None, pk)

    assert void("delphine", "caspian") == NOT_SO  # he said nothing of it
    for who in ("caspian", "delphine"):
        assert forger.do(who, TAKEN_BACK, "ask_void", "raised", None, pk) is True
    assert void("delphine", None) == NOT_SO
    assert void("delphine", "ottoline") == NOT_SO  # she said nothing of it
    assert void("delphine", "delphine") == NOT_SO
    assert void("ottoline", "caspian") == NOT_SO  # two, and none of them a manager
    assert void("delphine", "caspian") is True
    assert forger.do("delphine", TAKEN_BACK, "restore", "raised", people["caspian"].pk, pk) == NOT_SO


def test_a_second_person_works_there_still(forger: Forger) -> None:
    pk, caspian = forger.other, forger.people["caspian"].pk
    assert forger.do("caspian", TAKEN_BACK, "ask_void", "raised", None, pk) is True
    forger.stage.behind("DELETE FROM teams_teampermission WHERE user_id = %s", caspian)
    assert forger.do("delphine", TAKEN_BACK, "void", "void", caspian, pk) == NOT_SO


def test_a_disclosure_says_the_basis_of_its_row(forger: Forger) -> None:
    """The law is read from the register by the basis: with another, another law would be cited for it."""
    told = uuid4()
    assert forger.do("ottoline", MINT.format(risk="false"), told, forger.pk, forger.hub.pk) == "D5"
    assert (
        forger.do("ottoline", TELL.replace("'public_interest_cp'", "'statutory_duty'"), told, forger.hub.pk) == NOT_SO
    )
    assert forger.do("ottoline", TELL, told, forger.hub.pk) is True


def test_a_packet_closes_by_itself_whatever_was_said(forger: Forger) -> None:
    honoria, about = forger.people["honoria"].pk, forger.last("discussion", forger.pk)
    assert forger.do("ottoline", PUT, about, honoria, False, None, None, forger.pk) is True
    packet = forger.one(
        """SELECT id FROM safeguarding_packet AS p WHERE concern_id = %s AND NOT EXISTS (
           SELECT FROM safeguarding_packetpermission AS g WHERE g.content_object_id = p.id)""",
        forger.pk,
    )
    for until in ("NULL", "'2099-01-01'"):
        give = f"SELECT gate.give_packet(%s, '\\x01', gen_random_uuid()::text, {until})::text"
        assert forger.do("ottoline", give, packet) in ("", None)
        ends = "SELECT until <= gate.clock() + interval '14 days' FROM safeguarding_packetpermission"
        assert forger.one(f"{ends} WHERE content_object_id = %s", packet) is True
        forger.stage.behind("DELETE FROM safeguarding_packetpermission WHERE content_object_id = %s", packet)
        forger.stage.behind("DELETE FROM vault.scope_key WHERE scope = %s", packet)


def test_whom_a_concern_is_kept_from_discusses_nothing_of_it(forger: Forger) -> None:
    plain = DISCUSS.replace("'phone', true", "'phone', false")
    lysander = forger.people["lysander"].pk
    assert forger.do("ottoline", plain, lysander, None, forger.other) is True
    kept = "INSERT INTO safeguarding_concernexclusion (id, user_id, concern_id, recorded_at)"
    forger.stage.behind(f"{kept} VALUES (gen_random_uuid(), %s, %s, now())", lysander, forger.other)
    assert forger.do("ottoline", plain, lysander, None, forger.other) == NOT_SO
