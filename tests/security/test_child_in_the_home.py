"""A child in the home of an adult at risk is discussed with Children's Service beside the adult (§4.6): due by how
urgent it is, tried, held and confirmed by itself. Nothing of the adult's stands on it or waits for it, and only closing
waits. In both gates."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction

from cases.models import SharingProof
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.actions.telling import tell_of_what_is_late
from safeguarding.models import Attempt, Concern, Discussion, Duty, Packet, waiting_for
from safeguarding.presenting.waiting import concern_tasks
from safeguarding.rules import known_of
from safeguarding.vocabulary import DutyKind, Mode, Reached, Rota, State, Subject
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.integration.discussed import discussed, discussion, open_duties
from tests.security.conftest import World
from tests.security.stage import staged
from tests.security.test_adults_at_risk import AGREES, MONDAY, WHY, Adult
from tests.security.test_rounds import STEP

TWO_HOURS = MONDAY.replace(hour=12)
ATTEMPT = """INSERT INTO safeguarding_attempt (id, case_id, team_id, concern_id, manager_id, at, mode, result, rota,
               recorded_at, recorded_by_id)
             SELECT gen_random_uuid(), c.case_id, c.team_id, c.id, %s, gate.clock(), 'phone', 'no_answer', %s,
               gate.clock(), gate.actor_id()
             FROM safeguarding_concern AS c WHERE c.id = %s RETURNING true"""


class Home(Adult):
    """An adult who may be at risk, with a child in the home."""

    def now(self) -> Concern:
        found: Concern = Concern.objects.get(pk=self.concern.pk)
        return found

    def child(self, answer: bool | None = True) -> None:
        with asking_as(self.people["ottoline"]):
            actions.describe(by=self.people["ottoline"], concern=self.now(), child_in_home=answer)

    def child_discussed(self) -> None:
        """With Honoria, who is on the children's rota alone."""
        ottoline = self.people["ottoline"]
        with asking_as(ottoline), transaction.atomic():
            said = discussion(self.people["honoria"], about_child=True)
            actions.discuss(by=ottoline, concern=self.now(), said=said)

    def tried(self, who: str) -> None:
        with asking_as(self.people["ottoline"]):
            tried = actions.NewAttempt(self.people[who], clock.now(), Mode.PHONE, Reached.NO_ANSWER, about_child=True)
            actions.log_attempt(by=self.people["ottoline"], concern=self.now(), attempt=tried)

    def due(self) -> set[str]:
        with asking_as(self.people["ottoline"]):
            return open_duties(self.concern)

    def facts(self) -> Any:
        with asking_as(self.people["ottoline"]):
            return known_of(self.now(), self.people["ottoline"])

    def stands(self, state: str) -> None:
        self.stage.behind("UPDATE safeguarding_concern SET state = %s, outcome = 'safer' WHERE id = %s", state, self.pk)

    @property
    def pk(self) -> Any:
        return self.concern.pk


