"""Telling with permission: decided in Python, decided again in the database, written with its proof."""

from dataclasses import replace

from django.db import Error, transaction

from audit.actions import action
from cases import keys
from cases.actions.sharing import NewDisclosure, disclose
from cases.disclosure import Decision, SharingBasis
from cases.models import Case, Disclosure
from cases.rules import may_work_on
from cases.vocabulary.sharing import Basis, BasisKind
from consent.actions.permission import decisions_of
from consent.models import Consent
from consent.rules import Telling, ruling_on
from foundation.rowsecurity.calls import call_one
from foundation.verdict import Refused
from teams.models import User


class NotPermitted(Refused):
    """The table does not allow it; ``decision`` says by which row, and which part of it may be told (D17)."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.why)
        self.decision = decision


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
        raise NotPermitted(answer)
    basis = _mint(told, telling, consent)
    return disclose(by=by, case=case, told=replace(told, purpose=telling.purpose), resting_on=basis)


def _mint(told: NewDisclosure, telling: Telling, consent: Consent) -> SharingBasis:
    try:
        with transaction.atomic():
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
    except Error as error:
        if getattr(error.__cause__, "pgcode", "") != "23514":
            raise
        raise Refused("This permission has just changed. Look at it again before you tell them anything.") from error
    return SharingBasis(told.id, BasisKind.CONSENT, Basis.CONSENT, row, telling.categories)
