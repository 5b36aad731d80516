"""A concern from its first word to its end, by the real actions: scenarios 5 and 6, and what the database refuses."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient
from cases.models import Case, Disclosure, SharingProof
from cases.vocabulary.sharing import Category, PartyKind, SendingMethod
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions, keys
from safeguarding.models import Concern, Duty, Packet, RotaSlot, Route, Step
from safeguarding.vocabulary import DutyKind, Mode, Reached, ReplyKind, State, View
from safeguarding.workflow import MOVES
from teams.models import Team, User
from tests.conftest import asking_as
from tests.integration.concerns import HUNGRY, worried_about

REASONS = "Neglect is likely; the hub can see more than we can."


@pytest.fixture
def ottoline(cast: dict[str, User]) -> User:
    return cast["ottoline"]


@pytest.fixture
def honoria(cast: dict[str, User]) -> User:
    """Honoria Vance-Tully, on the rota for a day around now, with Lysander Oake behind her."""
    delphine = cast["delphine"]
    with asking_as(delphine):
        team = Team.objects.get(pk__in=Team.objects.where(delphine, "approve_referrals"))
        now, day = clock.now(), timedelta(days=1)
        for position, username in ((1, "honoria"), (2, "lysander")):
            actions.add_to_rota(
                by=delphine,
                team=team,
                username=username,
                starts_at=now - day,
                ends_at=now + day,
                telephone="020 7946 0000",
                position=position,
            )
        actions.add_route(by=delphine, team=team, kind="mash", name="Invented hub", telephone="020 7946 0001")
    return cast["honoria"]


def referral(case: Case, by: User, **changes: Any) -> actions.NewReferral:
    hub = add_recipient(
        by=by,
        case=case,
        recipient=NewRecipient(PartyKind.SAFEGUARDING, organisation="Invented hub", role="Duty worker"),
    )
    now = clock.now()
    told = NewDisclosure(hub, (Item(Category.SAFEGUARDING, HUNGRY),), SendingMethod.TELEPHONE, now)
    said = actions.NewReferral(Route.objects.get(), now, told, spoke_to="Duty worker")
    return replace(said, **changes)


def discussion(manager: User, **changes: Any) -> actions.NewDiscussion:
    said = actions.NewDiscussion(
        manager, clock.now(), Mode.PHONE, View.REFER, View.REFER, True, REASONS, "A child may be neglected.", True
    )
    return replace(said, **changes)


def discussed(concern: Concern, by: User, manager: User) -> None:
    actions.step(by=by, concern=concern, move=MOVES["seek"], way_chosen=True)
    concern.refresh_from_db()
    actions.discuss(by=by, concern=concern, said=discussion(manager), end="discussed_refer")


def open_duties(concern: Concern) -> set[str]:
    return set(Duty.objects.filter(concern=concern, met_at=None).values_list("kind", flat=True))


def check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_from_raised_to_closed_as_in_scenario_5(
    case: Case, cast: dict[str, User], ottoline: User, honoria: User
) -> None:
    delphine = cast["delphine"]
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        assert open_duties(concern) == {DutyKind.DISCUSSION, DutyKind.REFERRAL}
        discussed(concern, ottoline, honoria)
        assert concern.state == State.DISCUSSED_REFER
        assert open_duties(concern) == {DutyKind.REFERRAL, DutyKind.APPROVAL, DutyKind.CONFIRM}
    with asking_as(delphine):
        actions.approve(by=delphine, concern=Concern.objects.get(pk=concern.pk), approved=True, reasons=REASONS)
    with asking_as(ottoline):
        concern = Concern.objects.get(pk=concern.pk)
        actions.describe(by=ottoline, concern=concern, parent_told="no", why_not_told="not_in_contact")
        actions.refer(by=ottoline, concern=concern, move=MOVES["refer_verbal"], said=referral(case, ottoline))
        check_now()
        proof = SharingProof.objects.get(kind="safeguarding")
        assert (proof.row, proof.source) == ("D5", concern.pk)
        assert {DutyKind.WRITTEN, DutyKind.ACKNOWLEDGEMENT, DutyKind.DECISION} <= open_duties(concern)
        written = referral(case, ottoline, form="The written referral")
        actions.refer(by=ottoline, concern=concern, move=MOVES["confirm_written"], said=written)
        check_now()
        for move, kind, decision in (
            ("acknowledge", ReplyKind.ACKNOWLEDGED, ""),
            ("decide", ReplyKind.DECIDED, "early_help"),
        ):
            said = actions.NewReply(kind, clock.now(), decision=decision, their_reference="INV-1")
            actions.reply(by=ottoline, concern=concern, said=said, move=MOVES[move])
        with pytest.raises(Refused, match="This is for somebody else"):
            actions.step(by=ottoline, concern=concern, move=MOVES["close"])
    with asking_as(delphine):
        concern = Concern.objects.get(pk=concern.pk)
        actions.describe(by=delphine, concern=concern, outcome="early_help")
        assert actions.step(by=delphine, concern=concern, move=MOVES["close"]).state == State.CLOSED
        moves = list(Step.objects.filter(concern=concern).order_by("recorded_at").values_list("move", flat=True))
        assert moves[0] == "raise"
        assert moves[-1] == "close"


def test_an_emergency_from_nothing_as_in_scenario_6(case: Case, ottoline: User, honoria: User) -> None:
    with asking_as(ottoline):
        concern = actions.declare_emergency(
            by=ottoline, case=case, concern=None, called="999, 16:42", danger="About to hurt the baby"
        )
        assert concern.state == State.EMERGENCY
        actions.describe(by=ottoline, concern=concern, parent_told="no", why_not_told="parent_is_alleged_source")
        actions.refer(by=ottoline, concern=concern, move=MOVES["emergency_verbal"], said=referral(case, ottoline))
        check_now()
        assert {DutyKind.RETROSPECTIVE, DutyKind.WRITTEN} <= open_duties(concern)
        later = discussion(honoria, retrospective=True)
        actions.discuss(by=ottoline, concern=concern, said=later)
        assert DutyKind.RETROSPECTIVE not in open_duties(concern)
        assert concern.state == State.REFERRED_VERBAL


def test_no_call_was_made_goes_back(case: Case, ottoline: User) -> None:
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        actions.declare_emergency(by=ottoline, case=case, concern=concern, called="999", danger="A mistake")
        actions.step(by=ottoline, concern=concern, move=MOVES["no_call"], reason="I pressed it by mistake")
        concern.refresh_from_db()
        assert concern.state == State.RAISED


def test_nothing_is_referred_undiscussed(case: Case, ottoline: User, honoria: User) -> None:
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        actions.describe(by=ottoline, concern=concern, parent_told="yes_before")
        actions.step(by=ottoline, concern=concern, move=MOVES["seek"], way_chosen=True)
        concern.refresh_from_db()
        with pytest.raises(Refused, match="Discuss it"):
            actions.refer(by=ottoline, concern=concern, move=MOVES["unavailable_verbal"], said=referral(case, ottoline))


def test_two_attempts_are_an_exception(case: Case, cast: dict[str, User], ottoline: User, honoria: User) -> None:
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        actions.describe(by=ottoline, concern=concern, parent_told="yes_before")
        actions.step(by=ottoline, concern=concern, move=MOVES["seek"], way_chosen=True)
        concern.refresh_from_db()
        for slot in RotaSlot.objects.order_by("position"):
            attempt = actions.NewAttempt(slot.manager, clock.now(), Mode.PHONE, Reached.NO_ANSWER)
            actions.log_attempt(by=ottoline, concern=concern, attempt=attempt)
        said = referral(case, ottoline)
        actions.refer(by=ottoline, concern=concern, move=MOVES["unavailable_verbal"], said=said)
        check_now()
        assert DutyKind.RETROSPECTIVE in open_duties(concern)


def test_a_worker_who_believes_it_refers_now(case: Case, cast: dict[str, User], ottoline: User, honoria: User) -> None:
    delphine = cast["delphine"]
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        discussed(concern, ottoline, honoria)
    with asking_as(delphine):
        same = Concern.objects.get(pk=concern.pk)
        actions.approve(by=delphine, concern=same, approved=False, reasons="I think that we should wait")
    with asking_as(ottoline):
        concern = Concern.objects.get(pk=concern.pk)
        actions.describe(by=ottoline, concern=concern, parent_told="yes_after")
        said = referral(case, ottoline, belief=True, reason="I believe that this child is at risk")
        actions.refer(by=ottoline, concern=concern, move=MOVES["refer_now"], said=said)
        check_now()
        assert concern.state == State.REFERRED_VERBAL


def test_nobody_approves_what_they_worried_about(case: Case, cast: dict[str, User], honoria: User) -> None:
    delphine = cast["delphine"]
    with asking_as(delphine):
        concern = worried_about(case, delphine)
        discussed(concern, delphine, honoria)
        with pytest.raises(Refused, match="Somebody else decides"):
            actions.approve(by=delphine, concern=concern, approved=True, reasons=REASONS)


def test_the_senior_manager_sees_the_packet_and_nothing_else(
    case: Case, cast: dict[str, User], ottoline: User, honoria: User
) -> None:
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        discussed(concern, ottoline, honoria)
    with asking_as(honoria):
        assert not Concern.objects.exists()
        assert not Case.objects.exists()
        packet = Packet.objects.get()
        keys.open_packets([packet])
        assert packet.text.reveal() == "A child may be neglected."
        actions.confirm_packet(by=honoria, packet=packet, differently=True, answer="I said to ring the hub first")
    with asking_as(honoria):
        assert not Packet.objects.exists()
    with asking_as(cast["lysander"]):
        assert not Packet.objects.exists()
    with asking_as(ottoline):
        from audit.vocabulary import Verb

        keys.open_for(Verb.CONCERN_READ, [concern])
        assert Packet.objects.get().answer.reveal() == "I said to ring the hub first"


def test_the_accused_never_sees_it(case: Case, cast: dict[str, User], ottoline: User) -> None:
    caspian, delphine = cast["caspian"], cast["delphine"]
    with asking_as(ottoline):
        about_staff = worried_about(case, ottoline, subject="staff_allegation", accused=caspian)
        about_child = worried_about(case, ottoline, accused=caspian)
    for user, seen in ((caspian, set()), (delphine, {about_staff.pk, about_child.pk})):
        with asking_as(user):
            assert set(Concern.objects.visible_to(user).values_list("pk", flat=True)) == seen
            assert set(Concern.objects.values_list("pk", flat=True)) == seen


def test_a_draft_is_its_authors_and_the_managers(case: Case, cast: dict[str, User], ottoline: User) -> None:
    with asking_as(ottoline):
        actions.begin(by=ottoline, case=case, said=actions.NewConcern(aware_at=clock.now()))
    for name, seen in (("ottoline", 1), ("delphine", 1), ("caspian", 0), ("ignatius", 0), ("bartholomew", 0)):
        with asking_as(cast[name]):
            assert Concern.objects.count() == Concern.objects.visible_to(cast[name]).count() == seen, name


def test_the_state_is_moved_by_steps_alone(case: Case, ottoline: User) -> None:
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
        keys.open_to_change(concern)
        with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE safeguarding_concern SET state = 'closed' WHERE id = %s", [str(concern.pk)])
        assert Disclosure.objects.count() == 0
