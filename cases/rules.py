"""Who may do what to a case, answered with a reason fit for the person who asked."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from cases.models import Alike, Breach, BreachStep, Case, Conflict, Contact, LettingIn, Merging, Message, Person, Task
from cases.vocabulary import PersonRole, Status, TaskKind, TaskState
from cases.vocabulary.breach import BreachMove, ReportedTo, Risk, WhyNotTold
from cases.workflow import BREACH_PATHS, Ask, Move, risk_of
from foundation import clock
from foundation.verdict import YES, Verdict, no
from teams.models import Team, User
from teams.visibility import team_ids
from teams.vocabulary import Verb

FROM_LEVEL = 2  # what reports need is asked from here
MOVED_AWAY = "This contact was moved to the case it belongs to. There is nothing left here to change."
TOO_LATE = "It is too late to change the wording, which stands after a few minutes. Add to the contact instead."


def _holds(user: Any, verb: Verb, team_id: Any) -> bool:
    return team_id in team_ids(user, verb)


def may_open_case(user: Any, team: Team) -> Verdict:
    """Whether the person may open a case in the team (R-C4-1)."""
    if _holds(user, Verb.WORK_CASES, team.pk):
        return YES
    return no(f"Only {team.name}’s own caseworkers open cases in it. Ask its manager.")


def may_work_on(user: Any, case: Case, *, identifying: bool = False) -> Verdict:
    """Whether the person may add to or change a case they can see.

    ``identifying``: what is to be added says who somebody is, which an anonymous enquiry never holds (R-C1-3).
    """
    if not _holds(user, Verb.WORK_CASES, case.team_id):
        return no("You can read this case but not change it. Ask the person who let you in.")
    if identifying and case.is_anonymous:
        return no(
            "This is an anonymous enquiry: nobody in it is named. Open a new case when they agree to say who they are."
        )
    return YES


def may_move(user: Any, case: Case, move: Move) -> Verdict:
    """Whether the person may make this move of a case they can see, from where it stands."""
    if not _holds(user, Verb.WORK_CASES, case.team_id):
        return no("You can read this case but not change it. Ask the person who let you in.")
    if case.close_reason and Merging.objects.live().filter(case=case).exists():
        return no("This file was made one with another, where the work goes on. Open that one instead.")
    return YES if case.status in move.starts else no(move.refusal)


def closing_is_whole(case: Case, move: Move, outcomes: Collection[str]) -> Verdict:
    """Whether a move says what came of the work, which a closing does from level 2 (A13)."""
    if Ask.OUTCOMES in move.asks and case.highest_level >= FROM_LEVEL and not outcomes:
        return no("Say what came of the work: a case that reached level 2 closes with at least one outcome.")
    return YES


def may_review(user: Any, case: Case) -> Verdict:
    """Whether the person may record a review: of a case that is not closed."""
    if case.status == Status.CLOSED:
        return no("This case is closed. Open it again before you review it.")
    return may_work_on(user, case)


def are_two(lead: User | None, second: User | None) -> Verdict:
    """Whether the lead and the second worker of a case are two people, or one of them nobody."""
    return no("Choose somebody else as the second worker, or nobody.") if lead and lead == second else YES


def may_read_looks(user: Any, case: Case) -> Verdict:
    """Whether the person may know who has looked at the case: the team's manager (R-C4-1)."""
    if _holds(user, Verb.READ_LOOKS, case.team_id):
        return YES
    return no("Who has looked at a case is for the team’s manager to see.")


def may_narrow(user: Any, case: Case) -> Verdict:
    """Whether the person may keep something in the case to the team's managers."""
    if _holds(user, Verb.SEE_RESTRICTED, case.team_id):
        return YES
    return no("Only the team’s manager keeps a record to managers. Ask them to write it down.")


def may_confide_jointly(user: Any, case: Case, person: Person) -> Verdict:
    """Whether somebody in a case may come to confide in it together with whoever does (D28)."""
    if person.is_confider:
        return no("They confide in this file already.")
    return may_work_on(user, case, identifying=True)


def may_open_own_case(user: Any, case: Case, person: Person, on: date) -> Verdict:
    """Whether the person may offer a child in a case a case of their own: once rights are theirs, and until told."""
    if not has_own_rights(person, on):
        return no("Nobody here has rights of their own that they were not told of.")
    return may_work_on(user, case)


def has_own_rights(person: Person, on: date) -> bool:
    """Whether a child of somebody else's case has rights of their own by a day, and was not told yet (R-2.7)."""
    begins = person.young_person_from
    return person.role == PersonRole.CHILD and begins is not None and begins <= on and not person.rights_explained_on


