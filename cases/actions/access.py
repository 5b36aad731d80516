"""Who is kept from a case, and who is let into it. The database's functions write; they check who asks themselves."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from audit.actions import action, done_by
from cases import keys
from cases.models import Case, Conflict, LettingIn
from cases.rules import may_decide_about, may_end, may_let_in_until, may_manage_access, may_work_on
from foundation.verdict import CHANGED_MEANWHILE
from teams.models import User

REASONS = {
    "42501": "You cannot do this for yourself, or for this case.",
    "P0002": "They cannot be chosen for this case. Choose somebody from the list.",
    "55000": "Somebody has already recorded or ended this. Look at the page again.",
    "40001": CHANGED_MEANWHILE,
}
KEPT_OUT = "They are kept from this case. End that first, if it is right to let them in."


def sealed(made: Any, **texts: str) -> dict[str, bytes | None]:
    """Texts as the database stores them, for the row that a function writes. Needs the case's key."""
    for name, text in texts.items():
        setattr(made, name, text)
    return {name: value.blob if (value := getattr(made, name)) is not None else None for name in texts}


@action
def keep_out(
    *,
    by: User,
    case: Case,
    colleague: UUID,
    kind: str,
    mitigation: str,
    reason: str,
    until: datetime | None = None,
    review_due: date | None = None,
) -> None:
    """Record a colleague's conflict of interest; from that moment, if so decided, the case is absent for them.

    Raises:
        Refused: when ``by`` is not the team's manager, it is about themselves, or a conflict is recorded already.
    """
    may_decide_about(by, case, colleague).enforce()
    keys.open_to_change(case, page="cases:keep_out")
    made = Conflict.of(case)
    said = sealed(made, reason=reason)["reason"]
    what = (made.pk, case.pk, colleague, kind, mitigation, said, until, review_due)
    done_by("gate.record_conflict", *what, reasons=REASONS)


@action
def declare_conflict(*, by: User, case: Case, kind: str, reason: str) -> None:
    """Say that one should not work on a case: it is absent for oneself at once, and a manager reviews it.

    Raises:
        Refused: when the person asking does not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case, page="cases:declare")
    made = Conflict.of(case)
    done_by("gate.declare_conflict", made.pk, case.pk, kind, sealed(made, reason=reason)["reason"], reasons=REASONS)


@action
def review_conflict(
    *, by: User, conflict: Conflict, mitigation: str, until: datetime | None, review_due: date | None
) -> None:
    """Decide what follows from a conflict, and when it is looked at again.

    Raises:
        Refused: when ``by`` is not the team's manager, it is about themselves, it has ended, or somebody else has
            looked at it since it was read.
    """
    may_decide_about(by, conflict.case, conflict.colleague_id).enforce()
    may_end(conflict).enforce()
    what = (conflict.pk, mitigation, until, review_due, conflict.edition)
    done_by("gate.review_conflict", *what, reasons=REASONS)
    conflict.edition += 1


@action
def end_conflict(*, by: User, conflict: Conflict, reason: str) -> None:
    """End a conflict: the case is there again for the colleague, at once. What it was stays on record.

    Raises:
        Refused: when ``by`` is not the team's manager, it is about themselves, or it has ended.
    """
    may_decide_about(by, conflict.case, conflict.colleague_id).enforce()
    may_end(conflict).enforce()
    keys.open_to_change(conflict.case, page="cases:end_conflict")
    done_by("gate.end_conflict", conflict.pk, sealed(conflict, end_reason=reason)["end_reason"], reasons=REASONS)


@action
def let_in(*, by: User, case: Case, guest: UUID, until: datetime, reason: str) -> None:
    """Let a colleague of another team of the service read one case until a time; a live permission is replaced.

    Raises:
        Refused: when ``by`` is not the team's manager, the time is too long, or the colleague is kept from the case.
    """
    may_manage_access(by, case).enforce()
    may_let_in_until(until).enforce()
    keys.open_to_change(case, page="cases:let_in")
    made = LettingIn.of(case)
    said = sealed(made, reason=reason)["reason"]
    done_by("gate.let_in", made.pk, case.pk, guest, until, said, reasons=REASONS | {"55000": KEPT_OUT})


@action
def end_letting_in(*, by: User, letting_in: LettingIn) -> None:
    """End it before its time, at once.

    Raises:
        Refused: when ``by`` is not the team's manager, or it is over already.
    """
    may_manage_access(by, letting_in.case).enforce()
    may_end(letting_in).enforce()
    done_by("gate.end_letting_in", letting_in.pk, reasons=REASONS)
