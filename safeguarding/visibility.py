"""Who may know of a concern: the Python gate, one ``Q``; the row policies of this app say the same."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from foundation.once import once
from foundation.rowsecurity.calls import call, call_one
from teams.visibility import team_ids


def kept_from(user: Any) -> list[UUID]:
    """Ids of concerns taken from the person, among others that are nobody's: the list itself tells nothing."""
    return once(("concerns kept from", user.pk), lambda: list(call_one("gate.concerns_kept") or ()))


def stood_in(user: Any) -> list[UUID]:
    """Ids of concerns that the person sees because nobody who manages the team may know of them, or because the one
    colleague who did has let them know."""
    return once(("concerns stood in", user.pk), lambda: list(call_one("gate.concerns_stood_in") or ()))


def who_stands_in(concern: UUID) -> tuple[bool, UUID | None]:
    """Whether nobody who manages the team may know of the concern, and who sees it in their place."""
    ((needed, person),) = call("gate.who_stands_in", concern)
    return needed, person


def may_know(user: Any) -> Q:
    """The team's concerns that are not kept from the person; drafts, what was entered in error, and allegations only
    for their author and the managers, or for one colleague when no manager may know of it. Whoever was let into a
    single case knows of none."""
    open_to_team = ~Q(state__in=("draft", "void")) & ~Q(subject="staff_allegation")
    own = Q(raised_by=user) | Q(team__in=team_ids(user, "see_restricted")) | Q(pk__in=stood_in(user))
    return Q(team__in=team_ids(user, "see_cases")) & (open_to_team | own) & ~Q(pk__in=kept_from(user))


def may_be_told(user: Any) -> Q:
    """Notices for the person: about what they raised, or see in a manager's place, and for managers all of their
    team's."""
    answers = Q(team__in=team_ids(user, "approve_referrals")) | Q(concern__in=stood_in(user))
    return Q(raised_by=user) | answers


def of_teams(user: Any) -> Q:
    """What teams keep for themselves, the rota and the directory: for whoever sees their cases."""
    return Q(team__in=team_ids(user, "see_cases"))
