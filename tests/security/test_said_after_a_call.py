"""An ordinary "Yes" that proves, on the next page, to be about a colleague: its words move into the concern, and what
they can read of the call says nothing of it (§4.6). In both gates."""

import json
import re
from typing import Any

import pytest

from audit.vocabulary import Verb
from cases import keys as case_keys
from cases.models import Contact, ContactVersion, Task
from safeguarding import keys
from safeguarding.models import Concern
from tests.conftest import asking_as, errors_in
from tests.security.conftest import World
from tests.security.raw import asking, refused_with
from tests.security.test_said_in_a_call import CALL, adding, words

SAID = "Caspian drove the boy home alone, twice"
ADVISED = "To keep a note of each journey"
LEFT = "She asked about transport."
TAKE = "SELECT gate.take_words_apart(%s, '\\x01', %s)"


@pytest.fixture(params=["caspian", "delphine"])
def accused(request: pytest.FixtureRequest) -> str:
    """A worker, and the only manager of the team."""
    return str(request.param)


def worried(world: World) -> str:
    """A call that worried Ottoline, recorded as any other: the page that follows."""
    said = CALL | {"safeguarding_screen": "concern", "summary": SAID, "advice_given": ADVISED}
    answer = world.client("ottoline").post(adding(world), said)
    assert answer.status_code == 302, errors_in(answer)
    return str(answer["Location"])


def raising(world: World, whom: str, **more: str) -> dict[str, str]:
    staff = {"subject": "staff_allegation", "accused": str(world.people[whom].pk), "about": "A colleague"}
    return staff | {"worry": SAID, "urgency": "significant", "leaves": LEFT} | more


def contact_at(page: str) -> str:
    found = re.search(r"contact=([0-9a-f-]{36})", page)
    assert found
    return found[1]


def test_its_words_move_into_the_concern_and_nothing_says_so(own_world: World, accused: str) -> None:
    page, ottoline = worried(own_world), own_world.people["ottoline"]
    theirs = own_world.client(accused)
    assert "What may the contact say instead?" in own_world.client("ottoline").get(page).content.decode()
    answer = own_world.client("ottoline").post(page, raising(own_world, accused))
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(ottoline):
        concern = Concern.objects.select_related("contact", "case").get(pk=answer["Location"].split("/")[4])
        keys.open_for(Verb.CONCERN_READ, [concern])
        assert SAID in concern.facts.reveal() and ADVISED in concern.facts.reveal()
        contact = Contact.objects.get(pk=concern.contact_id)
        versions = list(ContactVersion.objects.filter(contact=contact))
        case_keys.open_for(Verb.CASE_READ, [concern.case], shown=[contact])
        assert contact.summary.reveal() == LEFT and contact.advice_given is None
        assert contact.safeguarding_screen == "no_concern" and concern.said_apart
        assert versions == [] and contact.corrected_at is None
        task = Task.objects.get(contact=contact)
        assert (task.kind, task.state, task.title.reveal()) == ("task", "done", "Read what Ottoline Fernsby recorded")
    case = own_world.barnet
    pages = [case.get_absolute_url(), contact.get_absolute_url(), f"/cases/{case.pk}/concerns/", "/", "/tasks/"]
    read = " ".join(words(theirs, each) for each in [*pages, "/concerns/"])
    assert LEFT in read
    for said in (SAID, ADVISED, "Worry about somebody at risk", "may be at risk"):
        assert said not in read, said


def test_it_is_asked_what_is_left_and_of_nobody_else(own_world: World) -> None:
    page = worried(own_world)
    client = own_world.client("ottoline")
    refused = client.post(page, raising(own_world, "caspian", leaves=""))
    assert errors_in(refused) == ["Enter what the contact may say: your colleague may read it"]
    child = {"subject": "child", "accused": "", "about": "The boy"}
    assert client.post(page, raising(own_world, "caspian", **child)).status_code == 302
    with asking_as(own_world.people["ottoline"]):
        assert Contact.objects.get(pk=contact_at(page)).safeguarding_screen == "concern"


def test_the_database_takes_words_for_whoever_wrote_them_and_an_allegation_alone(own_world: World) -> None:
    def raised(said: dict[str, str]) -> Any:
        page = worried(own_world)
        answer = own_world.client("ottoline").post(page, said)
        return answer["Location"].split("/")[4]

    child = raised(raising(own_world, "caspian", subject="child", accused=""))
    apart = raised(raising(own_world, "caspian"))
    for who, concern, code in (
        ("ottoline", child, "23514"),  # not about a colleague
        ("ottoline", apart, "23514"),  # taken already
        ("caspian", apart, "42501"),  # whom it is about
        ("delphine", apart, "23514"),  # who knows of it, and did not write it
        ("bartholomew", child, "42501"),
    ):
        with asking(own_world.people[who].pk) as cursor:
            assert refused_with(cursor, TAKE, [concern, json.dumps({})]) == code, (who, code)
