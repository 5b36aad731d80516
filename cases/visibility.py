"""Which cases, and which rows of a case, somebody may see: the Python gate, as one ``Q`` for both.

The row policies of migration 0003 say the same in SQL and read the same rows. ``case`` is the path to the case's id:
``pk`` on a case, ``case_id`` on everything that belongs to one.
"""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from cases.vocabulary import AccessClass
from foundation.once import once
from foundation.rowsecurity.calls import call, call_one
from foundation.rowsecurity.prepared import WHOEVER_ASKS, GateArray
from teams.visibility import team_ids


def let_in(user: Any) -> Any:
    """Ids of single cases the person holds a time-limited permission on, as a list."""
    if user is WHOEVER_ASKS:
        return GateArray("gate.let_in_cases")
    return _single_cases(user)["given"]


def excluded(user: Any) -> Any:
    """Ids of cases taken away from the person, as a list: a conflict of interest, or a wall between files."""
    if user is WHOEVER_ASKS:
        return GateArray("gate.conflicts")
    return _single_cases(user)["taken"]


def _single_cases(user: Any) -> dict[str, list[UUID]]:
    """Both, in one round trip, read once for one request."""
    return once(("single cases", user.pk), _read_single_cases)


def _read_single_cases() -> dict[str, list[UUID]]:
    """For whoever asks: nobody may read the rows themselves, not even those about themselves. What is taken away has
    ids of no case among it, so that its length tells nothing."""
    ((given, taken),) = call("gate.single_cases")
    return {"given": given, "taken": taken}


def kept_to_managers(user: Any) -> "QuerySet[Any]":
    """Ids of narrowed cases in teams where the person does not hold ``see_restricted``."""
    model = apps.get_model("cases", "Case")
    narrowed = model.objects.exclude(access_class=AccessClass.STANDARD)
    return narrowed.exclude(team__among=team_ids(user, "see_restricted")).values("pk")


def reach(user: Any, case: str) -> Q:
    """Rows of cases in the person's teams or let in singly, minus those taken away or narrowed."""
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    seen = Q(team__among=team_ids(user, "see_cases")) | Q(**{f"{case}__among": let_in(user)})
    return seen & not_taken_away(user, case)


def not_taken_away(user: Any, case: str) -> Q:
    """Neither excluded nor, for what is in a case, in one kept to managers; a case itself says so by its own class."""
    taken = ~Q(**{f"{case}__among": excluded(user)})
    return taken if case == "pk" else taken & ~Q(**{f"{case}__in": kept_to_managers(user)})


def not_narrowed(user: Any) -> Q:
    """Rows with an access class of their own that the person may see."""
    return Q(access_class=AccessClass.STANDARD) | Q(team__among=team_ids(user, "see_restricted"))


def for_managers(user: Any) -> Q:
    """Rows in teams where the person says who is kept from a case and who is let in."""
    return Q(team__in=team_ids(user, "manage_conflicts"))


def own_drafts(user: Any) -> Q:
    """What the person began: on a case they may see, or on none in a team they are in."""
    if not getattr(user, "is_active", False):
        return Q(pk__in=[])
    on_none = Q(case=None) & (Q(team=None) | Q(team__among=team_ids(user)))
    return Q(made_by=user.pk) & (on_none | Q(team__among=team_ids(user, "see_cases")) | Q(case__among=let_in(user)))


def left_drafts(user: Any) -> Q:
    """What others began in teams whose manager the person is, but for what is kept from them: an allegation; and what
    is kept from whoever manages, for the one colleague who has it in their place."""
    theirs = Q(team__among=team_ids(user, "see_restricted")) & ~Q(made_by=user.pk)
    return theirs & ~Q(pk__among=drafts_kept(user)) | Q(pk__among=drafts_stood_in(user))


def drafts_stood_in(user: Any) -> Any:
    """Ids of drafts that the person has because nobody who manages the team may learn of them."""
    if user is WHOEVER_ASKS:
        return GateArray("gate.drafts_stood_in")
    return once(("drafts stood in", user.pk), lambda: list(call_one("gate.drafts_stood_in") or ()))


def drafts_kept(user: Any) -> Any:
    """Ids of drafts that the person must not learn of, among others that are nobody's."""
    if user is WHOEVER_ASKS:
        return GateArray("gate.drafts_kept")
    return once(("drafts kept from", user.pk), lambda: list(call_one("gate.drafts_kept") or ()))


def drafts_not_taken_away(user: Any) -> Q:
    """A draft on a case goes with the case, and with the second one that it names."""
    both = apps.get_model("cases", "Case").objects.visible_to(user).values("pk")
    return (Q(case=None) | not_taken_away(user, "case_id")) & (Q(other_case=None) | Q(other_case__in=both))


def told_in_secret(user: Any) -> list[UUID]:
    """Ids of what was told because of a concern that is kept from the person, among others that are nobody's."""
    return once(("told in secret", user.pk), lambda: list(call_one("gate.disclosures_kept") or ()))
