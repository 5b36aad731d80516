"""Two people who do two different things with one concern at the same moment, on two connections: each of them is done
or refused in words, whoever was first, and what stands is whole (promise 7)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.models import Approval, CalendarDay, Concern, Discussion, Packet, Referral, Stage, Step
from safeguarding.vocabulary import DayKind, Mode, Reached
from safeguarding.workflow import MOVES
from teams.actions import end
from teams.models import Membership, User
from tests.conftest import asking_as, open_a_case, person
from tests.integration.concerns import worried_about
from tests.integration.discussed import REASONS, discussed, discussion, keep_a_rota, referral
from tests.integration.test_managers_at_once import at_once
from tests.security.raw import superuser_cursor

Act = Callable[[User, Concern], Any]
FOLLOWS = "does not follow where this concern stands now"


class Scene:
    """A team with a rota, and concerns of its cases that two of its people have open."""

    def __init__(self) -> None:
        self.ottoline, self.caspian, self.delphine = (person(name) for name in ("ottoline", "caspian", "delphine"))
        self.honoria, self.lysander = person("honoria"), person("lysander")
        with asking_as(self.delphine):
            self.team = keep_a_rota(self.delphine, clock.now(), days=2)
        self.case = open_a_case(self.ottoline)

    def concern(self, *, seeking: bool = False, met: bool = False) -> Concern:
        """One of Ottoline's: raised, being discussed, or discussed with Honoria."""
        with asking_as(self.ottoline):
            made = worried_about(self.case, self.ottoline)
            actions.describe(by=self.ottoline, concern=made, parent_told="no", why_not_told="not_in_contact")
            if seeking or met:
                actions.step(by=self.ottoline, concern=made, move=MOVES["seek"], way_chosen=True)
            if met:
                discussed(Concern.objects.get(pk=made.pk), self.ottoline, self.honoria, sought=True)
        return made

    def both(self, concern: Concern, one: tuple[User, Act], other: tuple[User, Act]) -> dict[str, str]:
        """What each of two was answered who had both read the concern before either acted."""
        answers: dict[str, str] = {}

        def act(by: User, read: Concern, number: int) -> None:
            name = ("one", "other")[number]
            try:
                (one, other)[number][1](by, read)
                answers[name] = ""
            except Refused:
                answers[name] = "refused"
            except Exception as problem:  # noqa: BLE001 -- a thread's own would be lost
                answers[name] = repr(problem)

        at_once([one[0], other[0]], concern, act)
        return answers

    def refer(self, move: str, **said: Any) -> Act:
        def act(by: User, read: Concern) -> None:
            said_of_it = said | ({"belief": True, "reason": "He is in danger"} if move.startswith("refer_now") else {})
            actions.refer(by=by, concern=read, move=MOVES[move], said=referral(read.case, by, **said_of_it))

        return act

    def makes(self, move: str) -> Act:
        return lambda by, read: actions.step(by=by, concern=read, move=MOVES[move], reason="Two", way_chosen=True)

    def emergency(self, by: User, read: Concern) -> None:
        actions.declare_emergency(by=by, case=read.case, concern=read, called="999", danger="He is on the roof")

    def moves(self, concern: Concern) -> list[str]:
        with asking_as(self.ottoline):
            steps = Step.objects.filter(concern=concern).order_by("recorded_at", "pk")
            return list(steps.values_list("move", flat=True))


@pytest.fixture
def scene(own_database: str) -> Scene:
    return Scene()


def test_an_approval_and_a_referral_never_stop_each_other(scene: Scene) -> None:
    """ "Refer now" goes whatever the manager says meanwhile; her word says whether it came before or after."""
    for approved in (True, False):
        concern = scene.concern(met=True)

        def approve(by: User, read: Concern, said: bool = approved) -> None:
            actions.approve(by=by, concern=read, approved=said, reasons=REASONS)

        answers = scene.both(concern, (scene.delphine, approve), (scene.ottoline, scene.refer("refer_now")))
        assert answers == {"one": "", "other": ""}
        with asking_as(scene.ottoline):
            word, went = Approval.objects.get(concern=concern), Referral.objects.get(concern=concern)
            kind = "approve" if approved else "not_approve"
            assert word.approved == approved
            assert word.before_referral == (kind in scene.moves(concern))
            order = [move for move in scene.moves(concern) if move not in ("raise", "seek", "discussed_refer")]
            assert order in ([kind, "refer_now"], ["refer_now", "approve_afterwards"]) and went.step.move == "refer_now"


def test_an_emergency_is_recorded_whatever_a_colleague_does(scene: Scene) -> None:
    """Beside another emergency, a referral, an attempt and what ends the concern: nothing refuses it (T2)."""

    def attempt(by: User, read: Concern) -> None:
        said = actions.NewAttempt(scene.honoria, clock.now(), Mode.PHONE, Reached.NO_ANSWER)
        actions.log_attempt(by=by, concern=read, attempt=said)

    void = scene.concern()
    with asking_as(scene.ottoline):
        actions.step(by=scene.ottoline, concern=Concern.objects.get(pk=void.pk), move=MOVES["ask_void"], reason="Two")
    besides: list[tuple[Concern, User, Act]] = [
        (scene.concern(), scene.ottoline, scene.emergency),
        (scene.concern(met=True), scene.ottoline, scene.refer("refer_now")),
        (scene.concern(seeking=True), scene.ottoline, attempt),
        (void, scene.delphine, scene.makes("void")),
    ]
    known = [concern.pk for concern, *_ in besides]
    for concern, by, act in besides:
        answers = scene.both(concern, (scene.caspian, scene.emergency), (by, act))
        assert answers["one"] == "", scene.moves(concern)
        with asking_as(scene.caspian):
            others = [pk for pk in known if pk != concern.pk]
            told = Concern.objects.filter(case=scene.case, danger__isnull=False).exclude(pk__in=others).get()
        with asking_as(scene.ottoline):
            assert told.pk == concern.pk or Concern.objects.get(pk=concern.pk).state == "void"
    assert scene.moves(besides[0][0]).count("emergency") == 1  # the second call stands below the first