def may_be_given(worker: User, case: Case) -> Verdict:
    """Whether somebody can be given the case or a task on it: one of those who work in its team now."""
    if User.objects.working_in([case.team]).filter(pk=worker.pk).exists():
        return YES
    return no(f"{worker} does not work in this team now. Choose somebody who does.")


def may_still_change(task: Task) -> Verdict:
    """Whether a task can still be changed: until it is done."""
    return YES if task.state == TaskState.OPEN else no("This is done already. Add a new task instead.")


def may_settle(user: Any, task: Task) -> Verdict:
    """Whether the person may finish, word or give away a task: what the manager was asked about risk, the manager
    alone, or whoever acts for them (R-3.1)."""
    if task.kind == TaskKind.SAFEGUARDING and not _holds(user, Verb.SEE_RESTRICTED, task.team_id):
        return no("Only the manager, or whoever acts for them, finishes this. Talk it over with them today.")
    return YES


def may_take(user: Any, row: Any) -> Verdict:
    """Whether the person may take a call back or a message: one person at a time, until it is done."""
    if row.promised_at is None:
        return no("Nobody was promised a call for this. Open the task to finish it.")
    if row.done_at:
        return no(f"{row.done_by} has already done this.")
    if row.taken_by_id not in (None, user.pk):
        return no(f"{row.taken_by} has already taken this.")
    return YES


def may_leave_message(user: Any, team: Team) -> Verdict:
    """Whether the person may leave a message for the team."""
    return YES if _holds(user, Verb.TAKE_MESSAGES, team.pk) else no(f"You do not take messages for {team.name}.")


def may_call_back(user: Any, message: Message) -> Verdict:
    """Whether the person may read and answer a message: those who work the team's cases."""
    return YES if _holds(user, Verb.WORK_CASES, message.team_id) else no("Messages are for the team’s caseworkers.")


def may_put_back(message: Message) -> Verdict:
    """Whether a message can wait in the queue again: until it is finished."""
    return no(f"{message.done_by} has already done this.") if message.done_at else YES


def may_manage_access(user: Any, case: Case) -> Verdict:
    """Whether the person may say who is kept from a case they can see, and who is let in (R-C4-1)."""
    if _holds(user, Verb.MANAGE_CONFLICTS, case.team_id):
        return YES
    return no("Who may see a case is for the team’s manager to say.")


def may_decide_about(user: Any, case: Case, colleague: Any) -> Verdict:
    """Whether the person may decide about this colleague's access: never about their own."""
    if user.pk == colleague:
        return no("Nobody decides about themselves. Declare a conflict of your own, or ask another manager.")
    return may_manage_access(user, case)


def may_end(row: Conflict | LettingIn) -> Verdict:
    """Whether there is anything to decide about a conflict or a letting in: until it is over."""
    if row.ended_at or (row.until and row.until <= clock.now()):
        return no("This is over already: a colleague ended it, or its last day has passed. Nothing is left to decide.")
    return YES


def may_let_in_until(until: datetime) -> Verdict:
    """Whether somebody may be let in for so long."""
    if until <= clock.now():
        return no("Letting somebody in ends in the future. Enter a later day or time.")
    if until > clock.end_of(clock.today() + timedelta(days=settings.LET_IN_DAYS)):
        return no(f"Nobody is let in for more than {settings.LET_IN_DAYS} days at a time. Enter an earlier day.")
    return YES


def may_hand_over(user: Any, team: Team) -> Verdict:
    """Whether the person may hand a colleague's cases to another: the team's manager."""
    if _holds(user, Verb.WORK_CASES, team.pk) and _holds(user, Verb.READ_LOOKS, team.pk):
        return YES
    return no("The team’s manager hands cases over. You can give a single case to a colleague on its own page.")


def may_wall_off(user: Any, case: Case, other: Case) -> Verdict:
    """Whether the person may build a wall between two files they can see (D27)."""
    if case.pk == other.pk:
        return no("This is the same file. Enter the reference of the other one.")
    if case.team_id != other.team_id:
        return no("The other file belongs to another team, whose colleagues cannot see this one.")
    return may_manage_access(user, case)


def may_handle_breaches(user: Any, case: Case) -> Verdict:
    """Whether the person may say what is done about a breach: the team's manager, or a deputy."""
    if _holds(user, Verb.SEE_RESTRICTED, case.team_id):
        return YES
    return no("What is done about a breach is for the team’s manager, or a deputy.")


