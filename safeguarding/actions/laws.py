"""What the laws with a day of their own ask of a concern: whether to share (§2.4), and reporting an offence (§2.6)."""

from collections.abc import Mapping
from typing import Any

from audit.actions import action
from foundation import clock
from safeguarding import keys
from safeguarding.actions.steps import make_due, meet_kind
from safeguarding.deadlines import report
from safeguarding.models import Concern, Duty, ShareDecision
from safeguarding.rules import laws_in_force, may_decide_sharing
from safeguarding.vocabulary import DutyKind, SwitchCode
from teams.models import User


@action
def decide_sharing(*, by: User, concern: Concern, share: bool, reasons: str) -> ShareDecision:
    """Decide whether what we hold is shared, on the answers as they stand; recorded either way (D14, D15).

    Raises:
        Refused: when the law is not in force, the person does not manage the team, the questions have no answer, or
            sharing would harm the child more than not sharing.
    """
    keys.open_to_change(concern)
    may_decide_sharing(by, concern, share=share).enforce()
    made = ShareDecision.of(
        concern.case,
        concern=concern,
        share=share,
        relevant=concern.share_relevant,
        harms=concern.share_harms,
        reasons=reasons,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    made.save(force_insert=True)
    return made


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