@pytest.fixture
def home(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with staged(world) as stage:
        yield Home(stage, monkeypatch)


def test_it_is_due_from_when_the_child_is_known_of_until_none_is(home: Home) -> None:
    assert DutyKind.CHILD not in home.due()
    home.at(TWO_HOURS)
    home.child()
    with asking_as(home.people["ottoline"]):
        duty = Duty.objects.get(concern=home.pk, kind=DutyKind.CHILD)
        assert (clock.london(duty.due_at).hour, duty.because[:24]) == (17, "A child is in the home. ")
        actions.describe(by=home.people["ottoline"], concern=home.now(), urgency="significant")
        soonest = Duty.objects.filter(concern=home.pk, kind=DutyKind.CHILD, met_at=None).order_by("due_at")[0]
        assert clock.london(soonest.due_at).hour == 13
    home.child(False)
    assert DutyKind.CHILD not in home.due()
    with pytest.raises(Refused, match="No child in the home"):
        home.child_discussed()


def test_the_adults_referral_waits_for_none_of_it(home: Home) -> None:
    home.child()
    home.discussed()
    assert DutyKind.CHILD in home.due()
    home.approved()
    home.at(TWO_HOURS)
    home.child_discussed()  # what was approved before it stays approved
    assert not {DutyKind.CHILD, DutyKind.RETROSPECTIVE} & home.due()
    home.is_so(**AGREES)
    assert home.refer("refer_verbal") == "D9"
    home.stage.behind("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_adults_referral_stands_on_none_of_it(home: Home) -> None:
    """It was discussed about the child, and two people were tried: nobody has discussed the adult."""
    home.child()
    with asking_as(home.people["ottoline"]):
        actions.step(by=home.people["ottoline"], concern=home.now(), move=MOVES["seek"], way_chosen=True)
    home.tried("honoria")
    home.tried("lysander")
    home.child_discussed()
    home.is_so(**AGREES)
    facts = home.facts()
    assert (facts.discussion, facts.attempts, facts.tried) == (False, 0, 0)
    for move, end in (("discussed_refer", "discussed_refer"), ("unavailable_verbal", "referred_verbal")):
        assert home.stage.do("ottoline", STEP, move, end, home.pk) == "23514"
    with pytest.raises(Refused, match="Try two people of the rota"):
        home.refer("unavailable_verbal")
    with asking_as(home.people["ottoline"]):
        discussed(home.now(), home.people["ottoline"], home.people["lysander"], sought=True)
        assert home.now().state == State.DISCUSSED_REFER


def test_an_adult_who_agrees_is_named_in_it_and_not_after_it(home: Home) -> None:
    home.child()
    home.discussed()
    home.is_so(agrees=True, has_capacity=True)
    ottoline, honoria = home.people["ottoline"], home.people["honoria"]
    naming = {"manager": honoria, "what": "Mrs Q", "reason": WHY}
    with asking_as(ottoline), transaction.atomic():
        mark = transaction.savepoint()
        told = actions.name_somebody(by=ottoline, concern=home.now(), **naming)
        assert SharingProof.objects.get(disclosure=told).row == "D9a"
        transaction.savepoint_rollback(mark)
    home.child_discussed()
    with asking_as(ottoline), pytest.raises(Refused, match="Nobody can be named"):
        actions.name_somebody(by=ottoline, concern=home.now(), **naming)


def test_closing_alone_waits_for_it(home: Home) -> None:
    """Also when somebody marks as met, by raw SQL, what was never discussed."""
    home.child()
    home.discussed()
    home.stands("decided")
    close = ("delphine", STEP, "close", "closed", home.pk)
    others = "UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %s AND kind <> 'child_discussion'"
    home.stage.behind(others, home.pk)
    assert home.facts().child_due
    assert home.stage.do(*close) == "23514"
    home.stage.behind("UPDATE safeguarding_duty SET met_at = now() WHERE concern_id = %s", home.pk)
    assert home.facts().child_due
    assert home.stage.do(*close) == "23514"
    home.child_discussed()
    assert not home.facts().child_due
    with asking_as(home.people["delphine"]), transaction.atomic():
        mark = transaction.savepoint()
        assert home.stage.do(*close) is True
        transaction.savepoint_rollback(mark)
    home.stage.behind("UPDATE safeguarding_duty SET met_at = NULL WHERE kind = 'child_discussion'")
    assert home.stage.do(*close) == "23514"


def test_each_discussion_has_its_rota_its_packet_and_its_word(home: Home) -> None:
    """Information governance is shown what was discussed of the adult, and nothing of the child."""
    home.child()
    home.discussed()
    home.tried("lysander")
    home.child_discussed()
    assert {DutyKind.CONFIRM, DutyKind.CHILD_CONFIRM} <= home.due()
    honoria, lysander = home.people["honoria"], home.people["lysander"]
    with asking_as(home.people["ottoline"]):
        held = Discussion.objects.filter(concern=home.pk).values_list("manager", "rota")
        assert set(held) == {(lysander.pk, Rota.ADULTS), (honoria.pk, Rota.CHILD_IN_HOME)}
        assert [row.rota for row in Attempt.objects.filter(concern=home.pk)] == [Rota.CHILD_IN_HOME]
        shown = Packet.objects.filter(concern=home.pk).values_list("discussion__rota", "manager")
        percival = home.people["percival"].pk
        assert sorted(shown) == sorted(
            [(Rota.ADULTS, lysander.pk), (Rota.ADULTS, percival), (Rota.CHILD_IN_HOME, honoria.pk)]
        )
    with asking_as(honoria):
        packet = Packet.objects.get(concern=home.pk, manager=honoria)
        actions.confirm_packet(by=honoria, packet=packet, differently=False, answer="")
    assert {DutyKind.CONFIRM, DutyKind.CHILD_CONFIRM} & home.due() == {DutyKind.CONFIRM}
    with asking_as(lysander):
        packet = Packet.objects.get(concern=home.pk, manager=lysander)
        actions.confirm_packet(by=lysander, packet=packet, differently=False, answer="")
    assert not {DutyKind.CONFIRM, DutyKind.CHILD_CONFIRM} & home.due()


@pytest.mark.parametrize(
    ("who", "rota", "subject", "in_home", "taken"),
    [
        ("lysander", "adults", Subject.ADULT, None, True),
        ("honoria", "adults", Subject.ADULT, True, False),  # she is not on the adults' rota
        ("lysander", "adults", Subject.CHILD, None, False),
        ("honoria", "child_in_home", Subject.ADULT, True, True),
        ("honoria", "child_in_home", Subject.ADULT, False, False),
        ("honoria", "child_in_home", Subject.ADULT, None, False),
        ("honoria", "child_in_home", Subject.CHILD, True, False),
        ("percival", "child_in_home", Subject.ADULT, True, False),
    ],
)
def test_the_database_asks_whoever_is_of_the_rota(
    home: Home, who: str, rota: str, subject: str, in_home: bool | None, taken: bool
) -> None:
    said = "UPDATE safeguarding_concern SET subject = %s, child_in_home = %s WHERE id = %s"
    home.stage.behind(said, subject, in_home, home.pk)
    found = home.stage.do("ottoline", ATTEMPT, home.people[who].pk, rota, home.pk)
    assert found == (True if taken else "23514")


def test_what_is_opened_again_is_discussed_with_both_anew(home: Home) -> None:
    home.child()
    home.discussed()
    home.child_discussed()
    home.stands("closed")
    home.at(TWO_HOURS)
    with asking_as(home.people["ottoline"]):
        actions.step(by=home.people["ottoline"], concern=home.now(), move=MOVES["reopen"], reason=WHY)
    assert DutyKind.CHILD in home.due() and home.facts().child_owed


def test_without_a_rota_of_their_own_one_discussion_is_of_both(home: Home, settings: Any) -> None:
    settings.ADULTS_HAVE_THEIR_OWN_ROTA = False
    home.child()
    assert DutyKind.CHILD not in home.due()
    home.discussed()
    with asking_as(home.people["ottoline"]):
        assert Discussion.objects.get(concern=home.pk).rota == Rota.CHILDREN


def test_an_emergency_leaves_it_due_and_stands_on_nothing(home: Home) -> None:
    home.child()
    ottoline = home.people["ottoline"]
    with asking_as(ottoline):
        calls = {"called": "999", "danger": "He has a knife"}
        actions.declare_emergency(by=ottoline, case=home.concern.case, concern=home.now(), **calls)
    assert home.refer("emergency_verbal") == "D11b"
    assert {DutyKind.CHILD, DutyKind.RETROSPECTIVE} <= home.due()
    home.child_discussed()
    assert DutyKind.RETROSPECTIVE in home.due() and DutyKind.CHILD not in home.due()
    with pytest.raises((Refused, Error)):
        home.child_discussed()


def test_it_is_the_workers_next_step_beside_the_adults_own(home: Home) -> None:
    """On their home page and among their tasks, and not only once it is late."""
    home.at(TWO_HOURS)
    child = "Discuss the child in the home with Children’s Service"

    def asked(who: str) -> list[tuple[str, str]]:
        with asking_as(home.people[who]):
            tasks = [task for task in concern_tasks(waiting_for(home.people[who])) if str(home.pk) in task["url"]]
            return [(task["title"], task["tag"]) for task in tasks]

    before = asked("ottoline")
    assert len(before) == 1 and before[0][0] != child
    home.child()
    assert asked("ottoline") == [*before, (child, "Concern")]
    assert asked("caspian") == []
    home.at(TWO_HOURS + timedelta(days=1))
    assert (child, "Late") in asked("ottoline")
    tell_of_what_is_late()
    late = [title for title, _ in asked("ottoline")]
    assert len(late) == len(set(late)) == 1  # told of as late, it is not said again
    home.at(TWO_HOURS)
    home.child_discussed()
    assert child not in [title for title, _ in asked("ottoline")]
