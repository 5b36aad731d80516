"""The discussion with a senior manager, what they confirm, and what the service manager says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from audit.actions import action
from audit.ledger import note
from cases.actions.sharing import Item, NewDisclosure, NewRecipient, add_recipient, disclose
from cases.models import Disclosure, SharingProof
from cases.vocabulary.sharing import Basis, BasisKind, Category, ItemSource, PartyKind, Purpose, SendingMethod
from foundation import clock
from foundation.rowsecurity.calls import call
from foundation.sealing.keyring import CONTENT, keyring
from safeguarding import keys
from safeguarding.actions.basis import mint_basis, why_not_asked
from safeguarding.actions.steps import calendar, held, make_due, meet_kind, write_down, write_step
from safeguarding.deadlines import CONFIRMED_WITHIN, working_days_after
from safeguarding.models import Approval, Attempt, Concern, Discussion, Packet, RotaSlot
from safeguarding.rounds import rota_of
from safeguarding.rules import (
    PACKET_LASTS,
    known_of,
    may_ask_about_child,
    may_discuss_with,
    may_move,
    may_name_adult,
    may_name_to,
    may_put_again,
)
from safeguarding.vocabulary import INFORMATION_GOVERNANCE, DutyKind, Mode, Reached, Rota, State, Subject, View
from safeguarding.workflow import MOVES
from teams.models import User

NAMINGS, BY_DUTY = ("D5a", "D9a", "D11a"), "D14"  # rows of the disclosure table
WORRIED = "That we are worried about them"
NOT_NAMED = "Nobody can be named to them now: only within the discussion, and only while it is their turn on the rota."


@dataclass(frozen=True)
class NewAttempt:
    """One attempt to reach somebody of the rota; ``about_child``: because of a child in an adult's home."""

    manager: User
    at: datetime
    mode: Mode
    result: Reached
    about_child: bool = False


@dataclass(frozen=True)
class NewDiscussion:
    """A discussion as the worker wrote it down. ``packet`` is what the senior manager will be shown to confirm;
    ``about_child``: it was about a child in an adult's home."""

    manager: User
    held_at: datetime
    mode: Mode
    view: View
    worker_view: View
    agreed: bool
    reasons: str
    packet: str
    no_conflict: bool = False
    advice: str = ""
    actions: str = ""
    disclosure: UUID | None = None  # set when somebody was named
    retrospective: bool = False
    about_child: bool = False


@action
def log_attempt(*, by: User, concern: Concern, attempt: NewAttempt) -> Attempt:
    """Write down an attempt to reach somebody (T4, B1).

    Raises:
        Refused: when no discussion is being sought.
    """
    keys.open_to_change(concern)
    rota = _rota(concern, about_child=attempt.about_child)
    values = {name: value for name, value in vars(attempt).items() if name != "about_child"}
    made = Attempt.of(concern.case, concern=concern, rota=rota, recorded_at=clock.now(), recorded_by=by, **values)
    made.save(force_insert=True)
    write_step(by, concern, MOVES["child_attempt" if attempt.about_child else "attempt"], attempt=True)
    return made


def _rota(concern: Concern, *, about_child: bool) -> Rota:
    """With which rota it is, or was.

    Raises:
        Refused: when it is to be about a child in the home, and none waits to be discussed.
    """
    if about_child:
        may_ask_about_child(concern).enforce()
    return Rota.CHILD_IN_HOME if about_child else rota_of(concern)


@action
def discuss(
    *, by: User, concern: Concern, said: NewDiscussion, end: str = "", reason: str = "", review_on: date | None = None
) -> Discussion:
    """Write down a discussion, put it to the senior manager to confirm, and take the step that it ends in (T5 to T8, or
    T16 for one held afterwards; B2 for one about a child in an adult's home, after which it stands where it did).

    Raises:
        Refused: when it does not follow where the concern stands, or something about it is missing.
    """
    keys.open_to_change(concern)
    may_discuss_with(held(concern), said.manager).enforce()
    write_down(concern, {"review_on": review_on} if review_on else {})
    values = {name: value for name, value in vars(said).items() if name not in ("packet", "about_child")}
    made = Discussion.of(
        concern.case,
        concern=concern,
        rota=_rota(concern, about_child=said.about_child),
        named=said.disclosure is not None,
        recorded_at=clock.now(),
        recorded_by=by,
        **values,
    )
    made.save(force_insert=True)
    put_to(made, said.manager, said.packet)
    _ask_for_their_word(made)
    for lead in _information_governance(made):
        put_to(made, lead, said.packet)
    key = "child_discussed" if said.about_child else "retrospective" if said.retrospective else end
    write_step(
        by,
        concern,
        MOVES[key],
        reason=reason,
        discussion=True,
        child_owed=said.about_child,
        view=said.view,
        agreed=said.agreed,
        alternative=bool(said.actions) and concern.review_on is not None,
    )
    return made


@action
def confirm_packet(*, by: User, packet: Packet, differently: bool, answer: str) -> None:
    """The senior manager's own word on a discussion: confirmed, or remembered differently. It closes the packet for
    them; what stays with the service is their answer and a receipt.

    Raises:
        django.db.ProgrammingError: when the packet is not theirs.
    """
    keys.open_packets([packet])
    packet.answer = answer
    call("gate.confirm_packet", packet.pk, differently, packet.answer.blob if packet.answer else None)
    note()


