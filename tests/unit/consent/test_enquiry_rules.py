"""What is answered to whoever asks about a family: a table over everybody who can ask, and nothing about the family."""

import pytest

from cases.code_lists import ENQUIRY_SCRIPT
from cases.disclosure import Act, Answer, Party, Situation, decide
from consent.forms.enquiry import SAID_OF
from consent.rules import answer_to
from consent.vocabulary import ENQUIRY_SCRIPTS, AskedBy, AskedWhat, Response

TABLE = {
    AskedBy.PROFESSIONAL: ("D3", Answer.NCND),
    AskedBy.REFERRER: ("D37", Answer.NCND),
    AskedBy.OTHER_PARENT: ("D30", Answer.NCND),
    AskedBy.PARENT_OF_CONFIDER: ("D33", Answer.NCND),
    AskedBy.RELATIVE: ("D3", Answer.NCND),
    AskedBy.COUNCIL: ("D3", Answer.NCND),
    AskedBy.POLICE: ("D13", Answer.NCND),
    AskedBy.REPRESENTATIVE: ("D38", Answer.NCND),
    AskedBy.INSPECTOR: ("D39", Answer.ROUTE),
    AskedBy.PUBLIC: ("D3", Answer.NCND),
    AskedBy.NOBODY_KNOWN: ("D3", Answer.NCND),
}


@pytest.mark.parametrize("asker", AskedBy)
def test_each_asker_has_a_row_and_none_is_told_anything(asker: AskedBy) -> None:
    answer = answer_to(asker)
    assert (answer.row, answer.answer) == TABLE[asker]
    assert answer.allowed == frozenset()
    assert SAID_OF.get(asker) == (None if answer.row == "D3" else answer.why)  # why, beside the choice


def test_written_authority_is_checked_and_nothing_is_said_before() -> None:
    """A councillor's constituent may have agreed in writing (D38); it makes no difference to whoever else asks."""
    answer = answer_to(AskedBy.REPRESENTATIVE, in_writing=True)
    assert (answer.row, answer.answer, answer.allowed) == ("D38", Answer.ROUTE, frozenset())
    others = [asker for asker in AskedBy if asker != AskedBy.REPRESENTATIVE]
    assert [answer_to(each, in_writing=True) for each in others] == [answer_to(each) for each in others]


def test_a_parent_who_asks_for_records_asks_for_a_right_of_somebodys() -> None:
    """D31: not for whoever else asks, nor for a parent who asks anything else."""
    asked = {asker: answer_to(asker, AskedWhat.RECORDS).row for asker in AskedBy}
    assert {asker for asker, row in asked.items() if row == "D31"} == set(AskedBy.parents())
    assert {asker for asker in AskedBy if asked[asker] != TABLE[asker][0]} == set(AskedBy.parents())


def test_of_whoever_has_died_a_manager_decides() -> None:
    """D49, by the caller's own word: where nothing is said in any case, nothing is said then (D13, D30, D33)."""
    rows = {asker: answer_to(asker, said_died=True) for asker in AskedBy}
    assert all(answer.answer in (Answer.NCND, Answer.ROUTE) for answer in rows.values())
    kept = {asker for asker, answer in rows.items() if answer.row != "D49"}
    assert kept == {AskedBy.POLICE, AskedBy.OTHER_PARENT, AskedBy.PARENT_OF_CONFIDER}


def test_a_service_user_is_no_asker() -> None:
    """Who asks about themself asks for their own data; the enquiry form has no such choice."""
    assert {asker.value for asker in AskedBy} <= {party.value for party in Party}
    assert not {"service_user", "team", "court", "safeguarding", "emergency"} & {asker.value for asker in AskedBy}
    assert decide(Situation(Act.ENQUIRY, party=Party.SERVICE_USER)).answer == Answer.DENY


def test_every_version_of_the_answer_has_its_words() -> None:
    assert {row.code for row in ENQUIRY_SCRIPT} == set(ENQUIRY_SCRIPTS)


@pytest.mark.parametrize("response", Response)
def test_every_response_begins_with_the_same_answer(response: Response) -> None:
    """None of them can be told apart by whether we know the family."""
    assert response.label.startswith("The standard answer")
