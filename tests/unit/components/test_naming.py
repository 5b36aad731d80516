"""A question is named inside an error as a colleague would say it."""

import pytest

from foundation.components.naming import as_statement


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which of your colleagues is it?", "Which of your colleagues it is"),
        ("What worries you about them?", "What worries you about them"),
        ("How are they related?", "How they are related"),
        ("What do they want to know?", "What they want to know"),
        ("Which answer was read out?", "Which answer was read out"),
        ("Whom do they act for?", "Whom they act for"),
        ("What is it to help with?", "What it is to help with"),
        ("Who interpreted?", "Who interpreted"),
        ("Who has it now, over there?", "Who has it now, over there"),
        ("Who has signed this off, and where is it written?", "Who has signed this off, and where it is written"),
        ("Whom did you chase, and what did they say?", "Whom you chased, and what they said"),
        ("When will they be told?", "When they will be told"),
        ("Why do they have to know who it is?", "Why they have to know who it is"),
        ("What is the danger?", "What the danger is"),
        ("By which day?", "By which day"),
        ("When did you check it?", "When you checked it"),
        ("Why was no call made?", "Why no call was made"),
        ("Why was it no error?", "Why it was no error"),
        ("Where did it happen?", "Where did it happen?"),
        ("How does it help?", "How does it help?"),
        ("Is it safe to call?", "Is it safe to call?"),
        ("Date of birth", "Date of birth"),
    ],
)
def test_a_question_becomes_what_is_said_of_it(question: str, words: str) -> None:
    assert as_statement(question) == words
