"""Who may change a team's membership, with a reason fit for the person who asked. The database's functions check the
same again."""

from typing import Any

from foundation.verdict import YES, Verdict, no
from teams.models import Membership, NewPassword, Team
from teams.vocabulary import MANAGING, PasswordState, Role, State, Verb


def may_ask(user: Any, team: Team) -> Verdict:
    """Whether the person may ask for a membership: the team's administrator (R-C5-3)."""
    return YES if user.has_perm(Verb.MANAGE_MEMBERS, team) else no("An administrator of the team asks for memberships.")


def may_answer(user: Any, membership: Membership) -> Verdict:
    """Whether the person may confirm or decline: the team's manager, never for themselves or their own request."""
    if membership.state != State.ASKED:
        return answers(user, membership) and no("Somebody has already answered this.")
    return answers(user, membership)


def answers(user: Any, membership: Membership) -> Verdict:
    """Whether it is the person's to answer, or was until somebody did."""
    if not user.has_perm(Verb.CONFIRM_MEMBERS, membership.team):
        return no("The team’s manager confirms who joins.")
    if user.pk in (membership.user_id, membership.asked_by_id):
        return no("Nobody confirms their own membership, or one they asked for. Another manager has to.")
    return YES


def may_change(user: Any, membership: Membership) -> Verdict:
    """Whether the person may ask for a change of role, terms or time: the administrator, of somebody else's."""
    if not user.has_perm(Verb.MANAGE_MEMBERS, membership.team):
        return no("An administrator of the team asks for changes.")
    if user.pk == membership.user_id:
        return no("Nobody asks for a change to their own membership. Another administrator has to.")
    if membership.state != State.CURRENT or membership.is_over:
        return no("This membership is not a current one.")
    if membership.role == Role.ACTING_MANAGER:
        return no("Acting is for set dates: end it, or name a deputy again.")
    return YES


def may_name_deputy(user: Any, team: Team) -> Verdict:
    """Whether the person may name, or ask for, somebody to act for the manager."""
    if any(user.has_perm(verb, team) for verb in (Verb.MANAGE_MEMBERS, Verb.CONFIRM_MEMBERS)):
        return YES
    return no("The manager names a deputy, or an administrator asks for one.")


def names_alone(user: Any, team: Team) -> bool:
    """Whether no second person is needed when this one names a deputy: a service manager in their own right."""
    return Membership.objects.now().filter(user=user.pk, team=team, role=Role.SERVICE_MANAGER).exists()


def may_end(user: Any, membership: Membership) -> Verdict:
    """Whether the person may end a membership, at once: the team's administrator or manager."""
    if membership.state not in (State.ASKED, State.CURRENT):
        return ends(user, membership) and no("This membership has already ended.")
    return ends(user, membership)


def ends(user: Any, membership: Membership) -> Verdict:
    """Whether it is the person's to end, or was until somebody did."""
    if any(user.has_perm(verb, membership.team) for verb in (Verb.MANAGE_MEMBERS, Verb.CONFIRM_MEMBERS)):
        return YES
    return no("An administrator or the manager of the team ends memberships.")


def may_set_confirmation(user: Any, team: Team) -> Verdict:
    """Whether the person may say if a manager confirms who joins: the manager alone."""
    if user.has_perm(Verb.CONFIRM_MEMBERS, team):
        return YES
    return no("Only the team’s manager changes this setting.")


def may_say_how_to_reach(user: Any, team: Team) -> Verdict:
    """Whether the person may say how families reach the team's service: its administrators and managers."""
    if any(user.has_perm(verb, team) for verb in (Verb.MANAGE_MEMBERS, Verb.CONFIRM_MEMBERS)):
        return YES
    return no("An administrator or the manager says how families reach the service.")


def may_ask_password(user: Any, membership: Membership) -> Verdict:
    """Whether the person may ask for a new password of somebody in the team: the administrator, not for themselves."""
    if not user.has_perm(Verb.MANAGE_MEMBERS, membership.team):
        return no("An administrator of the team asks for new passwords.")
    if user.pk == membership.user_id:
        return no("Nobody asks for a new password of their own. Another administrator has to.")
    if membership.state != State.CURRENT or membership.is_over:
        return no("They are not in the team now.")
    return YES


def may_answer_password(user: Any, asked: NewPassword) -> Verdict:
    """Whether the person may confirm or decline a new password: a manager who is neither the person nor who asked. That
    of an invitation is answered with its membership."""
    if not user.has_perm(Verb.CONFIRM_MEMBERS, asked.team) or user.pk in (asked.user_id, asked.asked_by_id):
        return no("A manager who did not ask for it, and whose password it is not, confirms it.")
    if asked.state != PasswordState.ASKED or (asked.membership and asked.membership.state == State.ASKED):
        return no("Somebody has already answered this, or it is answered with the membership.")
    return YES


def may_make_link(user: Any, asked: NewPassword) -> Verdict:
    """Whether the person may be handed the link: an administrator, and nobody who had a part in confirming it."""
    if not user.has_perm(Verb.MANAGE_MEMBERS, asked.team):
        return no("An administrator makes the link.")
    return _half(user, asked, (asked.confirmed_by_id, asked.code_made_by_id))


def may_make_code(user: Any, asked: NewPassword) -> Verdict:
    """Whether the person may be handed the code: a manager, and nobody who had a part in asking for it."""
    if not user.has_perm(Verb.CONFIRM_MEMBERS, asked.team):
        return no("A manager makes the code.")
    return _half(user, asked, (asked.asked_by_id, asked.link_made_by_id))


def _half(user: Any, asked: NewPassword, others: tuple[Any, ...]) -> Verdict:
    """Nobody holds both halves, and nobody one of their own."""
    if user.pk in (asked.user_id, *others):
        return no("Somebody else has to: nobody holds both halves of a way in.")
    return YES if asked.state == PasswordState.CONFIRMED else no("It is not confirmed, or it is over.")


def may_recertify(user: Any, membership: Membership) -> Verdict:
    """Whether the person may say that a membership is still right: the manager of everybody else's; of a
    manager's an administrator too, so that it waits for no second manager."""
    of_manager = membership.role in MANAGING and user.has_perm(Verb.MANAGE_MEMBERS, membership.team)
    if not (of_manager or user.has_perm(Verb.CONFIRM_MEMBERS, membership.team)):
        return no("The team’s manager says who is still rightly in it.")
    if user.pk == membership.user_id:
        return no("Nobody says so of themselves. Another manager or an administrator does.")
    if membership.state != State.CURRENT or membership.is_over or membership.is_to_come:
        return no("This membership is not a current one.")
    return YES


def may_record_dates(user: Any, membership: Membership) -> Verdict:
    """Whether the person may write down what a colleague was trained in: the team's manager, not of themselves."""
    if not user.has_perm(Verb.CONFIRM_MEMBERS, membership.team):
        return no("The team’s manager writes these dates down.")
    return no("Nobody writes down their own. A deputy does.") if user.pk == membership.user_id else YES


def may_see_dates(user: Any, membership: Membership) -> Verdict:
    """Whether the person may see those dates: their own, and as the manager everybody's."""
    if user.pk == membership.user_id or user.has_perm(Verb.CONFIRM_MEMBERS, membership.team):
        return YES
    return no("These dates are theirs and the manager’s.")
