"""Which case a form is about, as its address or what is chosen on it says; and whom it accuses."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import ResolverMatch

from cases.models import Case
from cases.rules import may_work_on
from foundation.access import Need
from foundation.unfinished import is_id

CHOSEN = "who"  # the field in which a call's case is chosen
BELOW_A_CASE = "cases/<uuid:pk>/"  # how the address of every form about a case begins, whichever app it is of


def case_or_absent(user: Any, match: ResolverMatch | None, typed: Mapping[str, Sequence[str]]) -> Case | None:
    """The case that a form is about, if its address names one, or somebody was chosen on it.

    Raises:
        Http404: when it is not there, or not theirs.
    """
    chosen = next(iter(typed.get(CHOSEN, ())), "")
    below = match is not None and match.route.startswith(BELOW_A_CASE)
    pk = match.kwargs["pk"] if match and below else chosen if is_id(chosen) else None
    if pk is None:
        return None
    case: Case | None = Case.objects.visible_to(user).filter(pk=pk).first()
    if case is None:
        raise Http404
    may_work_on(user, case).or_absent()
    return case


def accused_in(need: Need | None, typed: Mapping[str, Sequence[str]]) -> UUID | None:
    """The colleague who must not learn of what is begun, on a form that asks for one."""
    said = next(iter(typed.get(need.kept_from, ())), "") if need else ""
    return UUID(said) if is_id(said) else None
