"""Who may know of a concern: the Python gate, one ``Q``; the row policies of this app say the same."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from foundation.once import once
from foundation.rowsecurity.calls import call_one
from teams.visibility import team_ids


def kept_from(user: Any) -> list[UUID]:
    """Ids of concerns taken from the person, among others that are nobody's: the list itself tells nothing."""
    return once(("concerns kept from", user.pk), lambda: list(call_one("gate.concerns_kept") or ()))


def may_know(user: Any) -> Q:
    """The team's concerns that are not kept from the person; drafts, what was entered in error, and allegations only
    for their author and the managers. Whoever was let into a single case knows of none."""
    open_to_team = ~Q(state__in=("draft", "void")) & ~Q(subject="staff_allegation")
    own = Q(raised_by=user) | Q(team__in=team_ids(user, "see_restricted"))
    return Q(team__in=team_ids(user, "see_cases")) & (open_to_team | own) & ~Q(pk__in=kept_from(user))


def may_be_told(user: Any) -> Q:
    """Notices for the person: about what they raised, and for managers all of their team's."""
    return Q(raised_by=user) | Q(team__in=team_ids(user, "approve_referrals"))


def of_teams(user: Any) -> Q:
    """What teams keep for themselves, the rota and the directory: for whoever sees their cases."""
    return Q(team__in=team_ids(user, "see_cases"))