@action
def approve(*, by: User, concern: Concern, approved: bool, reasons: str) -> Approval:
    """Say whether a referral is approved. It stops nothing: the worker may refer now, and the register shows both.

    Raises:
        Refused: when the person raised it, is concerned by it, or does not manage the team.
    """
    keys.open_to_change(concern)
    afterwards = State(held(concern).state) in State.referred()
    key = "approve_afterwards" if afterwards else "approve" if approved else "not_approve"
    may_move(by, concern, MOVES[key], known_of(concern, by, reasons=bool(reasons))).enforce()
    made = Approval.of(
        concern.case,
        concern=concern,
        approved=approved,
        reasons=reasons,
        before_referral=not afterwards,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    write_step(by, concern, MOVES[key], reason=reasons)
    return made


def _information_governance(discussion: Discussion) -> list[User]:
    """Who is shown what was discussed of an adult, if somebody is there: nothing waits for them (§4.6). What was
    discussed of a child in the home is none of it."""
    if discussion.concern.subject != Subject.ADULT or discussion.rota == Rota.CHILD_IN_HOME:
        return []
    rows = RotaSlot.objects.on_duty(clock.now(), for_adults=True).filter(team=discussion.team_id)
    slots = list(rows.filter(department=INFORMATION_GOVERNANCE).select_related("manager"))
    return list({slot.manager_id: slot.manager for slot in slots}.values())


def put_to(discussion: Discussion, manager: User, text: str) -> Packet:
    """Show somebody outside what was discussed, under a key of its own."""
    pk, now = uuid4(), clock.now()
    key = keyring().mint(pk, CONTENT)
    packet = Packet.of(
        discussion.case,
        id=pk,
        concern=discussion.concern,
        discussion=discussion,
        manager=manager,
        named=discussion.named,
        text=text,
        given_at=now,
        recorded_at=now,
    )
    packet.save(force_insert=True)
    keys.give(packet, key, now + PACKET_LASTS)
    return packet


@action
def put_again(*, by: User, concern: Concern, packet: Packet) -> None:
    """Put to a senior manager again what they did not answer before its page closed by itself. Their word is due within
    two working days once more, when it is theirs to give.

    Raises:
        Refused: when they have answered, or can still open it.
    """
    keys.open_to_change(concern)
    may_put_again(packet).enforce()
    keys.give_again(packet, clock.now() + PACKET_LASTS)
    if packet.manager_id == packet.discussion.manager_id:
        _ask_for_their_word(packet.discussion)


def _ask_for_their_word(discussion: Discussion) -> None:
    """The senior manager's own word on it is due within two working days; on a child in the home, one of its own."""
    now = clock.now()
    deadline = working_days_after(calendar(), now, CONFIRMED_WITHIN, what="Their own word on it")
    kind = DutyKind.CHILD_CONFIRM if discussion.rota == Rota.CHILD_IN_HOME else DutyKind.CONFIRM
    meet_kind(discussion.concern, kind)
    make_due(discussion.concern, kind, deadline, now)


@action
def name_somebody(*, by: User, concern: Concern, manager: User, what: str, reason: str) -> Disclosure:
    """Tell a senior manager of the rota who it is about, within the discussion: a disclosure with why. A child is named
    without anybody's agreement (D5a); an adult with their own (D9a), or once the manager and information governance
    have decided it (D11a). Whoever is not named is discussed all the same.

    Raises:
        Refused: when no discussion is under way, it is not this manager's turn, they were passed over, or an adult did
            not agree.
    """
    keys.open_to_change(concern)
    may_name_to(concern, manager).enforce()
    adult = concern.subject == Subject.ADULT
    if adult:
        may_name_adult(concern).enforce()
    case = concern.case
    recipient = add_recipient(by=by, case=case, recipient=NewRecipient(PartyKind.SENIOR_MANAGER, account=manager))
    told = NewDisclosure(
        recipient,
        (Item(Category.IDENTITY, what), Item(Category.SAFEGUARDING, WORRIED, source=ItemSource.OURSELVES)),
        SendingMethod.TELEPHONE,
        clock.now(),
        purpose=Purpose.SAFEGUARDING_ADULT if adult else Purpose.SAFEGUARDING_CHILD,
        benefit=reason,
        para18_reason=why_not_asked(concern),
    )
    on = Basis.ADULT_AT_RISK if adult else Basis.PUBLIC_INTEREST_CP
    return disclose(
        by=by, case=case, told=told, resting_on=mint_basis(concern, told, otherwise=NOT_NAMED, basis=on, to=manager)
    )


def namings_of(concern: UUID) -> Any:
    """The disclosures by which senior managers were told who it is about."""
    return told_beside(concern, NAMINGS)


def told_beside(concern: UUID, rows_in: Iterable[str] = (*NAMINGS, BY_DUTY)) -> Any:
    """What was told because of a concern beside its referrals: a name to a senior manager, or by the duty to share."""
    proofs = SharingProof.objects.filter(kind=BasisKind.SAFEGUARDING, source=concern, row__in=list(rows_in))
    rows = Disclosure.objects.filter(pk__in=proofs.values("disclosure"))
    return rows.select_related("recipient", "recorded_by")


def named_to(concern: Concern, manager: User) -> UUID | None:
    """The disclosure by which this senior manager was told who it is about, if they were."""
    told = namings_of(concern.pk).filter(recipient__account=manager).order_by("-sent_at", "-pk").first()
    return UUID(str(told.pk)) if told else None
