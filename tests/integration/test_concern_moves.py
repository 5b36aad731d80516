"""Moving a concern through its pages: the discussion, the manager's word, and moves that ask for little (T3 to T26)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from audit.actions import action
from audit.vocabulary import Verb
from cases.models import Case, Disclosure, SharingProof
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions, keys
from safeguarding.models import Approval, Attempt, Concern, Discussion, Duty, Packet, RotaSlot, Step
from safeguarding.presenting import PAGES
from safeguarding.rules import known_of
from safeguarding.views.moving import MADE
from safeguarding.vocabulary import INFORMATION_GOVERNANCE, DutyKind, Mode, Reached, State
from teams.models import Team, User
from tests.conftest import SignIn, asking_as, before_midnight, errors_in
from tests.integration.concerns import worried_about
from tests.integration.test_concern_pages import words_of

WHEN = {"day": "today", "at": "00:00", "mode": "phone"}
REASONS = "Neglect is likely, and the hub can see more than we can."


@pytest.fixture
def seniors(cast: dict[str, User]) -> dict[str, User]:
    """Honoria Vance-Tully on duty, Lysander Oake behind her, who decides for the department of special needs."""
    delphine = cast["delphine"]
    with asking_as(delphine):
        team = Team.objects.get(pk__in=Team.objects.where(delphine, "approve_referrals"))
        now, day = clock.now(), timedelta(days=1)
        for position, username, department in ((1, "honoria", ""), (2, "lysander", "send")):
            actions.add_to_rota(
                by=delphine, team=team, username=username, starts_at=now - day, ends_at=now + day,
                telephone=f"020 7946 000{position}", position=position, department=department,
            )  # fmt: skip
    return cast


@pytest.fixture
def concern(case: Case, seniors: dict[str, User]) -> Concern:
    with asking_as(seniors["ottoline"]):
        return worried_about(case, seniors["ottoline"])


class At:
    """Somebody at the pages of one concern."""

    def __init__(self, client: Client, concern: Concern) -> None:
        self.client, self.concern = client, concern
        self.url = reverse("safeguarding:concern", args=[concern.case_id, concern.pk])

    def page(self) -> str:
        return words_of(self.client.get(self.url))

    def get(self, move: str) -> Any:
        return self.client.get(f"{self.url}move/{move}/")

    def make(self, move: str, **said: Any) -> list[str]:
        """Make a move; what the page says is wrong, or nothing when it was made."""
        answer = self.client.post(f"{self.url}move/{move}/", said)
        if answer.status_code == 302:
            return []
        return errors_in(answer) or [words_of(answer)]

    def state(self, user: User) -> str:
        with asking_as(user):
            return str(Concern.objects.values_list("state", flat=True).get(pk=self.concern.pk))


def open_duties(concern: Concern, user: User) -> set[str]:
    with asking_as(user):
        return set(Duty.objects.filter(concern=concern, met_at=None).values_list("kind", flat=True))


def discussion(manager: User, **more: str) -> dict[str, str]:
    said = {"manager": str(manager.pk), "no_conflict": "on", "advice": "Ring the hub", "reasons": REASONS}
    return said | WHEN | {"packet": "A child who is often hungry."} | more


@action
def write(row: Any) -> None:
    """A row as an action would write it, with the workflow's own check left out."""
    row.save(force_insert=True)


def test_every_move_with_a_page_here_is_made_here() -> None:
    assert {key for key, route in PAGES.items() if route == "safeguarding:move"} == set(MADE)


