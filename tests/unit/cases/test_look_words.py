"""What a manager reads of a look: which form or page of the case, and nothing of a concern or of another file."""

import pytest

from audit.models import AccessEvent
from audit.vocabulary import Verb
from cases.presenting.looks import OF_THE_CASE, PAGES, look_words
from cases.vocabulary import FORMS


@pytest.mark.parametrize(
    ("verb", "page", "words"),
    [
        (Verb.FORM_OPENED, "cases:add_contact", "Opened a form on the case: a contact"),
        (Verb.FORM_OPENED, "consent:ask", "Opened a form on the case: a permission"),
        (Verb.FORM_OPENED, "safeguarding:raise", "Opened a form on the case"),
        (Verb.FORM_OPENED, "cases:merge", "Opened a form on the case"),
        (Verb.CASE_READ, "cases:people", "Read the case: people"),
        (Verb.CASE_READ, "cases:case", "Read the case"),
        (Verb.REFUSED, "cases:people", "Asked for it and was refused"),
    ],
)
def test_a_look_says_what_was_looked_at(verb: Verb, page: str, words: str) -> None:
    assert look_words(AccessEvent(verb=verb, page=page)) == words


def test_every_form_has_words_and_none_is_of_a_concern() -> None:
    assert set(FORMS) >= OF_THE_CASE
    assert not [page for page in {*OF_THE_CASE, *PAGES} if page.startswith("safeguarding")]
