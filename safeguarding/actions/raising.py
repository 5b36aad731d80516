"""Beginning and raising a concern, and the emergency that nothing stops."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit.actions import action
from audit.ledger import note
from cases import keys as case_keys
from cases.actions.opening import open_case
from cases.actions.tasks import end_task, locked
from cases.models import Case, Contact, Task, as_seen
from cases.vocabulary import CaseKind, TaskKind
from foundation import clock
from foundation.rowsecurity.calls import call
from foundation.sealing.fields import Sealed
from foundation.verdict import Refused
from safeguarding import keys
from safeguarding.actions.apart import APART, as_recorded, take_words_apart
from safeguarding.actions.laws import report_is_due
from safeguarding.actions.steps import (
    ask_about_child,
    bring_forward,
    locked_concern,
    set_duties,
    write_down,
    write_step,
)
from safeguarding.limits import DEFAULT_URGENCY, Moment
from safeguarding.models import Concern
from safeguarding.rules import may_describe, may_raise, may_take_apart
from safeguarding.vocabulary import State, Subject, Urgency
from safeguarding.workflow import MOVES
from teams.models import Team, User

OVER = "A colleague has just ended this concern. Record the emergency from nothing: it needs no name."
ABOUT_CHILD = ("subject", "child_in_home")


@dataclass(frozen=True)
class NewConcern:
    """What is known when a concern is begun; only the worry, its urgency and about whom are ever demanded."""

    aware_at: datetime
    subject: Subject = Subject.CHILD
    urgency: str = ""
    worry: str = ""
    about: str = ""
    contact: Contact | None = None
    accused: User | None = None  # kept from the concern from its first keystroke
    apart: bool = False  # the contact says nothing of it, and may be read by whoever it is about
    leaves: str = ""  # what the contact says instead, when its words move into the concern
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, Any]:
        """What is written down as it begins; with it what the contact said, when its words move here, for an action
        that holds the case's key."""
        moved = {"facts": as_recorded(self.contact)} if self.contact and self.leaves else {}
        said = {"worry": self.worry, "about": self.about, **moved, **self.more}
        return {name: value for name, value in said.items() if value}


@action
def begin(*, by: User, case: Case, said: NewConcern) -> Concern:
    """Begin a concern as a draft, seen by its author and the managers alone.

    Raises:
        Refused: when the person asking does not work on the case.
    """
    may_raise(by, case).enforce()
    return _begin(by, case, said)


@action
def raise_concern(*, by: User, case: Case, said: NewConcern) -> Concern:
    """Begin a concern and raise it in one go (T1).

    Raises:
        Refused: when the worry, its urgency or about whom is missing.
    """
    may_raise(by, case).enforce()
    concern = _begin(by, case, said)
    write_step(by, concern, MOVES["raise"])
    _settle_worry(by, concern, said)
    return concern


@action
def raise_from_nothing(*, by: User, team: Team, said: NewConcern, later: bool = False) -> Concern:
    """Raise a concern about somebody who is no service user of ours, or keep it as a draft: on an anonymous enquiry of
    its own.

    Raises:
        Refused: when the person does not work in the team, or what raising takes is missing.
    """
    act = begin if later else raise_concern
    return act(by=by, case=enquiry(by, team), said=said)


@action
def describe(*, by: User, concern: Concern, **said: Any) -> Concern:
    """Write down more of a concern; what is due before the written referral is said here, in any order.

    Raises:
        Refused: when the concern is over, or somebody else has changed the same in between.
        django.db.ProgrammingError: when it is not the actor's to change.
    """
    keys.open_to_change(concern)
    may_describe(concern).enforce()
    concern.edition = as_seen(locked_concern(concern), concern, said).edition
    write_down(concern, said)
    report_is_due(concern, said)
    if not said.keys().isdisjoint(ABOUT_CHILD) and concern.state != State.DRAFT:
        ask_about_child(concern)
    if "urgency" in said and concern.state != State.DRAFT:
        bring_forward(concern)
    return concern


@action
def keep_from(*, by: User, concern: Concern, person: User) -> None:
    """Keep a concern from the person it is about, who is never told (§4.6)."""
    keys.open_to_change(concern)
    _keep_from(concern, person)


