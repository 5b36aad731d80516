"""The disclosure table: every row decides its own situation, and the properties P1, P3 and P5 of the policy hold."""

from dataclasses import fields, replace
from random import Random

import pytest

from cases.disclosure import Act, Answer, Party, Situation, decide
from cases.disclosure.situation import Given
from cases.disclosure.table import TABLE
from cases.vocabulary.sharing import Basis, Category
from tests.conftest import LONG
from tests.unit.cases.situations import EXAMPLES, consented, drawn

DRAWN = 100_000 if LONG else 4_000
# Facts that only ever close a door: leaving one out of an example cannot make its answer a no.
CLOSING = {"joint", "past_young_person_date", "kept_out", "meeting", "deceased", "competent_child", "more_detrimental"}


@pytest.mark.parametrize(("row", "answer", "situation"), EXAMPLES)
def test_each_example_is_decided_by_its_row(row: str, answer: Answer, situation: Situation) -> None:
    decision = decide(situation)
    assert (decision.row, decision.answer) == (row, answer)
    assert decision.why.endswith(".")


def test_every_row_has_an_example() -> None:
    assert {(row.number, row.answer) for row in TABLE} == {(row, answer) for row, answer, _ in EXAMPLES} - {
        ("D50", Answer.DENY)
    }


def test_what_nothing_allows_is_refused() -> None:
    assert [decide(Situation(act)).answer for act in Act if act != Act.ADVISE].count(Answer.ALLOW) == 0


OPEN = [(row, situation) for row, answer, situation in EXAMPLES if answer == Answer.ALLOW and row != "D35"]


@pytest.mark.parametrize(("row", "situation"), OPEN)
def test_p1_taking_any_needed_fact_away_closes_it(row: str, situation: Situation) -> None:
    plain = Situation(situation.act)
    for each in fields(Situation):
        told = getattr(situation, each.name)
        if told == getattr(plain, each.name) or each.name in CLOSING | {"categories"}:
            continue
        less = replace(situation, **{each.name: getattr(plain, each.name)})
        assert decide(less).answer != Answer.ALLOW, each.name


def test_p3_asking_for_more_never_opens_what_was_closed() -> None:
    random = Random(5)
    for _ in range(DRAWN):
        less = drawn(random)
        more = replace(less, categories=less.categories | {random.choice(list(Category))})
        if not decide(less):
            assert not decide(more), less
        assert decide(more).allowed <= decide(less).allowed | more.all_categories


def test_p5_no_state_of_permission_stands_in_the_way_of_safety() -> None:
    random = Random(6)
    safe = [situation for row, answer, situation in EXAMPLES if row in ("D4", "D5", "D5a") and answer == Answer.ALLOW]
    names = [each.name for each in fields(Situation)]
    about_permission = names[names.index("permission") : names.index("nobody_recognisable")]
    for _ in range(DRAWN // 4):
        other, base = drawn(random), random.choice(safe)
        changed = replace(base, **{name: getattr(other, name) for name in about_permission})
        assert decide(changed).answer == Answer.ALLOW


def test_existence_is_in_every_question() -> None:
    assert Category.EXISTENCE in Situation(Act.SHARE).all_categories
    without = consented(permitted=frozenset({Category.SEN_NEEDS}))
    assert decide(without).answer == Answer.DENY


def test_a_part_is_never_more_than_was_permitted() -> None:
    random = Random(7)
    parts = 0
    for _ in range(DRAWN):
        situation = drawn(random)
        decision = decide(situation)
        if decision.answer == Answer.PART:
            parts += 1
            assert decision.allowed <= situation.permitted & situation.all_categories
            narrowed = decide(replace(situation, categories=decision.allowed))
            assert narrowed.answer == Answer.ALLOW
    assert parts > 10


def test_nothing_spoken_opens_what_needs_writing() -> None:
    situation = consented(
        given=Given.VERBAL, script_read=True, words_recorded=True, categories=frozenset({Category.FULL_NOTES}),
        permitted=frozenset(Category),
    )  # fmt: skip
    assert decide(situation).row == "D23"
    assert decide(replace(situation, given=Given.WRITTEN)).answer == Answer.ALLOW


@pytest.mark.parametrize("party", [Party.POLICE, Party.COUNCIL, Party.RELATIVE, Party.PUBLIC])
def test_danger_is_told_to_those_who_act(party: Party) -> None:
    decision = decide(Situation(Act.SHARE, party, Basis.VITAL_INTERESTS, danger_now=True))
    assert bool(decision) == (party == Party.POLICE)


@pytest.mark.parametrize(
    "party",
    [
        *(Party.NOBODY_KNOWN, Party.COUNCIL, Party.PUBLIC, Party.PROFESSIONAL, Party.RELATIVE, Party.REFERRER),
        *(Party.OTHER_PARENT, Party.PARENT_OF_CONFIDER, Party.POLICE),
    ],
)
def test_p2_who_asks_gets_the_same_words_whatever_we_hold(party: Party) -> None:
    """Of a family we do not know nothing is known; whatever there may be to know of one, the answer is the same."""
    random, unknown = Random(8), Situation(Act.ENQUIRY, party)
    names = [each.name for each in fields(Situation)]
    held = ["concern", "discussed", *names[names.index("permission") : names.index("nobody_recognisable")]]
    for _ in range(DRAWN // 20):
        other = drawn(random)
        known = replace(unknown, categories=other.categories, **{name: getattr(other, name) for name in held})
        assert decide(known) == decide(unknown)
    assert decide(unknown).answer == Answer.NCND
