"""What is late is told to whoever answers for it: once, without content, and never to somebody it is kept from."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cases.actions import Begun, keep_draft
from foundation import clock
from foundation.rowsecurity.calls import call
from foundation.unfinished import Mark
from safeguarding import actions
from safeguarding.actions.telling import hours_to_cover, tell_of_what_is_late
from safeguarding.deadlines import gaps
from safeguarding.models import Concern, Notice, RotaSlot
from safeguarding.vocabulary import DutyKind, Mode, NoticeKind, Reached, Urgency
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.integration.concerns import worried_about
from tests.integration.discussed import discussed, keep_a_rota
from tests.security.conftest import World
from tests.security.stage import Stage, staged

FRIDAY = datetime(2026, 12, 18, 16, 59, tzinfo=clock.LONDON)


class Evening:
    """A stage on which both clocks stand where the test sets them."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stage, self.world, self.monkeypatch = stage, stage.world, monkeypatch

    def at(self, instant: datetime) -> None:
        self.stage.at(instant)
        self.monkeypatch.setattr(clock, "now", lambda: instant)

    def keep_house(self) -> int:
        return tell_of_what_is_late()

    def told(self, who: str) -> list[tuple[str, str]]:
        """What stands in somebody's notices: the same in both gates."""
        user = self.world.people[who]
        with asking_as(user):
            python = {notice.pk for notice in Notice.objects.visible_to(user)}
            assert python == set(Notice.objects.values_list("pk", flat=True))
            rows = Notice.objects.visible_to(user).standing().select_related("duty")
            return sorted((row.kind, row.duty.kind if row.duty else "") for row in rows)

    def home(self, who: str) -> list[str]:
        """What stands among somebody's tasks on their home page, of concerns alone."""
        tasks = self.world.client(who).get("/").context["rota_tasks"]
        return [task["title"] for task in tasks if task["words"].startswith("Concern ")]


@pytest.fixture
def evening(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Evening]:
    with staged(world) as stage:
        found = Evening(stage, monkeypatch)
        stage.behind("UPDATE safeguarding_concern SET state = 'closed'")  # what the world has of them
        stage.behind("UPDATE safeguarding_rotaslot SET withdrawn_at = starts_at")
        found.at(FRIDAY)
        yield found


LATE = NoticeKind.LATE
GAP = (NoticeKind.ROTA_GAP, "")


def test_a_gap_in_the_rota_is_told_until_somebody_fills_it(evening: Evening) -> None:
    delphine = evening.world.people["delphine"]
    assert evening.keep_house() == 3  # Fernhill and the outreach team have no rota either
    assert evening.keep_house() == 0
    assert (evening.told("delphine"), evening.told("ottoline"), evening.told("bartholomew")) == ([GAP], [], [])
    with asking_as(delphine):
        keep_a_rota(delphine, FRIDAY, days=10)
        gap = Notice.objects.get()
    evening.keep_house()
    with asking_as(delphine):
        gap.refresh_from_db()
        turns = RotaSlot.objects.values_list("starts_at", "ends_at")
        assert gap.starts_at == gaps(hours_to_cover(FRIDAY), turns)[0][0]
        # Ten days on is Monday 28 December, a bank holiday: nobody is missed before Tuesday morning.
        assert gap.starts_at == datetime(2026, 12, 29, 9, tzinfo=clock.LONDON)
        keep_a_rota(delphine, FRIDAY + timedelta(days=10), days=5)
    evening.keep_house()
    assert evening.told("delphine") == []


def test_a_service_may_want_somebody_day_and_night(evening: Evening, settings: Any) -> None:
    delphine = evening.world.people["delphine"]
    with asking_as(delphine):
        keep_a_rota(delphine, FRIDAY, days=10)
    settings.ROTA_DAY_AND_NIGHT = True
    evening.keep_house()
    with asking_as(delphine):
        assert Notice.objects.get().starts_at == FRIDAY + timedelta(days=10)


