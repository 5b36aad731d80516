"""A concern that is opened again is discussed anew; an emergency sets what is owed behind it and takes nothing away
when it was pressed in error; and what is waited for too long goes on by itself. In both gates (promise 7)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from cases.actions.sharing import NewRecipient, add_recipient
from cases.models import SharingProof
from cases.vocabulary.sharing import Basis, PartyKind
from consent.actions import decide_consent, take_back
from consent.vocabulary import DecisionKind
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.actions.telling import end_waiting, tell_of_what_is_late
from safeguarding.models import Concern, Duty, Notice, Packet, Step
from safeguarding.rules import known_of, next_stage
from safeguarding.vocabulary import DutyKind, State, Urgency, View
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, discussion, keep_a_rota, referral
from tests.integration.permission import yes
from tests.security.conftest import World
from tests.security.stage import Stage, staged

MONDAY = datetime(2026, 12, 14, 10, 0, tzinfo=clock.LONDON)
HOUR = timedelta(hours=1)
MINT = "SELECT gate.mint_safeguarding(gen_random_uuid(), %s, %s, %s, '{safeguarding}', true, false)"
STEP = """INSERT INTO safeguarding_step (id, case_id, team_id, concern_id, move, start, "end", belief, risk_of_delay,
            recorded_at, recorded_by_id)
          SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, %s, c.state, %s, false, false, gate.clock(),
            gate.actor_id()
          FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"""
CALLS = {"called": "999", "danger": "Left alone at night"}


class Worry:
    """A merely worrying concern about a child that Ottoline raised on a Monday at ten, on a stage with its clocks."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stage, self.monkeypatch = stage, monkeypatch
        self.ottoline, self.honoria = stage.world.people["ottoline"], stage.world.people["honoria"]
        self.at(MONDAY)
        delphine = stage.world.people["delphine"]
        with asking_as(delphine):
            keep_a_rota(delphine, MONDAY - HOUR, days=60)
        with asking_as(self.ottoline):
            concern = worried_about(stage.world.barnet, self.ottoline)
            actions.describe(by=self.ottoline, concern=concern, parent_told="no", why_not_told="not_in_contact")
            hub = NewRecipient(PartyKind.SAFEGUARDING, organisation="Invented hub", role="Duty worker")
            self.hub = add_recipient(by=self.ottoline, case=concern.case, recipient=hub)
        self.pk, self.case = concern.pk, concern.case

    def at(self, instant: datetime) -> None:
        self.stage.at(instant)
        self.monkeypatch.setattr(clock, "now", lambda: instant)

    def client(self, username: str) -> Client:
        """Signed in now: half an hour later they are signed out."""
        return self.stage.world.client(username)

    def counted(self, label: str) -> int:
        """What the manager's register counts under a label."""
        page = self.client("delphine").get("/concerns/register/").content.decode()
        return int(re.search(rf'__count">(\d+)</span> <span class="app-tile__label">{label}<', page)[1])  # type: ignore[index]

    @property
    def concern(self) -> Concern:
        return Concern.objects.get(pk=self.pk)

    def step(self, move: str, **said: Any) -> None:
        with asking_as(self.ottoline):
            actions.step(by=self.ottoline, concern=self.concern, move=MOVES[move], **said)

    def discuss(self) -> None:
        with asking_as(self.ottoline):
            discussed(self.concern, self.ottoline, self.honoria)

    def stands(self, state: str) -> None:
        self.stage.behind("UPDATE safeguarding_concern SET state = %s WHERE id = %s", state, self.pk)

    def mint(self) -> Any:
        """The row that the database would tell the hub on, or what it answers instead; taken back."""
        return self.stage.do("ottoline", MINT, self.pk, self.hub.pk, Basis.PUBLIC_INTEREST_CP)

    def due(self) -> list[tuple[str, str]]:
        with asking_as(self.ottoline):
            rows = Duty.objects.filter(concern=self.pk, met_at=None).order_by("due_at", "kind")
            return [(row.kind, f"{clock.london(row.due_at):%a %d %H:%M}") for row in rows]


@pytest.fixture
def worry(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worry]:
    with staged(world) as stage:
        yield Worry(stage, monkeypatch)


