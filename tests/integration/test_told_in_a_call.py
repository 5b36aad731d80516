"""In one step: what was told in a contact is written down with it, in the same save (R-C2-1, promise 5)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases import keys
from cases.models import Breach, Case, Contact, ContactPoint, Disclosure, KeptBack, Recipient, Task
from consent.actions import take_back
from consent.models import Consent
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.permission import agreed

pytestmark = pytest.mark.django_db
LIMIT = "Not the diagnosis"
TOLD = "She reads two years below her age"
CALL = {"direction": "out", "method": "tel", "day": "today", "at": "00:00", "reached": "in_touch"}
CALL |= {"summary": "Rang the school", "safeguarding_screen": "no_concern", "interpreter": "none"}
ELSE = {"somebody_else": "on", "other_kind": "professional", "other_party": "Mr Thistledown, Foxglove"}
ELSE |= {"told_about_family": TOLD, "consent_check": "agreed", "told_verified": "rang_back"}


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in("ottoline")


@pytest.fixture
def consent(case: Case, cast: dict[str, User]) -> Consent:
    with asking_as(cast["ottoline"]):
        return agreed(case, cast["ottoline"], limits=LIMIT)


def ticks(consent: Consent) -> dict[str, Any]:
    """The recipient, the kind, the limit."""
    to = consent.recipient_id
    return {"told_to": str(to), f"told_kinds_{to}": ["sen_needs"], f"told_limits_{to}": "on"}


def page(case: Case) -> str:
    return reverse("cases:add_contact", args=[case.pk])


def contacts(case: Case) -> int:
    return int(Contact.objects.filter(case=case).count())


def test_before_you_call_stands_beside_the_form(client: Client, consent: Consent) -> None:
    shown = client.get(page(consent.case)).content.decode()
    assert "Before you call: The SENCo" in shown and f"I kept within their limits: {LIMIT}" in shown
    assert "no more than they need" in shown  # R-C8-4: what is recorded as attested was said


def test_ticks_write_the_disclosure_with_the_contact(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    answer = client.post(page(consent.case), CALL | ELSE | ticks(consent))
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(cast["ottoline"]):
        keys.open_for(Verb.CASE_READ, [consent.case])
        made = Disclosure.objects.get(case=consent.case_id)
        assert (made.basis, made.decided_by_row, made.method) == ("consent", "D16", "telephone")
        assert (made.recipient_id, made.recipient_verified) == (consent.recipient_id, "rang_back")
        assert [item.what.reveal() for item in made.items.all()] == [TOLD]
        assert "In their words" in made.benefit.reveal()
        assert contacts(consent.case) == 2


def test_a_call_that_begins_with_them_knows_all_but_what_was_told(client: Client, consent: Consent) -> None:
    """All else is derived from the permission; of whom nothing may be told, nothing is derived."""
    begun = client.get(f"{page(consent.case)}?to={consent.recipient_id}").context["form"]
    known = {name: begun[name].value() for name in ("direction", "other_kind", "consent_check", "told_to")}
    assert known == {
        "direction": "out",
        "other_kind": "professional",
        "consent_check": "agreed",
        "told_to": str(consent.recipient_id),
    }
    assert begun["other_party"].value().startswith("The SENCo, Foxglove") and begun["somebody_else"].value()
    assert not begun["told_verified"].value() and not begun["safeguarding_screen"].value()  # what has to be judged
    client.post(reverse("consent:take_back", args=[consent.case_id, consent.pk]), {})
    for to in (consent.recipient_id, consent.case_id, "nobody"):
        assert not client.get(f"{page(consent.case)}?to={to}").context["form"]["somebody_else"].value()


def test_what_is_refused_writes_neither(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    typed = CALL | ELSE | ticks(consent)
    for without, words in (("told_limits", "They set limits"), ("told_kinds", "what you told them")):
        said = {name: value for name, value in typed.items() if not name.startswith(without)}
        answer = client.post(page(consent.case), said)
        assert answer.status_code == 200 and words in answer.content.decode() and TOLD in answer.content.decode()
    with asking_as(cast["ottoline"]):
        assert (contacts(consent.case), Disclosure.objects.filter(case=consent.case_id).count()) == (1, 0)


def test_what_was_taken_back_meanwhile_is_no_longer_offered(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    with asking_as(cast["ottoline"]):
        keys.open_to_change(consent.case)
        take_back(by=cast["ottoline"], case=consent.case, consent=consent, words="")
    answer = client.post(page(consent.case), CALL | ELSE | ticks(consent))
    assert errors_in(answer) == ["Select whom you told from the list"]


def test_what_nobody_agreed_to_is_the_truth_and_a_breach(client: Client, case: Case, cast: dict[str, User]) -> None:
    gone = CALL | ELSE | {"told_to": "without", "told_without": ["health"]}
    nameless = client.post(page(case), gone | {"other_party": ""})
    assert "Enter who it was" in nameless.content.decode()
    answer = client.post(page(case), gone)
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(cast["delphine"]):
        assert Breach.objects.get(case=case).disclosure.basis == ""
        assert Task.objects.filter(case=case, assigned_to=cast["delphine"]).count() == 1
        assert contacts(case) == 2


def test_telling_nobody_anything_asks_nothing_more(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    quiet = CALL | ELSE | {"told_about_family": "", "consent_check": "not_needed", "told_verified": ""}
    assert client.post(page(consent.case), quiet).status_code == 302
    with asking_as(cast["ottoline"]):
        assert not Disclosure.objects.filter(case=consent.case_id).exists()


def test_writing_to_them_needs_no_more_than_a_safe_way(client: Client, case: Case, cast: dict[str, User]) -> None:
    message = CALL | {"method": "sms"}  # her mobile is marked safe
    assert client.post(page(case), message).status_code == 302
    with asking_as(cast["ottoline"]):
        made = Disclosure.objects.get(case=case)
        assert (made.basis, made.decided_by_row, made.article_9) == ("self", "D29", "9_2_g")
        assert Recipient.objects.get(case=case).kind == "service_user"
        assert ContactPoint.objects.filter(case=case, safe_to_use="yes").exists()
    assert "Nobody outside" not in client.get(reverse("consent:share", args=[case.pk])).content.decode()


def test_writing_by_a_way_that_is_not_known_to_be_safe(client: Client, case: Case, cast: dict[str, User]) -> None:
    """D48: refused, and that it was is kept once; what has gone all the same is the truth, and a breach."""
    letter = CALL | {"method": "letter"}
    client.post(page(case), letter)
    answer = client.post(page(case), letter)
    assert "not known to be safe" in answer.content.decode() and "Rang the school" in answer.content.decode()
    with asking_as(cast["ottoline"]):
        assert contacts(case) == 1
        kept = KeptBack.objects.get(case=case)
        assert (kept.decided_by_row, kept.answer, kept.recipient.kind) == ("D48", "deny", "service_user")
    assert "It has gone already" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["gone_anyway"]  # beside what can still be said of it
    assert client.post(page(case), letter | {"gone_anyway": "on"}).status_code == 302
    with asking_as(cast["ottoline"]):
        assert Breach.objects.get(case=case).cause == "existence_disclosed"


def test_what_is_seldom_said_of_it_is_said_in_the_call(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    """What was left out, what they may do with it, when to look again: unsaid until somebody says so (§3.7)."""
    further = {
        "told_redactions": "Her sister's name",
        "told_onward": "The form tutor may know",
        "told_review_on": "1 3 2027",
    }
    client.post(page(consent.case), CALL | ELSE | ticks(consent) | further)  # not ticked, so not said
    answer = client.post(page(consent.case), CALL | ELSE | ticks(consent) | further | {"told_more": "on"})
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(cast["ottoline"]):
        keys.open_for(Verb.CASE_READ, [consent.case])
        said, unsaid = Disclosure.objects.filter(case=consent.case).order_by("-recorded_at")
        assert said.redactions.reveal() == "Her sister's name"
        assert said.onward.reveal() == "The form tutor may know"
        assert said.review_task.due == said.review_on == date(2027, 3, 1)
        assert (unsaid.redactions, unsaid.review_on) == (None, None)
        assert "pass it on to nobody" in unsaid.onward.reveal()


def test_each_thing_told_in_a_call_is_its_own(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    """Two ticks take the words of the contact; each may have its own, and say whose account it is and whence."""
    shown = client.get(page(consent.case)).content.decode()
    assert "a fact, which the service user told us. Change" in shown
    key = f"{consent.recipient_id}_sen_needs"
    own = {f"what_{key}": "The reading age", f"more_{key}": "on", f"about_{key}": "", f"account_{key}": "reported"}
    answer = client.post(page(consent.case), CALL | ELSE | ticks(consent) | own | {f"source_{key}": "somebody_else"})
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(cast["ottoline"]):
        keys.open_for(Verb.CASE_READ, [consent.case])
        item = Disclosure.objects.get(case=consent.case_id).items.get()
        assert (item.what.reveal(), item.subject_id) == ("The reading age", None)
        assert (item.account, item.source) == ("reported", "somebody_else")


def test_what_a_call_may_not_tell_is_written_down_as_refused(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    typed = {name: value for name, value in (CALL | ELSE | ticks(consent)).items() if "limits" not in name}
    assert client.post(page(consent.case), typed).status_code == 200
    with asking_as(cast["ottoline"]):
        kept = KeptBack.objects.get(case=consent.case_id)
        assert (kept.decided_by_row, kept.answer, contacts(consent.case)) == ("D16", "deny", 1)
