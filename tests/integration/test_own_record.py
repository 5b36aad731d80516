"""A service user's own record of what they agreed: a page, and a document that anybody can read and names nobody."""

import hashlib
import re

import pytest
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases import actions, keys
from cases.models import Case, Disclosure, Draft, Person
from consent.actions import share, take_back
from consent.models import Consent
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.permission import agreed, telling, told
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
    assert "020 7946 0020" in shown and "partnership@barnet.example" in shown and "invented" in shown
    assert not re.search(r"\b[Tt](hey|heir|hem)\b", own)  # it is said to them, not about them


def test_the_document_is_tagged_and_its_giving_is_written_down(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    answer = client.get(given(client, consent))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="what-you-agreed.pdf"'
    reader, words = reader_of(answer.content), words_of(answer.content)
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    assert reader.metadata is not None and reader.metadata.title == "What you agreed"
    assert {"H1", "H2", "Table", "TH"} <= set(tags_of(answer.content))
    assert [field for field in FIELDS if field not in words] == [] and NAME in words
    assert "1 Invented Street" in words and "020 7946 0020" in words and "This address is invented" in words
    with asking_as(cast["ottoline"]):
        made = Disclosure.objects.get(case=consent.case_id)
        assert (made.basis, made.decided_by_row, made.method) == ("self", "D29", "in_person")
        assert made.content_hash == hashlib.sha256(answer.content).hexdigest()


def test_a_second_press_makes_the_same_document_and_writes_nothing(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    """Also without scripts, where nothing stops the finger: the form is done once, and both presses lead to one."""
    form = client.get(reverse("consent:give", args=[consent.case_id, consent.pk])).content.decode()
    once = re.findall(r'name="once" value="([^"]+)"', form)[-1]
    first, second = (given(client, consent, once=once) for _ in range(2))
    assert first == second and client.get(first).content == client.get(second).content
    with asking_as(cast["ottoline"]):
        assert Disclosure.objects.filter(case=consent.case_id).count() == 1


def test_it_is_made_again_as_it_went_or_not_at_all(
    client: Client, case: Case, consent: Consent, cast: dict[str, User]
) -> None:
    """What is said of the permission afterwards is not in it, and neither is what went after it; but when a name in it
    was put right, it would not be what went, and is not given out as that."""
    by = cast["ottoline"]
    place = given(client, consent)
    went = client.get(place).content
    with asking_as(by):
        share(by=by, case=case, told=told(consent.recipient), telling=telling(consent))
        take_back(by=by, case=case, consent=consent, words="No more")
    assert client.get(place).content == went
    with asking_as(by):
        keys.open_to_change(case)
        who = Person.objects.get(case=case)
        names = {"given_name": "Petra", "family_name": "Quillfeather"}
        actions.change_person(by=by, case=case, person=who, said=names)
    answer = client.get(place, follow=True)
    assert "has changed since it was given" in answer.content.decode() and "Petra" in answer.content.decode()


def test_nothing_else_that_went_is_their_record(
    client: Client, case: Case, consent: Consent, cast: dict[str, User]
) -> None:
    by = cast["ottoline"]
    with asking_as(by):
        gone = share(by=by, case=case, told=told(consent.recipient), telling=telling(consent))
    place = reverse("consent:given", args=[case.pk, consent.pk, gone.pk])
    assert client.get(place).status_code == 404


def given(client: Client, consent: Consent, **more: str) -> str:
    """Where the press leads that gives it to them."""
    page = reverse("consent:give", args=[consent.case_id, consent.pk])
    answer = client.post(page, {"how": "by_hand"} | more)
    assert answer.status_code == 302, errors_in(answer)
    return str(answer["Location"])


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
    given(client, consent, **dict(again))
    with asking_as(cast["ottoline"]):
        assert not Draft.objects.exists()
