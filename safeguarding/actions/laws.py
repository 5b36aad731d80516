"""What the laws with a day of their own ask of a concern: whether to share (§2.4), and reporting an offence (§2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from audit.actions import action
from cases import keys as case_keys
from cases.actions.sharing import NewDisclosure, NewRecipient, disclose
from cases.disclosure import SharingBasis
from cases.models import Disclosure
from cases.vocabulary.sharing import Basis, BasisKind, Category, Purpose
from foundation import clock
from safeguarding import keys
from safeguarding.actions.basis import minted, why_not_asked
from safeguarding.actions.sending import known_recipient
from safeguarding.actions.steps import make_due, meet_kind
from safeguarding.deadlines import report
from safeguarding.models import Concern, Duty, ShareDecision
from safeguarding.rules.laws import OVER, laws_in_force, may_decide_sharing, may_share
from safeguarding.vocabulary import DutyKind, SwitchCode
from safeguarding.vocabulary.laws import ListedBody
from teams.models import User


@dataclass(frozen=True)
class Shared:
    """What is to be shared: with which body, what it needs of it, and who else looked at it (R-C10-4)."""

    body: ListedBody
    organisation: str
    role: str
    categories: frozenset[Category]
    checked_by: str
    checked_on: date
    advice: str


@action
def decide_sharing(*, by: User, concern: Concern, reasons: str, share: Shared | None = None) -> ShareDecision:
    """Decide whether what we hold is shared, and what with whom, on the answers as they stand; recorded either way
    (D14, D15). One decision is of one body.

    Raises:
        Refused: when the law is not in force, the person does not manage the team, the questions have no answer, or
            sharing would harm the child more than not sharing.
    """
    keys.open_to_change(concern)
    may_decide_sharing(by, concern, share=share is not None).enforce()
    made = ShareDecision.of(
        concern.case,
        concern=concern,
        share=share is not None,
        **(_with_whom(by, concern, share) if share else {}),
        relevant=concern.share_relevant,
        harms=concern.share_harms,
        reasons=reasons,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    return made


def _with_whom(by: User, concern: Concern, share: Shared) -> dict[str, Any]:
    """What a decision to share says of its body; what it is told is kept with its case."""
    case_keys.open_to_change(concern.case)
    whom = NewRecipient(share.body.party, organisation=share.organisation, role=share.role)
    said = {name: getattr(share, name) for name in ("body", "checked_by", "checked_on", "advice")}
    return said | {"recipient": known_recipient(by, concern, whom), "categories": sorted(share.categories)}


@action
def share_by_duty(*, by: User, concern: Concern, decision: ShareDecision, told: NewDisclosure) -> Disclosure:
    """Write down that a body was told what was decided: judged in Python, and again as the database mints the proof.

    Raises:
        Refused: when the law is not in force, it was decided otherwise since, its answers were changed, or it is more
            than was decided.
    """
    keys.open_to_change(concern)
    case_keys.open_to_change(concern.case)
    may_share(concern, decision, told.categories).enforce()
    told = replace(told, purpose=Purpose.SAFEGUARDING_CHILD, para18_reason=why_not_asked(concern))
    return disclose(by=by, case=concern.case, told=told, resting_on=_mint(decision, told))


def _mint(decision: ShareDecision, told: NewDisclosure) -> SharingBasis:
    asked = (told.id, decision.pk, told.recipient.pk, sorted(told.categories), bool(told.items))
    row = minted("gate.mint_duty_to_share", *asked, otherwise=OVER)
    return SharingBasis(told.id, BasisKind.SAFEGUARDING, Basis.STATUTORY_DUTY, row, told.categories)


def report_is_due(concern: Concern, said: Mapping[str, Any]) -> None:
    """What an answer about an offence against a child makes due, or meets, for an action that holds the concern's key.
    At once; for seven days at most when it is said why it waits. What was due before is never put off otherwise."""
    if not {"csa_suspected", "reported_to", "report_delay"} & said.keys():
        return
    owed = Duty.objects.filter(concern=concern, kind=DutyKind.REPORT, met_at=None)
    if concern.csa_suspected is not True or concern.reported_to:
        meet_kind(concern, DutyKind.REPORT)
    elif SwitchCode.REPORT in laws_in_force(clock.today()) and ("report_delay" in said or not owed.exists()):
        meet_kind(concern, DutyKind.REPORT)
        due = report(clock.now(), waits=concern.report_delay is not None)
        make_due(concern, DutyKind.REPORT, due, clock.now())