def test_of_two_ways_on_one_is_taken(scene: Scene) -> None:
    """Voided or put to a senior manager; sought and discussed by two: once, and nothing of the other is left."""
    concern = scene.concern()
    with asking_as(scene.ottoline):
        read = Concern.objects.get(pk=concern.pk)
        actions.step(by=scene.ottoline, concern=read, move=MOVES["ask_void"], reason="Two")
    answers = scene.both(concern, (scene.delphine, scene.makes("void")), (scene.ottoline, scene.makes("seek")))
    assert sorted(answers.values()) == ["", "refused"]
    assert len({"void", "seek"} & set(scene.moves(concern))) == 1

    concern, seek = scene.concern(), scene.makes("seek")
    assert sorted(scene.both(concern, (scene.caspian, seek), (scene.ottoline, seek)).values()) == ["", "refused"]
    assert scene.moves(concern).count("seek") == 1

    def discuss(by: User, read: Concern) -> None:
        actions.discuss(by=by, concern=read, said=discussion(scene.honoria), end="discussed_refer")

    answers = scene.both(concern, (scene.caspian, discuss), (scene.ottoline, discuss))
    assert sorted(answers.values()) == ["", "refused"]
    with asking_as(scene.ottoline):
        assert Discussion.objects.filter(concern=concern).count() == Packet.objects.filter(concern=concern).count() == 1


def test_two_who_escalate_take_two_stages(scene: Scene) -> None:
    concern = scene.concern()
    with superuser_cursor() as cursor:
        cursor.execute("UPDATE safeguarding_concern SET state = 'decided' WHERE id = %s", [str(concern.pk)])

    def escalate(by: User, read: Concern) -> None:
        actions.escalate(by=by, concern=read, with_whom="Their manager", text="We differ", due_at=clock.now())

    answers = scene.both(concern, (scene.caspian, escalate), (scene.ottoline, escalate))
    assert answers == {"one": "", "other": ""}
    with asking_as(scene.ottoline):
        numbers = Stage.objects.filter(concern=concern).order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2]


def test_nobody_is_discussed_with_who_is_passed_over_at_that_moment(scene: Scene) -> None:
    concern = scene.concern(seeking=True)

    def pass_over(by: User, read: Concern) -> None:
        said = actions.NewAttempt(scene.honoria, clock.now(), Mode.PHONE, Reached.PASSED_OVER)
        actions.log_attempt(by=by, concern=read, attempt=said)

    def discuss(by: User, read: Concern) -> None:
        actions.discuss(by=by, concern=read, said=discussion(scene.honoria), end="discussed_refer")

    answers = scene.both(concern, (scene.caspian, pass_over), (scene.ottoline, discuss))
    assert sorted(answers.values()) == ["", "refused"]
    assert len({"attempt", "discussed_refer"} & set(scene.moves(concern))) == 1


def test_a_senior_manager_confirms_while_another_is_told_a_name(scene: Scene) -> None:
    concern = scene.concern(met=True)
    with asking_as(scene.ottoline):
        read = Concern.objects.get(pk=concern.pk)
        actions.step(by=scene.ottoline, concern=read, move=MOVES["second_opinion"], reason="I am not sure")

    def name(by: User, read: Concern) -> None:
        actions.name_somebody(by=by, concern=read, manager=scene.honoria, what="A name", reason="They ask")

    def confirm(by: User, _: Concern) -> None:
        with asking_as(scene.honoria):
            actions.confirm_packet(by=scene.honoria, packet=Packet.objects.get(), differently=False, answer="")

    answers = scene.both(concern, (scene.ottoline, name), (scene.caspian, confirm))
    assert answers == {"one": "", "other": ""}
    with asking_as(scene.ottoline):
        assert Packet.objects.get(concern=concern).confirmed_at is not None
        assert actions.named_to(concern, scene.honoria) is not None


def test_of_two_who_answer_a_question_one_does(scene: Scene) -> None:
    with asking_as(scene.delphine):
        day = actions.ask_for_day(
            by=scene.delphine, team=scene.team, day=date(2026, 12, 29), kind=DayKind.HOLIDAY, why="Proclaimed"
        ).pk
    concern = scene.concern()

    def answer(by: User, _: Concern) -> None:
        actions.answer(by=by, asked=CalendarDay.objects.get(pk=day), agreed=by == scene.caspian)

    answers = scene.both(concern, (scene.caspian, answer), (scene.ottoline, answer))
    assert sorted(answers.values()) == ["", "refused"]


def test_a_manager_whose_time_ends_at_that_moment_approves_or_does_not(scene: Scene) -> None:
    """Their word stands, or it is not there: nothing is left half."""
    concern, ignatius = scene.concern(met=True), person("ignatius")

    def approve(by: User, read: Concern) -> None:
        actions.approve(by=by, concern=read, approved=True, reasons=REASONS)

    def ends(*_: Any) -> None:
        with asking_as(ignatius):
            found = Membership.objects.get(user=scene.delphine, state="current", team=scene.team)
            end(by=ignatius, membership=found, reason="Has left")

    answers = scene.both(concern, (scene.delphine, approve), (scene.caspian, ends))
    assert answers["other"] == ""
    with asking_as(scene.ottoline):
        stands = Approval.objects.filter(concern=concern).count()
    assert stands == scene.moves(concern).count("approve") == (answers["one"] == "")
