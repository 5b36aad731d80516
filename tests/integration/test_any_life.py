"""Whatever people of the cast do to a case, in any order, its row and its history tell the same."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import actions
from cases.models import Allocation, Case, LevelChange, StatusChange
from cases.workflow import MOVES
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import LONG, NAMES, asking_as, open_a_case

WHO = st.sampled_from(NAMES)
NOBODY_OR = st.one_of(st.none(), WHO)
STEP = st.one_of(
    st.tuples(st.just("move"), WHO, st.sampled_from(list(MOVES.values())), st.booleans()),
    st.tuples(st.just("level"), WHO, st.integers(1, 4), st.none()),
    st.tuples(st.just("give"), WHO, NOBODY_OR, NOBODY_OR),
)
# One row of history per field: where it starts from, where it goes to, and the field of the case that it moves.
CHAINS: tuple[tuple[Any, str, str, str], ...] = (
    (StatusChange, "status_from", "status_to", "status"),
    (LevelChange, "level_from", "level_to", "intervention_level"),
    (Allocation, "lead_from_id", "lead_to_id", "lead_worker_id"),
    (Allocation, "second_from_id", "second_to_id", "second_worker_id"),
)


def attempt(cast: dict[str, User], case: Case, step: tuple[Any, ...]) -> None:
    """Do it as that person, or be refused."""
    what, who, first, second = step
    by = cast[who]
    if what == "move":
        closing = actions.Closing("completed", ["no_change"] if second else [], keep_tasks=True)
        actions.move(by=by, case=case, to=first, closing=closing)
    elif what == "level":
        actions.set_level(by=by, case=case, level=first)
    else:
        actions.allocate(by=by, case=case, lead=cast.get(first), second=cast.get(second))


@pytest.mark.django_db
@settings(
    max_examples=200 if LONG else 15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_any_sequence_of_steps_keeps_row_and_history_together(
    cast: dict[str, User], steps: list[tuple[Any, ...]]
) -> None:
    ottoline = cast["ottoline"]
    case = open_a_case(ottoline)
    begun = {"status": "open", "intervention_level": 1, "lead_worker_id": ottoline.pk, "second_worker_id": None}
    for step in steps:
        try:
            with asking_as(cast[step[1]]):
                attempt(cast, case, step)
        except (Refused, Case.DoesNotExist):
            continue
    with asking_as(ottoline):
        now = Case.objects.get(pk=case.pk)
        reached = [1]
        for model, start, end, field in CHAINS:
            rows = list(model.objects.filter(case=case).order_by("recorded_at"))
            at = begun[field]
            for row in rows:
                assert getattr(row, start) == at, field
                at = getattr(row, end)
            assert getattr(now, field) == at, field
            reached += [row.level_to for row in rows if model is LevelChange]
        assert now.highest_level == max(reached)
        assert (now.closed_at is not None) == (now.status == "closed") == bool(now.close_reason)
