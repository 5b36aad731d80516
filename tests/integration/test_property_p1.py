"""P1 of the disclosure table, generated: from any situation that a row allows, taking away any one fact that the row
needs leaves nothing allowed, in Python and in the database alike."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.disclosure import Act, Answer, Permission, Situation, decide
from cases.disclosure.situation import Given
from cases.vocabulary.sharing import Basis, Category, Purpose
from tests.conftest import LONG
from tests.integration.test_disclosure_twins import database_says, python_says
from tests.unit.cases.situations import EXAMPLES
from tests.unit.cases.test_disclosure_table import CLOSING

REMOVALS = 100_000 if LONG else 800
SCOPE = ("act", "party", "declared", "categories", "permitted")  # what makes another question of it, and not a fact
OPEN = [(row, base) for row, answer, base in EXAMPLES if answer == Answer.ALLOW and row != "D35"]  # D35 needs nothing
FREE = [
    kind for kind in Category if kind not in Category.needing_writing() | Category.of_the_child() | {Category.EXISTENCE}
]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "permission": st.sampled_from(Permission),
    "purpose": st.sampled_from([None, *Purpose]),
    "given": st.sampled_from([None, *Given]),
}


def needs(base: Situation) -> list[str]:
    """The facts that an example names: those that are not as they are when nobody said anything."""
    plain = Situation(base.act)
    names = (each.name for each in fields(Situation) if each.name not in ("act", "categories", *CLOSING))
    return [name for name in names if getattr(base, name) != getattr(plain, name)]


def beside(base: Situation) -> list[str]:
    """Facts that no row which could open this question looks for: whatever they say, they neither open nor close it."""
    same = [other for _, other in OPEN if (other.act, other.declared) == (base.act, base.declared)]
    looked_for = {name for other in same for name in needs(other)} | {"danger_now", *CLOSING, *SCOPE}
    return [each.name for each in fields(Situation) if each.name not in looked_for]


@st.composite
def allowed(draw: st.DrawFn) -> tuple[Situation, Situation]:
    """A situation that a row allows, one of the examples with whatever else may be the case; and that example."""
    _, base = draw(st.sampled_from(OPEN))
    more: dict[str, Any] = {name: draw(VALUES.get(name, st.booleans())) for name in beside(base)}
    if base.declared == Basis.CONSENT:
        kinds = draw(st.sets(st.sampled_from(FREE), min_size=1))
        wider = draw(st.sets(st.sampled_from(list(Category))))
        more |= {"categories": frozenset(kinds), "permitted": frozenset(kinds | wider | {Category.EXISTENCE})}
    return replace(base, **more), base


def without_each(situation: Situation, base: Situation) -> list[Situation]:
    """The situation without one fact that its row needs, for each of them; and without one kind that is asked for."""
    plain = Situation(situation.act)
    less = [replace(situation, **{name: getattr(plain, name)}) for name in needs(base)]
    if situation.declared != Basis.CONSENT:
        return less
    return [*less, *(replace(situation, permitted=situation.permitted - {kind}) for kind in situation.all_categories)]


@pytest.mark.django_db
def test_p1_generated() -> None:
    taken: list[int] = []

    @settings(
        max_examples=REMOVALS // 5,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(allowed())
    def nothing_is_left(drawn: tuple[Situation, Situation]) -> None:
        situation, less = drawn[0], without_each(*drawn)
        assert decide(situation).answer == Answer.ALLOW
        assert [each for each in less if decide(each).answer == Answer.ALLOW] == []
        assert database_says([situation, *less]) == python_says([situation, *less])
        taken.append(len(less))

    nothing_is_left()
    assert sum(taken) >= REMOVALS


def test_every_row_that_allows_is_tried() -> None:
    assert len({row for row, _ in OPEN}) == 24
    assert all(needs(base) or base.act in (Act.RECEIVE, Act.REACH) for _, base in OPEN)