def test_what_is_late_is_told_to_the_raiser_and_the_manager_once(evening: Evening) -> None:
    people, case = evening.world.people, evening.world.barnet
    with asking_as(people["delphine"]):
        keep_a_rota(people["delphine"], FRIDAY, days=30)
    with asking_as(people["ottoline"]):
        draft = actions.begin(by=people["ottoline"], case=case, said=actions.NewConcern(aware_at=FRIDAY))
        about = worried_about(case, people["ottoline"])
        discussed(about, people["ottoline"], people["honoria"])
    evening.keep_house()
    assert evening.told("delphine") == []
    evening.at(FRIDAY + timedelta(hours=4, minutes=1))
    assert evening.keep_house() == 1
    assert evening.told("delphine") == evening.told("ottoline") == [(LATE, DutyKind.SUBMIT)]
    evening.at(datetime(2026, 12, 22, 17, 1, tzinfo=clock.LONDON))  # two working days after Friday, and one minute
    assert evening.keep_house() == 3
    assert evening.keep_house() == 0
    late = [(LATE, kind) for kind in (DutyKind.APPROVAL, DutyKind.CONFIRM, DutyKind.REFERRAL, DutyKind.SUBMIT)]
    assert evening.told("delphine") == late
    asked = "Approve a referral, or do not"
    assert evening.home("delphine") == [asked, "Finish writing the concern", "Refer"]  # one line for each that is late
    assert evening.home("ottoline") == ["Finish writing the concern", "The manager approves, or does not"]
    assert not evening.home("caspian")
    with asking_as(people["ottoline"]):
        draft = Concern.objects.get(pk=draft.pk)
        actions.describe(by=people["ottoline"], concern=draft, worry="W", about="A", urgency=Urgency.SIGNIFICANT)
        actions.step(by=people["ottoline"], concern=draft, move=MOVES["raise"])
    assert evening.told("delphine") == late[:-1]
    assert evening.told("caspian") == evening.told("honoria") == evening.told("ignatius") == []


def test_the_accused_manager_is_told_nothing(evening: Evening) -> None:
    """An allegation against the manager, from its first keystroke: not even that something is late."""
    people, case = evening.world.people, evening.world.barnet
    with asking_as(people["delphine"]):
        keep_a_rota(people["delphine"], FRIDAY, days=30)
    with asking_as(people["ottoline"]):
        worried_about(case, people["ottoline"], subject="staff_allegation", accused=people["delphine"])
    evening.keep_house()  # tells Fernhill of its rota
    evening.at(FRIDAY + timedelta(days=10))
    assert evening.keep_house() == 2
    assert evening.told("delphine") == evening.home("delphine") == []
    assert len(evening.told("ottoline")) == 2


@pytest.mark.parametrize("accused", ["", "delphine"])
@pytest.mark.parametrize("kind", ["safeguarding:raise", "safeguarding:raise_from_nothing", "cases:add_contact"])
def test_a_concern_that_was_begun_and_left_is_told_to_the_manager(evening: Evening, kind: str, accused: str) -> None:
    """Typed and not raised, or put aside: after four hours she knows who began one, not what they wrote; and nothing
    when it accuses her."""
    people, case = evening.world.people, evening.world.barnet
    author, told = people["ottoline"], {"delphine"} if kind != "cases:add_contact" and not accused else set()
    with asking_as(author):
        on = case if kind == "safeguarding:raise" else None
        whom = people[accused].pk if accused else None
        begun = Begun("/somewhere/", kind, on, {"worry": ["He is hungry"]}, kept_from=whom)
        keep_draft(by=author, begun=begun, mark=Mark.of(uuid4(), 0, author.pk))

    def know() -> set[str]:
        found = set()
        for who in ("delphine", "ottoline", "caspian", "bartholomew", "ignatius"):
            with asking_as(people[who]):
                found |= {who} if call("gate.concerns_begun") else set()
        return found

    assert know() == set()
    evening.at(FRIDAY + timedelta(hours=4))
    assert know() == told
    board = evening.world.client("delphine").get("/concerns/").content.decode()
    assert ("Ottoline Fernsby began to write one on 18 December 2026 at 4:59pm" in board) == bool(told)
    assert "hungry" not in board


@pytest.mark.parametrize("why", ["their own", "kept from the case", "of another team", "nobody's team"])
def test_a_manager_hears_of_nothing_begun_that_is_not_theirs_to_know(evening: Evening, why: str) -> None:
    """Their own they know of; that somebody began one on a case that they are kept from, or elsewhere, they do not."""
    people, world = evening.world.people, evening.world
    author = people[
        {"their own": "delphine", "of another team": "bartholomew", "nobody's team": "bartholomew"}.get(why, "ottoline")
    ]
    with asking_as(author):
        on = {"of another team": world.fernhill, "nobody's team": None}.get(why, world.barnet)
        kind = "safeguarding:raise" if on else "safeguarding:raise_from_nothing"
        begun = Begun("/somewhere/", kind, on, {"worry": ["He is hungry"]})
        keep_draft(by=author, begun=begun, mark=Mark.of(uuid4(), 0, author.pk))
    evening.at(FRIDAY + timedelta(hours=5))
    if why == "nobody's team":  # as of somebody who works for two
        evening.stage.behind("UPDATE cases_draft SET team_id = NULL WHERE case_id IS NULL")
    if why == "kept from the case":
        kept = "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)"
        evening.stage.behind(kept, people["delphine"].pk, world.barnet.pk)
    with asking_as(people["delphine"]):
        assert call("gate.concerns_begun") == []


