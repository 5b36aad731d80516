"""Asking permission in steps without scripts, and taking it back in two presses (promise 6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, Note, Person
from consent.models import Consent
from foundation import clock
from foundation.components.words import gb_date
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.permission import agreed

pytestmark = pytest.mark.django_db
WHO = {"decision": "granted", "way": "out", "footing": "own", "capacity": "not_in_doubt"}
WHAT = {
    "organisation": "Foxglove Invented Primary",
    "role": "SENCo",
    "purpose": "support_in_school",
    "categories": ["sen_needs", "education_record"],
    "limits": "not the diagnosis",
    "one_off": "once",
}
HOW = {
    "method": "phone_verbal",
    "script_version": "v7",
    "words": "You can tell the SENCo about the reading assessment",
    "identity_check": "callback",
}


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in("ottoline")


@pytest.fixture
def answers(case: Case, cast: dict[str, User]) -> dict[str, Any]:
    """All that four steps ask, for a permission in order."""
    with asking_as(cast["ottoline"]):
        who = str(Person.objects.get(case=case).pk)
    return {**WHO, "grantor": who, **WHAT, "subjects": [who], **HOW}


def page(case: Case) -> str:
    return reverse("consent:ask", args=[case.pk])


def on(days: int) -> str:
    """A day so many from today, as it is typed and as pages say it."""
    return gb_date(clock.today() + timedelta(days=days))


def test_each_step_leads_to_the_next_and_the_last_writes(
    case: Case, client: Client, cast: dict[str, User], answers: dict[str, Any]
) -> None:
    for step, title in (("who", "To whom, and what"), ("what", "How we know"), ("how", "Check the answers")):
        answer = client.post(page(case), {**answers, "step": step, "go": "next"})
        assert f'<h1 class="govuk-heading-l">{title}</h1>' in answer.content.decode(), errors_in(answer)
    assert "Do you agree that we may tell" in answer.content.decode()
    assert client.post(page(case), {**answers, "step": "check", "go": "save"}).status_code == 302
    with asking_as(cast["ottoline"]):
        from audit.vocabulary import Verb
        from cases import keys

        keys.open_for(Verb.CASE_READ, [case])
        made = Consent.objects.get(case=case)
        assert made.categories == ["education_record", "existence", "sen_needs"]
        assert Note.objects.get(pk=made.note_id).text.reveal().endswith("Limits: not the diagnosis.")


def test_what_begins_on_a_later_day_says_so_wherever_it_is_read(
    case: Case, client: Client, cast: dict[str, User], answers: dict[str, Any]
) -> None:
    """In the sentence that is read aloud, on the case, before somebody calls, and in their own record (3.6)."""
    later = answers | {"begins_on": on(5), "expires_on": "", "one_off": "on"}
    aloud = client.post(page(case), later | {"step": "how", "go": "next"}).content.decode()
    assert f"From {on(5)} on, until {on(370)}." in aloud
    assert client.post(page(case), later | {"step": "check", "go": "save"}).status_code == 302
    with asking_as(cast["ottoline"]):
        made = Consent.objects.get(case=case)
    assert made.valid_from == clock.at(clock.today() + timedelta(days=5))
    for name in ("consent:permissions", "consent:share", "cases:case"):
        shown = client.get(reverse(name, args=[case.pk])).content.decode()
        assert f"From {on(5)}; before that day, nothing" in shown, name
    before = client.get(reverse("consent:share", args=[case.pk])).content.decode()
    kinds = "That they have been in contact with us; Special educational needs; Education record."
    assert "Say nothing now" in before and f"Agreed from then on: {kinds}" in before
    own = client.get(reverse("consent:record", args=[case.pk, made.pk])).content.decode()
    assert f"{on(5)}. Before that day we say nothing" in own and "Not yet" in own


def test_that_there_has_been_contact_may_be_agreed_to_alone(
    case: Case, client: Client, cast: dict[str, User], answers: dict[str, Any]
) -> None:
    """Somebody may know that we are in touch and nothing else; nobody is asked for that alone, and none is not it."""
    alone = answers | {"categories": ["existence"], "limits": "", "step": "check"}
    for wrong in ({"way": "in"}, {"way": "both"}, {"categories": []}):
        assert len(errors_in(client.post(page(case), alone | wrong | {"go": "save"}))) == 1
    shown = client.post(page(case), alone | {"step": "how", "go": "next"}).content.decode()
    sentence = "that you have been in contact with us, and nothing else, to help with support in school."
    assert f"tell the SENCo, Foxglove Invented Primary {sentence}" in shown
    assert client.post(page(case), alone | {"go": "save"}).status_code == 302
    listed = client.get(reverse("consent:permissions", args=[case.pk])).content.decode()
    assert "and nothing else" in listed
    with asking_as(cast["ottoline"]):
        made = Consent.objects.get(case=case)
        assert made.categories == ["existence"]
    tell = reverse("consent:tell", args=[case.pk, made.recipient_id])
    said = {"kinds": ["existence"], "what_existence": "That they are in touch", "recipient_verified": "known"}
    said |= {"method": "telephone", "day": "today", "at": "00:00", "benefit": "She need not ring the mother again"}
    said |= {"purpose": made.purpose, "subjects": made.subjects}
    more = client.post(tell, said | {"others": ["sen_needs"], "go": "next"})
    assert "Row D17" in more.content.decode()
    assert client.post(tell, said | {"go": "next"}).status_code == 302


def test_nothing_is_complained_of_before_it_was_asked(case: Case, client: Client, answers: dict[str, Any]) -> None:
    answer = client.post(page(case), {**WHO, "grantor": answers["grantor"], "step": "who", "go": "next"})
    assert errors_in(answer) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"organisation": "", "role": ""}, "Choose who may be told"),
        ({"role": ""}, "An organisation alone is too wide"),
        ({"categories": []}, "an empty permission permits nothing"),
        ({"subjects": []}, "whom it is about"),
        ({"expires_on": "1 1 2020"}, "Until when must be in the future"),
        ({"begins_on": "1 1 2020"}, "From when must be today or in the future"),
        ({"begins_on": on(20), "expires_on": on(19)}, "Until when must not be before it begins"),
        ({"begins_on": on(400)}, "From when must be within a year"),
        ({"begins_on": on(20), "expires_on": on(400)}, "Until when must be within a year of when it begins"),
    ],
)
def test_a_scope_that_says_too_little_is_refused_and_kept(
    case: Case, client: Client, answers: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    answer = client.post(page(case), {**answers, **change, "step": "what", "go": "next"})
    assert any(words in error for error in errors_in(answer)), errors_in(answer)
    assert "not the diagnosis" in answer.content.decode()


def test_a_spoken_yes_needs_its_script(case: Case, client: Client, answers: dict[str, Any]) -> None:
    answer = client.post(page(case), {**answers, "script_version": "", "step": "check", "go": "save"})
    assert errors_in(answer) == ["Choose the script that was read to them"]


def test_several_recipients_and_both_ways_are_a_row_each(
    case: Case, client: Client, cast: dict[str, User], answers: dict[str, Any]
) -> None:
    with asking_as(cast["ottoline"]):
        known = str(agreed(case, cast["ottoline"]).recipient_id)
    said = {**answers, "recipients": [known], "role": "Head", "way": "both", "step": "check", "go": "save"}
    refused = client.post(page(case), said).content.decode()  # one of the four stands already
    assert "They have agreed about this already" in refused and "This replaces what they agreed to before" in refused
    with asking_as(cast["ottoline"]):
        assert Consent.objects.filter(case=case).count() == 1  # all of them, or none
    assert client.post(page(case), said | {"replaces": "on"}).status_code == 302
    with asking_as(cast["ottoline"]):
        assert Consent.objects.filter(case=case).count() == 1 + 4


def test_two_presses_take_it_back(case: Case, client: Client, cast: dict[str, User]) -> None:
    with asking_as(cast["caspian"]):
        consent = agreed(case, cast["caspian"])
    first = client.get(reverse("consent:take_back", args=[case.pk, consent.pk]))
    assert "Take it back now" in first.content.decode()
    second = client.post(reverse("consent:take_back", args=[case.pk, consent.pk]), {})
    assert second.status_code == 302
    shown = client.get(second["Location"]).content.decode()
    assert "Taken back" in shown
    assert "Nothing may be shared" in shown


def test_why_they_were_not_asked_is_asked_of_those_who_were_not(
    case: Case, client: Client, answers: dict[str, Any]
) -> None:
    """It is revealed by that answer alone; with any other it is forgotten."""
    step = {**answers, "step": "who", "go": "next"}
    asked = client.get(page(case)).content.decode()
    revealed = asked.partition('value="not_sought"')[2]
    assert "Why were they not asked?" in revealed and "data-reveal=" in revealed.partition(">")[0]
    assert asked.count("Why were they not asked?") == 1  # drawn where it is revealed and nowhere else
    assert errors_in(client.post(page(case), step | {"decision": "not_sought"})) == ["Select why not"]
    form = client.post(page(case), step | {"why_not_sought": "risk"}).context["form"]
    assert form.errors.get("why_not_sought") is None and not form.cleaned_data["why_not_sought"]