@action
def emergency_from_nothing(*, by: User, team: Team, called: str, danger: str) -> Concern:
    """Record that somebody whom nobody here knows is in danger: on an anonymous enquiry of its own.

    Raises:
        Refused: when it is not said who was called, or what the danger is; or the person works in no such team.
    """
    return declare_emergency(by=by, case=enquiry(by, team), concern=None, called=called, danger=danger)


@action
def declare_emergency(*, by: User, case: Case, concern: Concern | None, called: str, danger: str) -> Concern:
    """Record that somebody is in danger now and who was called, from nothing or from any live state (T2). No agreement,
    no discussion and no missing fact stands in the way; the duties it leaves block closing only. In an emergency that
    is recorded already, it adds the call.

    Raises:
        Refused: when it is not said who was called, or what the danger is.
    """
    may_raise(by, case).enforce()
    found = _still_live(concern) if concern else None
    concern = found or _begin(by, case, NewConcern(aware_at=clock.now()))
    again = concern.state == State.EMERGENCY
    if again:
        called, danger = _below(concern.called, called), _below(concern.danger, danger)
    concern.called, concern.danger = called, danger
    concern.save(update_fields=["called", "danger"])
    if not again:
        write_step(by, concern, MOVES["emergency"])
    return concern


def _still_live(concern: Concern) -> Concern | None:
    """A concern as it stands at this moment, so that nothing that a colleague does meanwhile refuses an emergency:
    none, when it is over by now, and the emergency is a concern of its own.

    Raises:
        Refused: when it was an allegation, which is kept from somebody who would see another.
    """
    now = Concern.objects.select_for_update(no_key=True).filter(pk=concern.pk, state__in=State.live()).first()
    if now is None:
        if concern.subject == Subject.STAFF:
            raise Refused(OVER)
        return None
    keys.open_to_change(concern)
    concern.edition, concern.state, concern.before_emergency = now.edition, now.state, now.before_emergency
    concern.called, concern.danger = now.called, now.danger
    return concern


def enquiry(by: User, team: Team) -> Case:
    """A case for a concern about somebody who is no service user of ours: nobody in it is named."""
    return open_case(by=by, team=team, kind=CaseKind.ANONYMOUS, lead_worker=by)


def _below(before: Sealed | None, text: str) -> str:
    """What was said before, and what is said now under it."""
    return "\n".join(filter(None, (before.reveal() if before else "", text)))


def _begin(by: User, case: Case, said: NewConcern) -> Concern:
    now = clock.now()
    known = Concern.objects.filter(case=case).exclude(disputes=[]).order_by("-recorded_at", "pk").first()
    made = Concern.of(
        case,
        disputes=known.disputes if known else [],  # the case knows of the dispute already
        contact=said.contact,
        said_apart=said.apart,
        subject=said.subject,
        urgency=said.urgency,
        raised_by=by,
        aware_at=said.aware_at,
        recorded_at=now,
    )
    made.save(force_insert=True)
    keys.mint_for(made)
    if said.accused is not None:
        _keep_from(made, said.accused)
    if said.leaves:
        may_take_apart(by, case, said.contact).enforce()
        case_keys.open_to_change(case, page=APART)
    texts = said.texts
    for name, value in texts.items():
        setattr(made, name, value)
    if texts:  # a statement that changes nothing is no change that the row counts
        made.save(update_fields=sorted(texts))
    if said.contact is not None and said.leaves:
        take_words_apart(by, made, said.contact, said.leaves)
    urgency = said.urgency or DEFAULT_URGENCY
    set_duties(made, MOVES["begin"], Moment(now, Urgency(urgency), said.aware_at, now))
    return made


def _settle_worry(by: User, concern: Concern, said: NewConcern) -> None:
    """The manager's task about the contact was the net under it until now. Behind an allegation it stays: a task that
    vanishes would tell whoever is kept from the concern that there is one."""
    if said.contact is None or said.accused is not None or concern.subject == Subject.STAFF:
        return
    tasks = Task.objects.to_do().filter(contact=said.contact, kind=TaskKind.SAFEGUARDING)
    if tasks:
        case_keys.open_to_change(concern.case)
        case = locked(concern.case)
        for task in tasks:
            end_task(case, by, task, contact=said.contact)


def _keep_from(concern: Concern, person: User) -> None:
    call("gate.keep_concern_from", concern.pk, person.pk)
    note()
