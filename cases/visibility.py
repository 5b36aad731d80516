"""Which cases, and which rows of a case, somebody may see: the Python gate, as one ``Q`` for both.

The row policies of migration 0003 say the same in SQL and read the same rows. ``case`` is the path to the case's id:
``pk`` on a case, ``case_id`` on everything that belongs to one.
"""

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from cases.vocabulary import AccessClass
from foundation import clock
from teams.visibility import in_force, team_ids


def let_in(user: Any) -> "QuerySet[Any]":
    """Ids of single cases the person holds a time-limited permission on."""
    model = apps.get_model("cases", "CasePermission")
    held = model.objects.filter(in_force(), user_id=user.pk, permission__codename="see_case")
    return held.values("content_object_id")


def excluded(user: Any) -> "QuerySet[Any]":
    """Ids of cases taken away from the person: a conflict of interest, or a wall between files."""
    model = apps.get_model("cases", "CaseExclusion")
    return model.objects.filter(in_force(), user_id=user.pk).values("case_id")


def kept_to_managers(user: Any) -> "QuerySet[Any]":
    """Ids of narrowed cases in teams where the person does not hold ``see_restricted``."""
    model = apps.get_model("cases", "Case")
    narrowed = model.objects.exclude(access_class=AccessClass.STANDARD)
    return narrowed.exclude(team__in=team_ids(user, "see_restricted")).values("pk")


def reach(user: Any, case: str) -> Q:
    """Rows of cases in the person's teams or let in singly, minus those taken away or narrowed."""
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    seen = Q(team__in=team_ids(user, "see_cases")) | Q(**{f"{case}__in": let_in(user)})
    return seen & not_taken_away(user, case)


def not_taken_away(user: Any, case: str) -> Q:
    """Neither excluded nor kept to managers: what every list subtracts, whatever its access path."""
    return ~Q(**{f"{case}__in": excluded(user)}) & ~Q(**{f"{case}__in": kept_to_managers(user)})


def not_narrowed(user: Any) -> Q:
    """Rows with an access class of their own that the person may see."""
    return Q(access_class=AccessClass.STANDARD) | Q(team__in=team_ids(user, "see_restricted"))


def overdue() -> Q:
    """Open tasks whose day has passed, in London."""
    return Q(state="open", due__lt=clock.today())
