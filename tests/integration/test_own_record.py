"""A service user's own record of what they agreed: a page, and a document that anybody can read and names nobody."""

import hashlib
import re

import pytest
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases import keys
from cases.models import Case, Disclosure, Draft
from consent.models import Consent
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.permission import agreed
from tests.unit.documents.reading import reader_of, tags_of, words_of

pytestmark = pytest.mark.django_db
NAME = "Petronella Quillfeather"
# What ISO/IEC TS 27560 asks of a record of consent, in the words of ours.
FIELDS = (
    *("Who decided", "Who holds the information", "Who may be told", "What it is to help with"),
    *("Which kinds of information", "About whom", "How you told us", "Your words", "When you told us", "Until when"),
    *("Where it stands", "Number of this record", "If you change your mind", "What has been told"),
    *("Why it is lawful", "How long we keep this", "Form of this record", "Your rights", "Information Commissioner"),
)


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in("ottoline")


@pytest.fixture
def consent(case: Case, cast: dict[str, User]) -> Consent:
    with asking_as(cast["ottoline"]):
        return agreed(case, cast["ottoline"], limits="Not the diagnosis")


def test_the_page_has_every_field(client: Client, consent: Consent) -> None:
    shown = client.get(reverse("consent:record", args=[consent.case_id, consent.pk])).content.decode()
    assert [field for field in FIELDS if field not in shown] == []
    assert NAME in shown and "you said yes" in shown and "Not the diagnosis" in shown
    assert "article 6(1)(e); article 9(2)(a)" in shown
    own = shown.partition("you said yes")[2].partition("Where it stands")[0]
    assert "That you have been in contact with us" in own and "From the e-mail address we hold for you" in own
    assert not re.search(r"\b[Tt](hey|heir|hem)\b", own)  # it is said to them, not about them


def test_the_document_is_tagged_and_its_giving_is_written_down(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    answer = client.post(reverse("consent:give", args=[consent.case_id, consent.pk]), {"how": "by_hand"})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf", errors_in(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="what-you-agreed.pdf"'
    reader, words = reader_of(answer.content), words_of(answer.content)
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    assert reader.metadata is not None and reader.metadata.title == "What you agreed"
    assert {"H1", "H2", "Table", "TH"} <= set(tags_of(answer.content))
    assert [field for field in FIELDS if field not in words] == [] and NAME in words
    with asking_as(cast["ottoline"]):
        made = Disclosure.objects.get(case=consent.case_id)
        assert (made.basis, made.decided_by_row, made.method) == ("self", "D29", "in_person")
        assert made.content_hash == hashlib.sha256(answer.content).hexdigest()


def test_only_safe_ways_are_offered(client: Client, case: Case, consent: Consent, cast: dict[str, User]) -> None:
    from cases import actions
    from cases.models import Person
    from cases.vocabulary import Channel

    with asking_as(cast["ottoline"]):
        keys.open_to_change(case)
        who = Person.objects.get(case=case)
        unsafe = actions.NewContactPoint(Channel.EMAIL, "shared@example.com")
        actions.add_contact_point(by=cast["ottoline"], case=case, person=who, point=unsafe)
        keys.open_for(Verb.CASE_READ, [case])
    shown = client.get(reverse("consent:give", args=[consent.case_id, consent.pk])).content.decode()
    main = shown.partition("<main")[2]
    assert "Mobile" in main and "shared@example.com" not in main


def test_what_was_begun_is_gone_once_the_document_is_made(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    page = reverse("consent:give", args=[consent.case_id, consent.pk])
    begun = re.findall(r'name="(draft)" value="([^"]+)"', client.get(page).content.decode())
    client.post(page, dict(begun) | {"keep": "typing", "how": "by_hand"})
    with asking_as(cast["ottoline"]):
        assert Draft.objects.count() == 1
    again = re.findall(r'name="(draft)" value="([^"]+)"', client.get(page).content.decode())
    assert client.post(page, dict(again) | {"how": "by_hand"})["Content-Type"] == "application/pdf"
    with asking_as(cast["ottoline"]):
        assert not Draft.objects.exists()