def may_step(user: Any, breach: Breach, move: BreachMove, before: Sequence[BreachStep]) -> Verdict:
    """Whether this follows where a breach stands, ``before`` being what was done about it so far, oldest first. Nobody
    closes a breach that they wrote down themselves, nor one of which somebody is still to be told."""
    path = BREACH_PATHS[move]
    if breach.state not in path.starts:
        return no(path.refusal)
    if move != BreachMove.CLOSE:
        return YES
    if breach.recorded_by_id == user.pk:
        return no("You wrote this breach down yourself. Ask another manager, or a deputy, to close it.")
    decided = [step for step in before if step.move == BreachMove.DECIDE][-1]
    if decided.report and not any(step.reported_to == ReportedTo.REGULATOR for step in before):
        return no("It was decided to report it. Record first when the Information Commissioner was told.")
    if decided.tell and not any(step.move == BreachMove.TELL for step in before):
        return no("It was decided to tell them. Record first when they were told.")
    return YES


def weighs_up(likelihood: str, severity: str, *, report: bool, why_not_told: str) -> Verdict:
    """Whether a decision about a breach fits the risk that was weighed (UK GDPR articles 33 and 34)."""
    risk = risk_of(likelihood, severity)
    if risk != Risk.LOW and not report:
        return no("As you weigh it, it may put somebody at risk, so it has to be reported within 72 hours.")
    if risk == Risk.HIGH and why_not_told == WhyNotTold.HARMLESS:
        return no("As you weigh it, the risk is high. They have to be told, unless there is another reason against it.")
    return YES


def may_merge(user: Any, case: Case, into: Case) -> Verdict:
    """Whether the person may make one file of two they can see: a manager, within one team; never a family's named file
    into one that names nobody, nor one kept to managers with one that is not."""
    if case.pk == into.pk:
        return no("This is the same file. Enter the reference of the other one.")
    if case.team_id != into.team_id:
        return no("The other file belongs to another team. Only two files of one team can become one.")
    if into.is_anonymous and not case.is_anonymous:
        return no("The other file is an enquiry that names nobody, and cannot hold what names somebody.")
    if case.access_class != into.access_class:
        return no("One of these files is kept to managers and the other is not.")
    return may_work_on(user, case) and may_manage_access(user, case)


def may_part(user: Any, merging: Merging, case: Case) -> Verdict:
    """Whether the person may take apart two files they see that were made one: a manager, once, if it is known how."""
    if merging.ended_at:
        return no("These two files were taken apart already. Look at both again.")
    if not merging.is_recorded:
        return no("What came over was not kept when these two became one. Move each contact back by hand.")
    return may_work_on(user, case) and may_manage_access(user, case)


def may_make_one(user: Any, case: Case, *people: Person) -> Verdict:
    """Whether two records of one case may become one person's: whoever works on it. Two who confide in it did so by an
    agreement with each, and are two."""
    if len({person.pk for person in people}) < len(people):
        return no("This is the same record twice. Choose two.")
    if all(person.is_confider for person in people):
        return no("Both confide in this file, as was agreed with each of them. They are two people.")
    return may_work_on(user, case, identifying=True)


def may_say_alike(user: Any, alike: Alike) -> Verdict:
    """Whether the person may say that somebody in two files they see is one person: a manager, where whoever wrote them
    down is kept from the other file."""
    verb = Verb.MANAGE_CONFLICTS if alike.kept else Verb.WORK_CASES
    return YES if _holds(user, verb, alike.team_id) else no("This is for the team’s manager to decide.")


def may_correct(user: Any, contact: Contact) -> Verdict:
    """Whether the person may change the wording of a contact: whoever recorded it, for a few minutes (R-C9-3)."""
    if contact.moved_away_at:
        return no(MOVED_AWAY)
    if contact.worker_id != user.pk or not _holds(user, Verb.WORK_CASES, contact.team_id):
        return no(f"Only {contact.worker} can change what they recorded. Add to it instead.")
    return YES if clock.now() < contact.correction_ends() else no(TOO_LATE)


def may_add_to(user: Any, case: Case, contact: Contact) -> Verdict:
    """Whether the person may add to a contact: whoever works on its case."""
    return no(MOVED_AWAY) if contact.moved_away_at else may_work_on(user, case)


def may_move_contact(user: Any, contact: Contact, case: Case, to: Case) -> Verdict:
    """Whether the person may move a contact to the case it belongs to: whoever works on both, within one team."""
    if contact.moved_away_at:
        return no(MOVED_AWAY)
    if case.pk == to.pk:
        return no("This contact is on this case already. Choose the case it belongs to.")
    if case.team_id != to.team_id:
        return no("A contact can only be moved within the team that recorded it.")
    return may_work_on(user, case) and may_work_on(user, to)