def test_from_raised_to_approved(concern: Concern, seniors: dict[str, User], sign_in: SignIn) -> None:
    honoria, ottoline = seniors["honoria"], seniors["ottoline"]
    at = At(sign_in("ottoline"), concern)
    assert "Honoria Vance-Tully 020 7946 0001 · First" in at.page()
    told = at.get("seek").content.decode()
    assert (
        "I will not say who it is" in told and "Petronella" not in told.partition('name="told"')[2].partition("</")[0]
    )
    assert at.make("seek", told="A child is often hungry.") == []
    assert at.make("attempt", manager=str(honoria.pk), result="no_answer", **WHEN) == []
    assert at.make("discussed_refer", **discussion(honoria)) == []
    assert at.state(ottoline) == State.DISCUSSED_REFER
    assert DutyKind.APPROVAL in open_duties(concern, ottoline)
    page = at.page()
    assert "Discussed with Honoria Vance-Tully" in page and "Not confirmed yet" in page and "Ring the hub" in page
    manager = At(sign_in("delphine"), concern)
    assert "Four working hours after the discussion" in words_of(manager.get("approve"))
    assert manager.make("approve", reason_given=REASONS) == []
    with asking_as(seniors["delphine"]):
        assert Approval.objects.get(concern=concern).approved
    assert DutyKind.APPROVAL not in open_duties(concern, ottoline)


def test_a_manager_does_not_approve_what_they_raised_and_a_worker_nothing(
    case: Case, seniors: dict[str, User], sign_in: SignIn
) -> None:
    with asking_as(seniors["delphine"]):
        own = worried_about(case, seniors["delphine"])
    for who, why in (("delphine", "Somebody else decides this"), ("ottoline", "This is for somebody else")):
        at = At(sign_in(who), own)
        assert at.make("seek", told="A child is often hungry.") == [] if who == "delphine" else True
        if who == "delphine":
            assert at.make("discussed_refer", **discussion(seniors["honoria"])) == []
        page = at.get("approve")
        assert why in words_of(page) and "reason_given" not in page.content.decode()
        assert why in at.make("approve", reason_given=REASONS)[0]
        assert f"{at.url}move/approve/" not in at.client.get(at.url).content.decode()


def test_a_name_is_not_told_unless_it_is_told_on_the_record(
    concern: Concern, case: Case, seniors: dict[str, User], sign_in: SignIn
) -> None:
    at, honoria, ottoline = At(sign_in("ottoline"), concern), seniors["honoria"], seniors["ottoline"]
    assert "This says ‘Petronella’" in at.make("seek", told="petronella’s neighbour is hungry")[0]
    assert at.client.get(f"{at.url}name/").status_code == 404
    assert at.make("seek", told="A child is often hungry.") == []
    named = {"packet": "Petronella told us of a hungry child."}
    assert "This says ‘Petronella’" in at.make("discussed_refer", **discussion(honoria, **named))[0]
    said = {"manager": str(honoria.pk), "what": "Petronella, a parent", "why": "They have to look the family up"}
    assert at.client.post(f"{at.url}name/", said).status_code == 302
    with asking_as(ottoline):
        proof = SharingProof.objects.get(kind="safeguarding")
        assert (proof.row, Disclosure.objects.get(pk=proof.disclosure_id).case_id) == ("D5a", case.pk)
    assert "This says" in at.make("discussed_refer", **discussion(seniors["lysander"], **named))[0]
    assert at.make("discussed_refer", **discussion(honoria, **named)) == []
    with asking_as(ottoline):
        held = Discussion.objects.get(concern=concern)
        assert (held.named, held.disclosure) == (True, proof.disclosure_id)


def test_whoever_is_too_close_is_passed_over_and_not_told(
    concern: Concern, case: Case, seniors: dict[str, User], sign_in: SignIn
) -> None:
    at, honoria, lysander, ottoline = At(sign_in("ottoline"), concern), *(
        seniors[name] for name in ("honoria", "lysander", "ottoline")
    )  # fmt: skip
    at.make("seek", told="A child is often hungry.")
    assert at.make("attempt", manager=str(honoria.pk), result="conflict", **WHEN) == []
    assert "Honoria Vance-Tully 020" not in at.page() and "Lysander Oake 020 7946 0002" in at.page()
    assert "from the list" in at.make("discussed_refer", **discussion(honoria))[0]
    said = actions.NewDiscussion(honoria, clock.now(), Mode.PHONE, "refer", "refer", True, REASONS, "A child", True)  # type: ignore[arg-type]
    with asking_as(ottoline), pytest.raises(Refused, match="passed over"):
        actions.discuss(by=ottoline, concern=Concern.objects.get(pk=concern.pk), said=said, end="discussed_refer")
    with asking_as(honoria):
        assert not Packet.objects.exists() and not Attempt.objects.exists() and not Concern.objects.exists()
    with asking_as(ottoline):  # it is no attempt: two are still to be made
        assert known_of(Concern.objects.get(pk=concern.pk), ottoline).attempts == 0
    assert at.make("discussed_refer", **discussion(lysander)) == []