@pytest.mark.parametrize(("over", "again"), [("closed", "reopen"), ("monitoring", "raise_again")])
def test_what_is_opened_again_is_discussed_anew(worry: Worry, over: str, again: str) -> None:
    worry.discuss()
    assert worry.mint() == "D5"
    worry.stands("referred")
    with asking_as(worry.ottoline):
        actions.escalate(by=worry.ottoline, concern=worry.concern, with_whom="A", text="B", due_at=MONDAY + HOUR)
        assert next_stage(worry.concern) == 2
    worry.stands(over)
    worry.at(MONDAY + 30 * 24 * HOUR)
    worry.step(again, reason="He is hungry again", news=True)
    worry.step("seek", way_chosen=True)
    with asking_as(worry.ottoline):
        facts = known_of(worry.concern, worry.ottoline)
        assert (facts.discussion, facts.approved, facts.attempts) == (False, False, 0)
        assert next_stage(worry.concern) == 1
    assert worry.mint() == "23514"  # in the table's own words: discuss it first
    assert worry.stage.do("ottoline", STEP, "discussed_refer", "discussed_refer", worry.pk) == "23514"
    with asking_as(worry.ottoline):
        said = referral(worry.case, worry.ottoline)
        with pytest.raises(Refused):
            actions.refer(by=worry.ottoline, concern=worry.concern, move=MOVES["unavailable_verbal"], said=said)
        discussed(worry.concern, worry.ottoline, worry.honoria, sought=True)
    assert worry.mint() == "D5"


NAME = "SELECT gate.mint_safeguarding(gen_random_uuid(), %s, %s, 'public_interest_cp', '{identity}', true, false, %s)"


@pytest.mark.parametrize("why", ["withdrawn", "dispute", "passed over", "accused"])
def test_somebody_is_named_to_whose_turn_it_is_and_not_because_another_is_there(worry: Worry, why: str) -> None:
    """Honoria is on duty all the while: that lets nobody be named to Lysander (D5a)."""
    lysander, stage = worry.stage.world.people["lysander"], worry.stage
    worry.step("seek", way_chosen=True)
    with asking_as(worry.ottoline):
        senior, other = (
            add_recipient(
                by=worry.ottoline, case=worry.case, recipient=NewRecipient(PartyKind.SENIOR_MANAGER, account=who)
            )
            for who in (lysander, worry.honoria)
        )
    assert stage.do("ottoline", NAME, worry.pk, senior.pk, lysander.pk) == "D5a"
    if why == "withdrawn":
        stage.behind("UPDATE safeguarding_rotaslot SET withdrawn_at = now() WHERE manager_id = %s", lysander.pk)
    elif why == "dispute":
        stage.behind("UPDATE safeguarding_rotaslot SET department = 'send' WHERE manager_id = %s", lysander.pk)
        stage.behind("UPDATE safeguarding_concern SET disputes = '{send}' WHERE id = %s", worry.pk)
    elif why == "accused":
        kept = "INSERT INTO safeguarding_concernexclusion (id, user_id, concern_id, recorded_at)"
        stage.behind(f"{kept} VALUES (gen_random_uuid(), %s, %s, now())", lysander.pk, worry.pk)
    else:
        with asking_as(worry.ottoline):
            over = actions.NewAttempt(lysander, clock.now(), "phone", "conflict")  # type: ignore[arg-type]
            actions.log_attempt(by=worry.ottoline, concern=worry.concern, attempt=over)
    assert stage.do("ottoline", NAME, worry.pk, senior.pk, lysander.pk) == "23514"
    assert stage.do("ottoline", NAME, worry.pk, senior.pk, worry.honoria.pk) == "23514"  # told as if it were her
    assert stage.do("ottoline", NAME, worry.pk, other.pk, worry.honoria.pk) == "D5a"
    naming = {"manager": lysander, "what": "A first name", "reason": "They know him"}
    with asking_as(worry.ottoline), pytest.raises(Refused):
        actions.name_somebody(by=worry.ottoline, concern=worry.concern, **naming)


def test_attempts_of_an_earlier_round_are_none_of_this(worry: Worry) -> None:
    worry.step("seek", way_chosen=True)
    for username in ("honoria", "lysander"):
        manager = worry.stage.world.people[username]
        with asking_as(worry.ottoline):
            attempt = actions.NewAttempt(manager, clock.now(), "phone", "no_answer")  # type: ignore[arg-type]
            actions.log_attempt(by=worry.ottoline, concern=worry.concern, attempt=attempt)
    assert worry.mint() == "D5"
    worry.stands("closed")
    worry.at(MONDAY + 24 * HOUR)
    worry.step("reopen", reason="Again")
    assert worry.mint() == "23514"


