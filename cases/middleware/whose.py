"""Which case a form is about, as its address or what is chosen on it says; and whom it accuses."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import ResolverMatch

from cases.models import Alike, Case
from cases.rules import may_work_on
from cases.searching import case_by_reference
from foundation.access import Need
from foundation.unfinished import is_id

Typed = Mapping[str, Sequence[str]]
ALIKE = "alike"  # in an address: a pair of files, of which it is a page of the other one
CHOSEN = "who"  # the field in which a call's case is chosen
BELOW_A_CASE = "cases/<uuid:pk>/"  # how the address of every form about a case begins, whichever app it is of


def case_or_absent(user: Any, match: ResolverMatch | None, typed: Typed) -> Case | None:
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


def second_file(user: Any, match: ResolverMatch | None, need: Need | None, typed: Typed) -> Case | None:
    """The second file that a form names, in its address or by a reference that is typed on it.

    Raises:
        Http404: when its address names one that is not there, or not theirs.
    """
    if match is None or need is None or not need.second:
        return None
    pk = match.kwargs.get(need.second)
    if pk is None:
        return case_by_reference(user, next(iter(typed.get(need.second, ())), ""))
    if need.second == ALIKE:
        pair: Alike = get_object_or_404(Alike.objects.visible_to(user).select_related("case"), pk=pk)
        return pair.case
    found: Case = get_object_or_404(Case.objects.visible_to(user), pk=pk)
    return found


def accused_in(need: Need | None, typed: Typed) -> UUID | None:
    """The colleague who must not learn of what is begun, on a form that asks for one."""
    said = next(iter(typed.get(need.kept_from, ())), "") if need else ""
    return UUID(said) if is_id(said) else None
