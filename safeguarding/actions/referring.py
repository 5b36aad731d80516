"""Referring, and what comes back. A referral, its disclosure and its step are one write."""

from dataclasses import dataclass, replace
from datetime import datetime

from audit.actions import action
from cases import keys as case_keys
from cases.actions.sharing import NewDisclosure, disclose
from cases.disclosure import Party, SharingBasis
from cases.vocabulary.sharing import Authoriser, Basis, Purpose
from foundation import clock
from foundation.verdict import Refused
from safeguarding import keys
from safeguarding.actions.basis import mint_basis, why_not_asked
from safeguarding.actions.steps import held, write_step
from safeguarding.models import Concern, Referral, Reply, Route, Stage
from safeguarding.rules import adults_situation, is_approved, may_tell_of_adult, next_stage
from safeguarding.vocabulary import AuthorityDecision, ReplyKind, Subject
from safeguarding.workflow import MOVES, Move
from teams.models import User

CHANGED = "Somebody has changed what it stands on. Read it again, and refer then."
LAST_STAGE = 4
AS_SAID = ("route", "told_at", "spoke_to", "their_reference", "form", "form_version", "protect_source")


@dataclass(frozen=True)
class NewReferral:
    """A referral, by telephone or in writing, with what was told item by item."""

    route: Route
    told_at: datetime
    told: NewDisclosure
    spoke_to: str = ""
    their_reference: str = ""
    form: str = ""
    form_version: str = ""
    protect_source: bool = False
    reason: str = ""
    belief: bool = False
    risk_of_delay: bool = False


@dataclass(frozen=True)
class NewReply:
    """What an authority said."""

    kind: ReplyKind
    at: datetime
    text: str = ""
    who: str = ""
    their_reference: str = ""
    decision: AuthorityDecision | str = ""
    dissatisfied: bool = False


@action
def refer(*, by: User, concern: Concern, move: Move, said: NewReferral) -> Referral:
    """Refer: the step, the referral and the disclosure in one transaction (T9 to T15). Agreement is never asked.

    Raises:
        Refused: with what is missing; in an emergency, and for a worker who believes that somebody is at risk, nothing
            but what was done and what was told is ever missing.
    """
    keys.open_to_change(concern)
    case_keys.open_to_change(concern.case)
    basis = _mint(concern, said)
    purpose = Purpose.SAFEGUARDING_ADULT if concern.subject == "adult" else Purpose.SAFEGUARDING_CHILD
    told = replace(
        said.told, purpose=purpose, para18_reason=why_not_asked(concern), authorised_by=_authorised_by(concern)
    )
    disclosure = disclose(by=by, case=concern.case, told=told, resting_on=basis)
    step = write_step(
        by,
        concern,
        move,
        reason=said.reason,
        told_at=said.told_at,
        belief=said.belief,
        risk_of_delay=said.risk_of_delay,
        destination=True,
        items=bool(said.told.items),
        form=bool(said.form),
    )
    made = Referral.of(
        concern.case,
        concern=concern,
        step=step,
        in_writing=bool(said.form),
        disclosure=disclosure.pk,
        recorded_at=clock.now(),
        recorded_by=by,
        **{name: getattr(said, name) for name in AS_SAID},
    )
    made.save(force_insert=True)
    return made


@action
def reply(*, by: User, concern: Concern, said: NewReply, move: Move) -> Reply:
    """Write down that the authority has it, or what it decided (T17, T18, T21).

    Raises:
        Refused: when it does not follow where the concern stands.
    """
    keys.open_to_change(concern)
    made = Reply.of(concern.case, concern=concern, recorded_at=clock.now(), recorded_by=by, **vars(said))
    made.save(force_insert=True)
    write_step(by, concern, move, acknowledgement=True, decision=bool(said.decision))
    return made


@action
def escalate(*, by: User, concern: Concern, with_whom: str, text: str, due_at: datetime) -> Stage:
    """Take a disagreement between agencies one stage further (T20, §4.5).

    Raises:
        Refused: when there is nothing to disagree about, or the last stage is reached.
    """
    keys.open_to_change(concern)
    number = next_stage(held(concern))
    if number > LAST_STAGE:
        raise Refused("This is with the directors already: there is no further stage.")
    made = Stage.of(
        concern.case,
        concern=concern,
        number=number,
        with_whom=with_whom,
        text=text,
        due_at=due_at,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    move = MOVES["next_stage" if concern.state == "escalated" else "escalate"]
    write_step(by, concern, move, stage=True, answer_by=due_at)
    return made


def _authorised_by(concern: Concern) -> Authoriser:
    """The manager, when they approved it before it went; otherwise the worker, whom nothing stops."""
    return Authoriser.MANAGER if is_approved(concern) else Authoriser.WORKER


def _mint(concern: Concern, said: NewReferral) -> SharingBasis:
    """The proof of the disclosure that a referral is; in danger by the emergency's row of the table, else by the
    concern's."""
    in_danger = said.told.recipient.kind == "emergency"
    if concern.subject == Subject.ADULT and not in_danger:
        return _mint_for_adult(concern, said)
    return mint_basis(
        concern,
        said.told,
        risk_of_delay=said.risk_of_delay,
        otherwise="Discuss it with a senior manager first, or say why waiting is a risk.",
        basis=Basis.VITAL_INTERESTS if in_danger else Basis.PUBLIC_INTEREST_CP,
    )


def _mint_for_adult(concern: Concern, said: NewReferral) -> SharingBasis:
    """An adult's own agreement, or what stands in its place; refused in the words of the table (D9 to D11b)."""
    believed = bool(said.reason) and (said.belief or said.risk_of_delay)
    party = Party(said.told.recipient.kind)
    asked = adults_situation(concern, party, items=bool(said.told.items), believed=believed)
    verdict = may_tell_of_adult(concern, asked)
    verdict.enforce()
    return mint_basis(concern, said.told, risk_of_delay=believed, otherwise=CHANGED, basis=Basis.ADULT_AT_RISK)
