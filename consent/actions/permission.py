"""Every change to a permission: a verb, keyword-only, ``by=`` whom; a decision and its note are one write."""

from collections.abc import Callable, Iterable
from typing import Any

from audit.actions import action
from cases import keys
from cases.actions import add_task
from cases.actions.sharing import NewRecipient, add_recipient, write_note
from cases.models import Case, Person, PersonLink, Recipient, SharingProof, Task
from cases.rules import may_work_on
from cases.vocabulary.sharing import BasisKind, Category, NoteKind, Purpose
from consent.models import Confirmation, Consent
from consent.rules import Decisions, NewDecision, in_order
from consent.vocabulary import DecisionKind, Method, Way
from foundation import clock
from foundation.working_days import after
from teams.models import User

CONFIRM_WITHIN = 2  # working days, for what was agreed by word of mouth
CONFIRM = "Confirm in writing, by a safe way, what they agreed to"


@action
def decide_consent(*, by: User, case: Case, said: NewDecision) -> Consent:
    """Write down a decision with its note (R-C9-1); what was agreed by word of mouth is to be confirmed in writing.

    Raises:
        Refused: when the person asking may not work on the case, or what was said is not in order; with the reason.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    in_order(said, decisions_of(case), standing_links(case)).enforce()
    return write_decision(by, case, said, confirm_task=_to_confirm(by, case, said))


def _to_confirm(by: User, case: Case, said: NewDecision) -> Task | None:
    if said.decision != DecisionKind.GRANTED or said.method not in Method.spoken():
        return None
    due = after(clock.london(clock.now()).date(), CONFIRM_WITHIN)
    return add_task(by=by, case=case, title=CONFIRM, due=due, assigned_to=by)


@action
def decide_each(
    *,
    by: User,
    case: Case,
    known: Iterable[Recipient],
    new: NewRecipient | None,
    decisions: Callable[[Recipient], Iterable[NewDecision]],
) -> list[Consent]:
    """Write down what was decided about several recipients, one row each and all of them or none; somebody new among
    them is written down first.

    Raises:
        Refused: when the person asking may not work on the case, or any of it is not in order; with the reason.
    """
    every = [*known, *([add_recipient(by=by, case=case, recipient=new)] if new else [])]
    return [decide_consent(by=by, case=case, said=said) for each in every for said in decisions(each)]


@action
def take_back(
    *,
    by: User,
    case: Case,
    consent: Consent,
    words: str,
    categories: Iterable[Category] = (),
    method: str = "",
    told_what_went: bool = False,
) -> Consent:
    """Write down that a permission, or the named kinds of it, was taken back. It takes effect as it commits: any worker
    may, before identity is checked, because stopping harms nobody (promise 6). Twice is as good as once. What had gone
    by then is written into it by the database.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    before: Consent | None = Consent.objects.filter(answers=consent, decision=DecisionKind.WITHDRAWN).first()
    if before is not None:
        return before
    part = frozenset(categories)
    said = answering(
        consent,
        DecisionKind.PARTLY_WITHDRAWN if part else DecisionKind.WITHDRAWN,
        words,
        note=words or "They changed their mind.",
        categories=part or frozenset(Category(kind) for kind in consent.categories),
        method=method,
        told_what_went=told_what_went,
    )
    return write_decision(by, case, said, answers=consent)


def answering(consent: Consent, decision: DecisionKind, words: str, **more: Any) -> NewDecision:
    """A decision of the same scope that answers an earlier one."""
    return NewDecision(
        grantor=consent.grantor,
        recipient=consent.recipient,
        purpose=Purpose(consent.purpose),
        way=Way(consent.way),
        decision=decision,
        valid_from=clock.now(),
        subjects=frozenset(consent.subjects),
        acts_for=consent.acts_for,
        words=words,
        **more,
    )


def standing_links(case: Case) -> list[PersonLink]:
    """Who is what to whom in a case, as it stands."""
    return list(PersonLink.objects.filter(case=case, retired_at=None))


def decisions_of(case: Case) -> Decisions:
    """Every decision of a case as it stands now, newest first; a fixed number of queries."""
    used = SharingProof.objects.filter(case=case, kind=BasisKind.CONSENT).values_list("source", flat=True)
    everything = (
        Consent.objects.filter(case=case)
        .select_related("recipient", "grantor", "note", "confirm_task")
        .order_by("-recorded_at", "-pk")
    )
    people = list(Person.objects.filter(case=case).order_by("-is_confider", "recorded_at", "pk"))
    decisions = list(everything)
    User.objects.fill_in(decisions, "recorded_by")
    rows = Confirmation.objects.filter(case=case).order_by("-recorded_at", "-pk")
    confirmed = dict(rows.values_list("consent", "disclosure__sent_at"))
    return Decisions(case, people, decisions, set(used), clock.now(), confirmed)


def write_decision(
    by: User, case: Case, said: NewDecision, *, answers: Consent | None = None, confirm_task: Task | None = None
) -> Consent:
    """Write one decision with its note, for an action that holds the case's keys and has asked the rules."""
    values: dict[str, Any] = {
        name: value for name, value in vars(said).items() if name not in ("note", "categories", "subjects")
    }
    categories = said.categories | {Category.EXISTENCE} if said.decision == DecisionKind.GRANTED else said.categories
    made = Consent.of(
        case,
        note=write_note(by, case, NoteKind.PERMISSION, said.note),
        answers=answers,
        confirm_task=confirm_task,
        categories=sorted(categories),
        subjects=sorted(said.subjects),
        recorded_at=clock.now(),
        recorded_by=by,
        **values,
    )
    made.save(force_insert=True)
    return made