def test_a_concern_that_waits_for_nothing_is_told(evening: Evening) -> None:
    """Raised, discussed, and every duty met by hand: it is live and nothing says what follows."""
    people, case = evening.world.people, evening.world.barnet
    with asking_as(people["delphine"]):
        keep_a_rota(people["delphine"], FRIDAY, days=30)
    with asking_as(people["ottoline"]):
        worried_about(case, people["ottoline"])
    evening.keep_house()
    evening.stage.behind("UPDATE safeguarding_duty SET met_at = now()")
    assert evening.keep_house() == 1
    assert evening.told("delphine") == evening.told("ottoline") == [(NoticeKind.NO_NEXT_STEP, "")]
    assert evening.home("delphine") == evening.home("ottoline") == ["Say what follows on a concern"]
    evening.stage.behind("UPDATE safeguarding_duty SET met_at = null")
    assert evening.home("delphine") == []  # seen to: it is not told until the next check
    evening.keep_house()
    assert evening.told("delphine") == []


def test_what_was_no_error_waits_for_something_again(evening: Evening) -> None:
    """Voided by two and restored by two: it is discussed and referred like any other, and nobody is told that it has
    no next step."""
    people, case = evening.world.people, evening.world.barnet
    ottoline, delphine = people["ottoline"], people["delphine"]
    with asking_as(delphine):
        keep_a_rota(delphine, FRIDAY, days=30)
    with asking_as(ottoline):
        about = worried_about(case, ottoline)
    said = ((ottoline, "ask_void"), (delphine, "void"), (ottoline, "ask_restore"), (delphine, "restore"))
    for minute, (by, move) in enumerate(said, start=1):
        evening.at(FRIDAY + timedelta(minutes=minute))  # of one moment, none of them would be the last
        with asking_as(by):
            about.refresh_from_db()
            actions.step(by=by, concern=about, move=MOVES[move], reason="Typed twice")
    evening.keep_house()
    assert NoticeKind.NO_NEXT_STEP not in [kind for kind, _ in evening.told("delphine")]


def test_a_confirmed_packet_meets_its_duty_and_leaves_a_receipt(evening: Evening) -> None:
    from safeguarding.models import Duty, Packet, PacketReceipt

    people, case = evening.world.people, evening.world.barnet
    with asking_as(people["delphine"]):
        keep_a_rota(people["delphine"], FRIDAY, days=30)
    with asking_as(people["ottoline"]):
        about = worried_about(case, people["ottoline"])
        attempt = actions.NewAttempt(people["lysander"], FRIDAY, Mode.PHONE, Reached.NO_ANSWER)
        actions.step(by=people["ottoline"], concern=about, move=MOVES["seek"], way_chosen=True)
        about.refresh_from_db()
        actions.log_attempt(by=people["ottoline"], concern=about, attempt=attempt)
        discussed(about, people["ottoline"], people["honoria"], sought=True)
    with asking_as(people["honoria"]):
        actions.confirm_packet(
            by=people["honoria"], packet=Packet.objects.get(concern=about), differently=False, answer=""
        )
        receipt = PacketReceipt.objects.get()
        assert (receipt.discussed_on, receipt.answered_on) == (FRIDAY.date(), FRIDAY.date())
    for other in ("lysander", "ottoline", "delphine"):
        with asking_as(people[other]):
            assert not PacketReceipt.objects.exists()
    with asking_as(people["ottoline"]):
        assert not Duty.objects.filter(concern=about, kind=DutyKind.CONFIRM, met_at=None).exists()


@pytest.mark.parametrize("who", ["delphine", "ottoline", "ignatius"])
def test_only_the_worker_tells(evening: Evening, who: str) -> None:
    assert evening.stage.do(who, "SELECT gate.tell_of_concerns('{}')") == "42501"