def test_the_database_lets_nobody_who_was_passed_over_discuss(
    concern: Concern, seniors: dict[str, User], sign_in: SignIn
) -> None:
    honoria, ottoline = seniors["honoria"], seniors["ottoline"]
    with asking_as(ottoline):
        keys.open_to_change(concern)
        over = Attempt.of(
            concern.case, concern=concern, manager=honoria, at=clock.now(), mode="phone",
            result=Reached.PASSED_OVER, recorded_at=clock.now(), recorded_by=ottoline,
        )  # fmt: skip
        write(over)
        held = Discussion.of(
            concern.case, concern=concern, manager=honoria, held_at=clock.now(), mode="phone", view="refer",
            worker_view="refer", agreed=True, reasons=REASONS, no_conflict=True, recorded_at=clock.now(),
            recorded_by=ottoline,
        )  # fmt: skip
        with pytest.raises(Error, match="passed over"), transaction.atomic():
            write(held)


@pytest.mark.parametrize(
    ("move", "more", "wrong"),
    [
        ("discussed_refer", {"no_conflict": ""}, "Tick the box"),
        ("discussed_refer", {"reasons": "Too short"}, "Reasons must be 30 characters or more"),
        ("discussed_refer", {"at": "23:59"}, "The time must be in the past"),
        ("discussed_not_refer", {}, "Enter what happens instead"),
        ("discussed_not_refer", {"actions": "School is asked", "review_on": "in 30 days"}, "review_on"),
        ("disagree", {"view": "refer", "worker_view": "refer"}, "You think the same"),
        ("disagree", {}, "Select what they think"),
    ],
)
def test_a_discussion_says_what_each_end_demands(
    concern: Concern,
    seniors: dict[str, User],
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    move: str,
    more: dict[str, str],
    wrong: str,
) -> None:
    before_midnight(monkeypatch)
    at = At(sign_in("ottoline"), concern)
    at.make("seek", told="A child is often hungry.")
    if more.get("review_on"):
        far = clock.today() + timedelta(days=30)
        more, wrong = more | {"review_on": f"{far:%d %m %Y}"}, "within ten working days"
    assert wrong in " ".join(at.make(move, **discussion(seniors["honoria"]) | more))


def test_not_referred_is_looked_at_again_and_may_have_a_second_opinion(
    concern: Concern, seniors: dict[str, User], sign_in: SignIn
) -> None:
    at, ottoline = At(sign_in("ottoline"), concern), seniors["ottoline"]
    at.make("seek", told="A child is often hungry.")
    soon = f"{clock.today() + timedelta(days=7):%d %m %Y}"
    ends = discussion(seniors["honoria"], actions="The school is asked", review_on=soon)
    assert at.make("discussed_not_refer", **ends) == []
    assert {DutyKind.REVIEW, DutyKind.CONFIRM} == open_duties(concern, ottoline)
    assert at.make("second_opinion", reason_given="I think that waiting is a risk") == []
    assert at.state(ottoline) == State.SEEKING
    assert at.make("disagree", **discussion(seniors["lysander"], view="do_not_refer", worker_view="refer")) == []
    assert at.state(ottoline) == State.DISAGREED


def test_what_the_manager_does_not_approve_may_have_a_second_opinion(
    concern: Concern, seniors: dict[str, User], sign_in: SignIn
) -> None:
    at, ottoline = At(sign_in("ottoline"), concern), seniors["ottoline"]
    at.make("seek", told="A child is often hungry.")
    assert at.make("discussed_refer", **discussion(seniors["honoria"])) == []
    assert At(sign_in("delphine"), concern).make("not_approve", reason_given="The school has seen to it") == []
    assert at.make("second_opinion", reason_given="She and I differ") == []
    assert at.state(ottoline) == State.SEEKING
    assert DutyKind.REFERRAL in open_duties(concern, ottoline)


