"""The code lists fit the table that they are loaded into."""

from collections import Counter
from datetime import date

from cases.code_lists import CONFIDENTIALITY, DOWN_SYNDROME_FROM, LISTS, rows
from cases.vocabulary import CodeList
from cases.vocabulary.contacts import CONFIDENTIALITY_SCRIPTS

FIELDS = {"code_list", "code", "label", "position", "valid_from", "valid_to", "source"}
LONGEST = {"code_list": 30, "code": 30, "label": 120, "source": 120}
LONGEST_SHOWN = 60


def test_every_list_is_there_once() -> None:
    assert Counter(each.code_list for each in LISTS) == Counter(CodeList)
    assert all(each.rows for each in LISTS)


def test_no_code_has_two_meanings_from_the_same_day() -> None:
    keys = Counter((row["code_list"], row["code"], row["valid_from"]) for row in rows())
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_label_is_offered_twice_in_a_list() -> None:
    labels = Counter((row["code_list"], row["label"]) for row in rows())
    assert [label for label, count in labels.items() if count > 1] == []


def test_everything_fits_its_column() -> None:
    for row in rows():
        assert row.keys() == FIELDS
        assert isinstance(row["valid_from"], date)
        assert row["valid_to"] is None
        for field, longest in LONGEST.items():
            text = row[field]
            assert isinstance(text, str)
            assert text == text.strip()
            assert 0 < len(text) <= longest


def test_labels_are_short_and_in_sentence_case() -> None:
    for each in LISTS:
        for row in each.rows:
            assert len(row.label) <= LONGEST_SHOWN, row
            assert row.label[0].isupper(), row
            assert "_" not in row.label, row


def test_local_codes_are_in_lower_case() -> None:
    for row in rows():
        if row["source"] == "Local":
            assert row["code"] == str(row["code"]).lower()


def test_positions_follow_the_order_of_the_list() -> None:
    for each in LISTS:
        mine = [row for row in rows() if row["code_list"] == each.code_list]
        assert [row["position"] for row in mine] == list(range(1, len(each.rows) + 1))
        assert [row["code"] for row in mine] == [row.code for row in each.rows]


def test_a_row_may_have_its_own_day_and_source() -> None:
    (down,) = (row for row in rows() if row["code_list"] == CodeList.SEN_TYPE and row["code"] == "DS")
    assert down["valid_from"] == DOWN_SYNDROME_FROM
    assert "announced; confirm" in str(down["source"])


def test_every_statement_of_confidentiality_has_its_words_and_its_limit() -> None:
    assert {row.code for row in CONFIDENTIALITY} == set(CONFIDENTIALITY_SCRIPTS)
    assert all("There is one limit" in words for words in CONFIDENTIALITY_SCRIPTS.values())
