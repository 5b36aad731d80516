"""What counts as the same name or number when somebody is looked for."""

import pytest

from cases.forms import RelativeForm
from cases.searching import GOOD_ENOUGH, _scores, plain, plain_number


def score(term: str, names: str, *numbers: str) -> float:
    """How well one person matches; names as a search document has them."""
    return _scores(term, [{"shown": names, "names": plain(names), "numbers": [plain_number(n) for n in numbers]}])[0]


def found(term: str, names: str, *numbers: str) -> bool:
    return score(term, names, *numbers) >= GOOD_ENOUGH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quillfeather", "quillfeather"),
        ("  Petronella   Quillfeather ", "petronella quillfeather"),
        ("Zoë Brontë", "zoe bronte"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("O’Hara", "o hara"),
        ("O'Hara", "o hara"),
        ("Anne-Marie", "anne marie"),
        ("Ｐｅｔｒａ", "petra"),
        ("李小龙", "李小龙"),
        ("Straße", "strasse"),
        ("Łukasz Wałęsa", "lukasz walesa"),
        ("Søren Þór Æthelred Đoković", "soren thor aethelred dokovic"),
        ("\u200fمريم\u200e", "مريم"),
        ("🙂", ""),
        ("", ""),
    ],
)
def test_plain_text_has_no_case_accents_or_marks(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07700 900077", "+447700900077"),
        ("+44 7700 900 077", "+447700900077"),
        ("(07700) 900-077", "+447700900077"),
        ("0044 7700 900077", "+447700900077"),
        ("020 7946 0123", "+442079460123"),
        ("0077", "0077"),
        ("no number", ""),
        ("+33 1 42 68 53 00", "+33142685300"),
    ],
)
def test_a_telephone_number_has_one_form_however_it_was_typed(text: str, expected: str) -> None:
    assert plain_number(text) == expected


@pytest.mark.parametrize(
    "term",
    [
        *("Petronella Quillfeather", "quillfeather petronella", "petronella", "QUILLFEATHER", "pet", "quill"),
        *("pet quill", "quill pet", "  pet   quill ", "pé"),
    ],
)
def test_the_beginnings_of_words_are_enough(term: str) -> None:
    assert found(term, "Petronella Quillfeather")


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("petronela", "Petronella Quillfeather"),
        ("quilfeather", "Petronella Quillfeather"),
        ("quillfaether", "Petronella Quillfeather"),
        ("petronella quillfether", "Petronella Quillfeather"),
        ("rokwell", "Caspian Rookwell"),
        ("o hara", "Sinead O’Hara"),
        ("nguyen", "Nguyễn Thị Ánh"),
        ("مريم", "مريم عبد الله"),
        ("小龙", "李 小龙"),
    ],
)
def test_a_slip_in_a_name_or_another_script_still_finds_it(term: str, names: str) -> None:
    assert found(term, names)


@pytest.mark.parametrize("term", ["barnaby", "feather", "zz", "quillfeather thistlewick", "p", "", "?", "🙂", "%", "_"])
def test_what_is_not_a_name_of_theirs_finds_nobody(term: str) -> None:
    assert not found(term, "Petronella Quillfeather")


@pytest.mark.parametrize(
    "term", ["07700900077", "+44 7700 900 077", "07700 900 077", "900077", "00447700900077", "7700900077"]
)
def test_a_number_or_the_end_of_one_finds_whose_it_is(term: str) -> None:
    assert found(term, "Petronella", "07700 900077")


@pytest.mark.parametrize("term", ["07700 900078", "07700", "0077", "111111", "77009000770"])
def test_another_number_or_too_few_digits_finds_nobody(term: str) -> None:
    assert not found(term, "Petronella", "07700 900077")


def test_a_whole_word_comes_before_a_likeness() -> None:
    assert score("rookwell", "Caspian Rookwell") > score("rookwel l", "Caspian Brookwell")


def test_whoever_writes_a_name_without_letters_is_led_to_it() -> None:
    form = RelativeForm({"given_name": "🙂", "family_name": "Sandalwood", "telephone": ""})
    assert form.errors == {"given_name": ["Enter a first name and a last name in letters"]}