def test_more_is_found_out_within_a_working_day(concern: Concern, seniors: dict[str, User], sign_in: SignIn) -> None:
    at, ottoline = At(sign_in("ottoline"), concern), seniors["ottoline"]
    at.make("seek", told="A child is often hungry.")
    far = f"{clock.today() + timedelta(days=9):%d %m %Y}"
    assert "one working day" in at.make("more_info", question="Is he at school? Caspian asks", by_day=far)[0]
    assert at.make("more_info", question="Is he at school? Caspian asks", by_day="today") == []
    assert DutyKind.ANSWER in open_duties(concern, ottoline)
    assert "Enter what was found out" in at.make("answered", found="")[0]
    assert at.make("answered", found="He was there on two days") == []
    assert at.state(ottoline) == State.SEEKING


def test_what_is_serious_does_not_wait_without_a_reason(case: Case, seniors: dict[str, User], sign_in: SignIn) -> None:
    with asking_as(seniors["ottoline"]):
        serious = worried_about(case, seniors["ottoline"], urgency="significant")
    at = At(sign_in("ottoline"), serious)
    at.make("seek", told="A child is often hungry.")
    ask = {"question": "Is he at school?", "by_day": "today"}
    assert at.make("more_info", **ask) == ["Enter why it puts nobody at risk"]
    assert at.make("more_info", **ask, safe="He is in hospital, with a nurse") == []


def test_an_error_takes_two_people_and_is_then_hidden(
    concern: Concern, seniors: dict[str, User], sign_in: SignIn
) -> None:
    delphine, caspian = At(sign_in("delphine"), concern), At(sign_in("caspian"), concern)
    assert "A second person has to say so first" in delphine.make("void", reason_given="Typed twice")[0]
    assert delphine.make("ask_void", reason_given="Typed twice") == []
    assert "second person" in delphine.make("void", reason_given="Typed twice")[0]
    assert caspian.make("ask_void", reason_given="It is another family’s") == []
    assert delphine.make("void", reason_given="It is another family’s") == []
    with asking_as(seniors["delphine"]):
        step = Step.objects.get(concern=concern, move="void")
        assert (step.second_person_id, step.recorded_by_id) == (seniors["caspian"].pk, seniors["delphine"].pk)
    assert [At(sign_in(who), concern).client.get(delphine.url).status_code for who in ("ottoline", "caspian")] == [
        200,
        404,
    ]
    ottoline = At(sign_in("ottoline"), concern)
    assert ottoline.make("ask_restore", reason_given="It was right after all") == []
    assert delphine.make("restore", reason_given="It was right after all") == []
    assert delphine.state(seniors["delphine"]) == State.RAISED
    with asking_as(seniors["delphine"]):
        due = Duty.objects.filter(concern=concern, met_at=None).values_list("kind", flat=True)
        assert set(due) == {DutyKind.DISCUSSION, DutyKind.REFERRAL}


def test_the_database_voids_nothing_on_one_persons_word(concern: Concern, seniors: dict[str, User]) -> None:
    delphine, caspian = seniors["delphine"], seniors["caspian"]
    with asking_as(delphine):
        keys.open_to_change(concern)
        alone = Step.of(
            concern.case, concern=concern, move="void", start="raised", end="void", reason="Typed twice",
            second_person=caspian, recorded_at=clock.now(), recorded_by=delphine,
        )  # fmt: skip
        with pytest.raises(Error, match="missing"), transaction.atomic():
            write(alone)


def test_a_draft_is_raised_from_what_it_holds(case: Case, cast: dict[str, User], sign_in: SignIn) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        said = actions.NewConcern(aware_at=clock.now(), worry="Often hungry")
        draft = actions.begin(by=ottoline, case=case, said=said)
    at = At(sign_in("ottoline"), draft)
    assert errors_in(at.client.post(f"{at.url}move/raise/", {"worry": "Often hungry"})) == [
        "Select how urgent it is",
        "Enter who it is about",
    ]
    assert at.make("raise", worry="Often hungry", urgency="welfare", about="Not known") == []
    assert at.state(ottoline) == State.RAISED
    with asking_as(ottoline):
        row = Concern.objects.get(pk=draft.pk)
        keys.open_for(Verb.CONCERN_READ, [row])
        assert row.about.reveal() == "Not known"


