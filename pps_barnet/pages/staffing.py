"""What waits for somebody on the home page about the people of their teams."""

from typing import Any

from cases.models import Conflict
from cases.views.conflicts import alike_to_decide
from teams.models import Membership, NewPassword, Team
from teams.presenting import turn_of
from teams.presenting.standing import due_in_words, standing_of
from teams.rules import may_answer_password, may_make_code, may_make_link
from teams.vocabulary import Verb


def passwords_waiting(user: Any) -> list[tuple[NewPassword, str]]:
    """New passwords that wait for this person's part, with whose turn it is."""
    rows = (
        NewPassword.objects.visible_to(user)
        .live()
        .select_related("user", "team", "membership")
        .order_by("asked_at", "pk")
    )
    return [(asked, turn_of(asked)) for asked in rows if is_turn_of(user, asked)]


def memberships_due(user: Any) -> list[tuple[Team, str]]:
    """Teams that the person manages in which memberships are to be confirmed again, and how many."""
    teams = Team.objects.where(user, Verb.CONFIRM_MEMBERS)
    rows = Membership.objects.visible_to(user).now().filter(team__in=teams).select_related("user", "team")
    standing = [each for each in standing_of(user, rows) if each.may_confirm and each.is_due]
    names = {each.membership.team_id: each.membership.team for each in standing}
    return [(team, due_in_words(e for e in standing if e.membership.team_id == pk)) for pk, team in names.items()]


def conflicts_waiting(user: Any) -> int:
    """Conflicts of interest that no manager has looked at, declared or found among those a colleague wrote down."""
    if not user.holds(Verb.MANAGE_CONFLICTS):
        return 0
    return int(Conflict.objects.visible_to(user).live().filter(reviewed_at=None).count())


def known_already(user: Any) -> int:
    """Families that a colleague wrote down again who does not see the file in which they may be."""
    if not user.holds(Verb.MANAGE_CONFLICTS):
        return 0
    return int(alike_to_decide(user).filter(kept=True).count())


def is_turn_of(user: Any, asked: NewPassword) -> bool:
    """Whether a new password waits for this person to answer it, or to make its link or its code."""
    return bool(
        may_answer_password(user, asked)
        or (may_make_link(user, asked) and not asked.link_made_at)
        or (may_make_code(user, asked) and not asked.code_made_at)
    )
