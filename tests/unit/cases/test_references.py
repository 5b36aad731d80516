"""References catch slips, are read forgivingly, and say nothing of when or in which order cases were opened."""

import random
from itertools import product

import pytest

from cases.references import ALPHABET, LENGTH, as_reference, check_character, new_reference, readable

DICE = random.Random(20260301)
SAMPLE = [
    body + check
    for body in ("".join(DICE.choices(ALPHABET, k=LENGTH)) for _ in range(150))
    if (check := check_character(body))
]


def test_a_new_reference_reads_back_as_itself() -> None:
    for _ in range(200):
        reference = new_reference()
        assert len(reference) == LENGTH + 1
        assert as_reference(reference) == reference
        assert as_reference(readable(reference)) == reference


def test_every_single_changed_character_is_caught() -> None:
    for reference, place, other in product(SAMPLE, range(LENGTH + 1), ALPHABET):
        if reference[place] != other:
            assert as_reference(reference[:place] + other + reference[place + 1 :]) is None


def test_every_swap_of_neighbours_is_caught() -> None:
    for reference, place in product(SAMPLE, range(LENGTH)):
        left, right = reference[place], reference[place + 1]
        if left != right:
            swapped = reference[:place] + right + left + reference[place + 2 :]
            assert as_reference(swapped) is None, (reference, swapped)


def test_one_character_too_few_or_too_many_is_no_reference() -> None:
    for reference in SAMPLE:
        assert as_reference(reference[:-1]) is None
        assert as_reference(reference + "0") is None


@pytest.mark.parametrize("body", ["70000000", "0000000Z"])
def test_the_check_character_is_one_of_the_alphabet_or_none(body: str) -> None:
    assert check_character(body) in {"", *ALPHABET}


def test_bodies_without_a_check_character_are_never_given_out_nor_read() -> None:
    bodies = ["".join(DICE.choices(ALPHABET, k=LENGTH)) for _ in range(2000)]
    without = [body for body in bodies if not check_character(body)]
    assert without  # five of 37 sums have no letter
    assert all(as_reference(body + c) is None for body in without[:50] for c in ALPHABET)


def test_case_spaces_dashes_and_mistaken_letters_are_forgiven() -> None:
    reference = next(r for r in SAMPLE if "0" in r and "1" in r)
    mistaken = reference.replace("0", "O").replace("1", "l")
    for typed in (
        reference.lower(),
        readable(reference),
        readable(reference).replace("-", " "),
        readable(reference).replace("-", "–"),
        f"  {readable(reference)} ",
        mistaken,
        mistaken.replace("l", "I"),
    ):
        assert as_reference(typed) == reference, typed


@pytest.mark.parametrize("typed", ["", " ", "Petronella", "07700 900077", "7KQ2-M9XA-", "ßßßßßßßßß", "٣" * 9, "\0" * 9])
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert as_reference(typed) is None


def test_references_are_shown_in_groups_that_can_be_read_aloud() -> None:
    assert readable("7KQ2M9XA4") == "7KQ2-M9XA-4"


def test_references_hold_no_letter_that_is_mistaken_for_another() -> None:
    assert not set("ILOU") & set(ALPHABET)


def test_references_have_no_order() -> None:
    made = [new_reference() for _ in range(400)]
    assert len(set(made)) == len(made)
    assert made not in (sorted(made), sorted(made, reverse=True))
    assert len({reference[0] for reference in made}) > 20