def test_no_call_was_made_after_all(concern: Concern, seniors: dict[str, User], sign_in: SignIn) -> None:
    at = At(sign_in("ottoline"), concern)
    said = {"danger": "He said so", "called": ["999"], "concern": str(concern.pk)}
    at.client.post(f"/emergency/record/?case={concern.case_id}&concern={concern.pk}", said)
    assert at.state(seniors["ottoline"]) == State.EMERGENCY
    assert "Enter why no call was made" in at.make("no_call", reason_given="")
    assert at.make("no_call", reason_given="I pressed it by mistake") == []
    assert at.state(seniors["ottoline"]) == State.RAISED
    assert "No call was made" in at.page() and "I pressed it by mistake" in at.page()


def test_a_move_that_does_not_follow_has_no_form(concern: Concern, seniors: dict[str, User], sign_in: SignIn) -> None:
    at = At(sign_in("ottoline"), concern)
    for move in ("close", "attempt", "reopen", "monitor"):
        page = at.get(move)
        assert "does not follow" in words_of(page) and 'class="govuk-textarea' not in page.content.decode(), move
        assert at.state(seniors["ottoline"]) == State.RAISED


def test_information_governance_sees_what_is_discussed_of_an_adult_and_holds_nothing_up(
    case: Case, seniors: dict[str, User], sign_in: SignIn
) -> None:
    delphine, ottoline, percival = (seniors[name] for name in ("delphine", "ottoline", "percival"))
    now, hour = clock.now(), timedelta(hours=1)
    with asking_as(delphine):
        turn = {"starts_at": now - hour, "ends_at": now + hour, "telephone": "020 7946 0009", "for_adults": True}
        for who, department in (("lysander", ""), ("percival", INFORMATION_GOVERNANCE)):
            actions.add_to_rota(by=delphine, team=case.team, username=who, department=department, **turn)
    for there in (True, False):
        with asking_as(ottoline):
            adult = worried_about(case, ottoline, subject="adult")
        at = At(sign_in("ottoline"), adult)
        page = at.page()
        assert "Lysander Oake 020 7946 0009" in page and "Honoria" not in page and "Percival" not in page
        at.make("seek", told="An adult may be at risk.")
        assert at.make("discussed_refer", **discussion(seniors["lysander"])) == []
        assert at.state(ottoline) == State.DISCUSSED_REFER
        with asking_as(percival):
            seen = Packet.objects.filter(concern=adult.pk)
            assert [packet.manager_id for packet in seen] == ([percival.pk] if there else [])
            assert not Concern.objects.exists() and not Case.objects.exists()
        with asking_as(delphine):
            for slot in RotaSlot.objects.filter(manager=percival, withdrawn_at=None):
                actions.withdraw_from_rota(by=delphine, slot=slot)


def test_a_child_in_the_home_brings_the_childrens_service_in(
    case: Case, seniors: dict[str, User], sign_in: SignIn
) -> None:
    with asking_as(seniors["ottoline"]):
        adult = worried_about(case, seniors["ottoline"], subject="adult")
        actions.describe(by=seniors["ottoline"], concern=adult, child_in_home=True)
    assert "Honoria Vance-Tully 020 7946 0001" in At(sign_in("ottoline"), adult).page()


def test_the_accuseds_cases_stay_until_there_is_advice(case: Case, seniors: dict[str, User], sign_in: SignIn) -> None:
    ottoline = seniors["ottoline"]
    with asking_as(ottoline):
        said = {"subject": "staff_allegation", "accused": seniors["caspian"]}
        concern = worried_about(case, ottoline, **said)
    manager = At(sign_in("delphine"), concern)
    page = manager.client.get(manager.url).content.decode()
    assert "cases that vanish would warn them" in page and 'href="/cases/hand-over/"' not in page
    assert "Their own cases" not in At(sign_in("ottoline"), concern).page()
