"""Telling with permission: decided in Python, decided again in the database, written with its proof."""

from dataclasses import replace

from audit.actions import action
from cases import keys
from cases.actions import add_task
from cases.actions.sharing import NewDisclosure, disclose, keep_back
from cases.actions.worries import manager_of
from cases.disclosure import Answer, Decision, SharingBasis
from cases.models import Case, Disclosure, KeptBack
from cases.rules import may_work_on
from cases.vocabulary.sharing import Basis, BasisKind, Category
from consent.actions.permission import decisions_of
from consent.models import Consent
from consent.rules import Telling, ruling_on
from foundation import clock
from foundation.rowsecurity.calls import NOT_SO, call_one, refusing
from foundation.verdict import Refused
from teams.models import User

ASKED_TO_DECIDE = "Somebody wants to share something that is for you to decide. Read it under What has been shared"


class NotPermitted(Refused):
    """The table does not allow it; ``decision`` says by which row, and which part of it may be told (D17). It is kept:
    every answer of the table but that the team may look stands in a register (§5)."""

    def __init__(self, decision: Decision, *, by: User, case: Case, telling: Telling, why: str = "") -> None:
        super().__init__(why or decision.why)
        self.decision, self.by, self.case, self.telling = decision, by, case, telling

    def keep(self) -> None:
        """Write down that the table did not allow it, once a day for the same question."""
        today = KeptBack.objects.filter(
            case=self.case,
            recipient=self.telling.recipient,
            recorded_by=self.by,
            recorded_at__gte=clock.at(clock.today()),
        )
        if not today.filter(categories=self.refused, decided_by_row=self.decision.row).exists():
            keep_answer(by=self.by, case=self.case, refusal=self)

    @property
    def refused(self) -> list[Category]:
        """The kinds that may not go; of what may in part, only the rest."""
        return sorted((self.telling.categories | {Category.EXISTENCE}) - self.decision.allowed)


@action
def keep_answer(*, by: User, case: Case, refusal: NotPermitted) -> None:
    """Write down what the table answered whoever wanted to share, with its row. What is for the manager becomes the
    manager's task.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    said = refusal.decision
    keep_back(
        by=by,
        case=case,
        recipient=refusal.telling.recipient,
        categories=refusal.refused,
        reasons=said.why,
        row=said.row,
        answer=said.answer,
    )
    if said.answer == Answer.ROUTE:
        add_task(by=by, case=case, title=ASKED_TO_DECIDE, due=clock.today(), assigned_to=manager_of(case) or by)


@action
def share(
    *, by: User, case: Case, told: NewDisclosure, telling: Telling, resting_on: Consent | None = None
) -> Disclosure:
    """Write down that something was told with permission. Python decides, the database decides again as it mints the
    proof, and both are in the transaction that writes it (P4).

    Raises:
        NotPermitted: with the table's reason, when the permission does not cover it at this instant.
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    consent, answer = ruling_on(telling, decisions_of(case), resting_on)
    if consent is None or not answer:
        raise NotPermitted(answer, by=by, case=case, telling=telling)
    basis = _mint(told, telling, consent)
    return disclose(by=by, case=case, told=replace(told, purpose=telling.purpose), resting_on=basis)


def _mint(told: NewDisclosure, telling: Telling, consent: Consent) -> SharingBasis:
    with refusing({NOT_SO: "This permission has just changed. Look at it again before you tell them anything."}):
        row: str = call_one(
            "gate.mint_permission",
            told.id,
            consent.pk,
            telling.recipient.pk,
            telling.purpose,
            sorted(telling.categories),
            sorted(telling.subjects),
            telling.limits_kept,
            telling.meeting,
            telling.attendees_within,
        )
    return SharingBasis(told.id, BasisKind.CONSENT, Basis.CONSENT, row, telling.categories)