def test_an_emergency_sets_what_is_owed_and_brings_the_referral_forward(worry: Worry) -> None:
    """Raised on Monday at ten: the referral was due on Tuesday; in danger it is due by midnight."""
    worry.at(MONDAY + HOUR)
    with asking_as(worry.ottoline):
        actions.declare_emergency(by=worry.ottoline, case=worry.case, concern=worry.concern, **CALLS)
        assert worry.concern.urgency == Urgency.IMMINENT
    assert worry.due() == [
        ("referral", "Tue 15 00:00"),
        ("referral", "Tue 15 17:00"),
        ("retrospective", "Tue 15 17:00"),
        ("written", "Tue 15 17:00"),
    ]


def test_a_mistaken_press_gives_back_what_it_took(worry: Worry) -> None:
    before = worry.due()
    worry.at(MONDAY + HOUR)
    with asking_as(worry.ottoline):
        actions.declare_emergency(by=worry.ottoline, case=worry.case, concern=worry.concern, **CALLS)
    worry.at(MONDAY + HOUR + timedelta(minutes=1))  # of one moment, neither would be the last
    worry.step("no_call", reason="I pressed the wrong button")
    with asking_as(worry.ottoline):
        assert (worry.concern.state, worry.concern.urgency) == (State.RAISED, Urgency.WELFARE)
        moves = Step.objects.filter(concern=worry.pk).order_by("recorded_at").values_list("move", flat=True)
        assert list(moves)[-2:] == ["emergency", "no_call"]  # that it was pressed stays on the record
    assert worry.due() == before
    police = "SELECT gate.decide('{}')"
    assert worry.stage.do("ottoline", police).startswith("D50")
    assert worry.stage.do("ottoline", MINT, worry.pk, worry.hub.pk, Basis.VITAL_INTERESTS) == "23514"


def test_what_was_said_of_its_urgency_meanwhile_stays(worry: Worry) -> None:
    with asking_as(worry.ottoline):
        actions.declare_emergency(by=worry.ottoline, case=worry.case, concern=worry.concern, **CALLS)
        actions.describe(by=worry.ottoline, concern=worry.concern, urgency="significant")
    worry.step("no_call", reason="Nobody was called")
    with asking_as(worry.ottoline):
        assert worry.concern.urgency == Urgency.SIGNIFICANT


def test_what_was_discussed_is_not_owed_after_an_emergency(worry: Worry) -> None:
    worry.discuss()
    with asking_as(worry.ottoline):
        actions.declare_emergency(by=worry.ottoline, case=worry.case, concern=worry.concern, **CALLS)
        said = referral(worry.case, worry.ottoline)
        actions.refer(by=worry.ottoline, concern=worry.concern, move=MOVES["emergency_verbal"], said=said)
    kinds = {kind for kind, _ in worry.due()}
    assert DutyKind.WRITTEN in kinds and DutyKind.RETROSPECTIVE not in kinds


@pytest.mark.parametrize("said", ["refused", "withdrawn"])
def test_p5_their_no_stops_neither_an_emergency_nor_a_referral(worry: Worry, said: str) -> None:
    """The service user has said no to this very recipient, for everything: both gates tell it all the same (D5, D4)."""
    by, case = worry.ottoline, worry.case
    bare = {"categories": frozenset(), "expires_at": None, "words": "", "method": "", "identity_check": ""}
    with asking_as(by):
        if said == "refused":
            decide_consent(by=by, case=case, said=yes(case, worry.hub, decision=DecisionKind.REFUSED, **bare))
        else:
            take_back(by=by, case=case, consent=decide_consent(by=by, case=case, said=yes(case, worry.hub)), words="No")
    assert worry.mint() == "23514"  # undiscussed
    worry.discuss()
    assert worry.mint() == "D5"
    with asking_as(by):
        actions.declare_emergency(by=by, case=case, concern=worry.concern, **CALLS)
        told = NewRecipient(PartyKind.EMERGENCY, organisation="Invented hub", role="Duty worker")
        hub = add_recipient(by=by, case=case, recipient=told)
        plain = referral(case, by)
        gone = replace(plain, told=replace(plain.told, recipient=hub, in_emergency=True))
        made = actions.refer(by=by, concern=worry.concern, move=MOVES["emergency_verbal"], said=gone)
        assert SharingProof.objects.get(disclosure=made.disclosure).row == "D4"


def test_what_is_waited_for_too_long_goes_on_by_itself(worry: Worry) -> None:
    worry.step("seek", way_chosen=True)
    by = MONDAY.replace(hour=17)
    worry.step("more_info", question=True, reason="Ask the school", answer_by=by)
    worry.at(by - timedelta(minutes=1))
    assert end_waiting() == 0
    worry.at(by)
    assert worry.stage.do("delphine", "SELECT gate.end_waiting()") == "42501"
    assert (end_waiting(), end_waiting()) == (1, 0)
    with asking_as(worry.ottoline):
        assert worry.concern.state == State.SEEKING
        last = Step.objects.filter(concern=worry.pk).order_by("-recorded_at").first()
        assert (last.move, last.recorded_by) == ("answered", None)
    assert DutyKind.ANSWER not in {kind for kind, _ in worry.due()}
    page = worry.client("ottoline").get(f"/cases/{worry.case.pk}/concerns/{worry.pk}/").content.decode()
    assert "The service itself, because the time was up" in page


def test_nothing_else_goes_on_by_itself(worry: Worry) -> None:
    """A step without a person is the service's: the web's login cannot write one, and only a wait ends so."""
    nobodys = STEP.replace("gate.actor_id()", "null")
    assert worry.stage.do("ottoline", nobodys, "seek", "seeking_discussion", worry.pk) == "42501"
    with pytest.raises(Exception, match="only_waiting_ends_by_itself"):
        worry.stage.behind(nobodys, "seek", "seeking_discussion", worry.pk)


def test_what_was_not_answered_is_chased_counted_and_put_again(worry: Worry) -> None:
    """Not to refer, said on a Monday: chased from Wednesday evening, and put again once her page has closed."""
    both, on = View.DO_NOT_REFER, (MONDAY + 7 * 24 * HOUR).date()
    said = discussion(worry.honoria, view=both, worker_view=both, actions="The school gives him breakfast")
    worry.step("seek", way_chosen=True)
    with asking_as(worry.ottoline):
        actions.discuss(by=worry.ottoline, concern=worry.concern, said=said, end="discussed_not_refer", review_on=on)
        packet = Packet.objects.get(concern=worry.pk).pk
    again = "SELECT gate.put_packet_again(%s, gate.clock() + interval '14 days') IS NOT NULL"
    pages = f"/discussions/{packet}/", f"/cases/{worry.case.pk}/concerns/{worry.pk}/"
    put_again = f"{pages[1]}put-again/{packet}/"
    assert worry.stage.do("ottoline", again, packet) == "42501"  # her page is still open
    before = worry.counted("Of these, not referred")
    assert not reminded(worry, pages[0])
    worry.at(MONDAY + 56 * HOUR)
    assert reminded(worry, pages[0])
    tell_of_what_is_late()
    with asking_as(worry.ottoline):
        late = Notice.objects.visible_to(worry.ottoline).standing().filter(concern=worry.pk)
        assert "confirm" in late.values_list("duty__kind", flat=True)
    assert worry.counted("Of these, not referred") == before + 1
    worry.at(MONDAY + 15 * 24 * HOUR)
    assert worry.client("honoria").get(pages[0]).status_code == 404
    assert put_again in worry.client("ottoline").get(pages[1]).content.decode()
    assert worry.client("ottoline").post(put_again).status_code == 302
    assert ("confirm", "Thu 31 17:00") in worry.due()  # two working days after Tuesday 29 December
    assert not reminded(worry, pages[0])
    assert "They can still open it" in worry.client("ottoline").get(put_again).content.decode()
    answer = worry.client("honoria").post(pages[0], {"word": "confirmed", "answer": ""})
    assert answer.status_code == 302 and "confirm" not in {kind for kind, _ in worry.due()}
    worry.at(MONDAY + 40 * 24 * HOUR)
    assert worry.stage.do("ottoline", again, packet) == "42501"  # she has answered


def reminded(worry: Worry, packet: str) -> bool:
    """Whether the senior manager's own home marks it as late; it is there, and says nothing of what it is about."""
    home = worry.client("honoria").get("/").content.decode()
    assert packet in home and "A child may be neglected" not in home
    return "Your word was asked for by 16 December 2026 at 5:00pm" in home
