"""Before you call, telling with permission, the truth that is always accepted, and what is kept back (promise 5)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.vocabulary import Verb
from cases import keys
from cases.models import Breach, Case, Disclosure, KeptBack, Person, SharingProof, Task
from cases.vocabulary.sharing import Category
from consent.forms.sharing import fingerprint
from consent.models import Consent
from consent.vocabulary import Method
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.permission import agreed, school

pytestmark = pytest.mark.django_db
LIMIT = "Not the diagnosis"
NOW = {"day": "today", "at": "00:00", "account": "fact", "source": "service_user"}
SENT = {"method": "secure_email", "text": "Dear SENCo,\r\nshe reads two years below her age.", "go": "next"}


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in("ottoline")


@pytest.fixture
def consent(case: Case, cast: dict[str, User]) -> Consent:
    """A yes in writing to the SENCo, with a limit."""
    with asking_as(cast["ottoline"]):
        return agreed(case, cast["ottoline"], limits=LIMIT)


def said(consent: Consent, **changes: Any) -> dict[str, Any]:
    """Two ticks and a few words, beside what the page has filled in already."""
    about = [str(pk) for pk in consent.subjects]
    derived = {**NOW, "purpose": consent.purpose, "subjects": about, "benefit": "So that school can help"}
    ticks = {"kinds": ["sen_needs"], "what_sen_needs": "She reads two years below her age", "limits_kept": "on"}
    return {**derived, **ticks, "recipient_verified": "rang_back", "method": "telephone", **changes}


def page(consent: Consent) -> str:
    return reverse("consent:tell", args=[consent.case_id, consent.recipient_id])


def test_limits_stand_before_what_may_be_said(client: Client, consent: Consent) -> None:
    shown = client.get(reverse("consent:share", args=[consent.case_id])).content.decode()
    assert 0 < shown.index(LIMIT) < shown.index("You may say:") < shown.index("You may not say")
    assert "Special educational needs" in shown


def test_somebody_nobody_was_asked_about_is_told_nothing(client: Client, case: Case, cast: dict[str, User]) -> None:
    with asking_as(cast["ottoline"]):
        school(case, cast["ottoline"])
    shown = client.get(reverse("consent:share", args=[case.pk])).content.decode()
    assert "Say nothing." in shown and "Nobody has been asked" in shown


def test_two_ticks_and_a_few_words_write_it_down(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    answer = client.post(page(consent), said(consent))
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(cast["ottoline"]):
        keys.open_for(Verb.CASE_READ, [consent.case])
        made = Disclosure.objects.get(case=consent.case_id)
        assert (made.basis, made.decided_by_row, made.purpose) == ("consent", "D16", "support_in_school")
        assert (made.article_6, made.article_9, made.recipient_verified) == ("6_1_e", "9_2_a", "rang_back")
        assert [item.what.reveal() for item in made.items.all()] == ["She reads two years below her age"]
    listed = client.get(answer["Location"]).content.decode()
    assert "two years below" in listed and "The service user agreed" in listed
    one = client.get(reverse("consent:disclosure", args=[made.case_id, made.pk])).content.decode()
    assert "UK GDPR article 6(1)(e); article 9(2)(a)" in one and "We rang the number we hold" in one
    assert "The service user told us" in one and "A fact" in one  # where it comes from, and whose account it is


def test_what_is_sent_in_writing_is_checked_first_and_its_fingerprint_kept(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    typed = said(consent, **SENT, proof="Sent items, 14:02")
    first = client.post(page(consent), typed)
    assert "Check before it goes" in first.content.decode() and first.status_code == 200
    assert "two years below" in client.post(page(consent), typed | {"go": "back"}).content.decode()
    assert client.post(page(consent), typed | {"go": "save"}).status_code == 302
    with asking_as(cast["ottoline"]):
        made = Disclosure.objects.get(case=consent.case_id)
        assert made.content_hash == fingerprint("Dear SENCo,\nshe reads two years below her age.")
        assert made.proof is not None


@pytest.mark.parametrize(
    ("change", "row", "why"),
    [
        ({"others": ["health"]}, "D17", "They agreed to part of this"),
        ({"purpose": "complaint"}, "D19", "another purpose"),
        ({"limits_kept": ""}, "D16", "They set limits"),
        ({"method": "meeting"}, "D36", "in the room"),
    ],
)
def test_a_refusal_says_which_row_and_why_and_loses_nothing(
    client: Client, consent: Consent, change: dict[str, Any], row: str, why: str
) -> None:
    answer = client.post(page(consent), said(consent, **change))
    shown = answer.content.decode()
    assert answer.status_code == 200 and f"Row {row} of the policy" in shown and why in shown
    assert "She reads two years below her age" in shown
    assert ("Record only what they agreed to" in shown) == (row == "D17")


def test_the_part_that_is_allowed_is_recorded_alone(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    answer = client.post(page(consent), said(consent, others=["health"], go="part"))
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(cast["ottoline"]):
        assert Disclosure.objects.get(case=consent.case_id).categories == ["existence", "sen_needs"]


def test_what_was_only_said_is_not_offered_where_writing_is_needed(
    client: Client, case: Case, cast: dict[str, User]
) -> None:
    with asking_as(cast["ottoline"]):
        kinds = frozenset({Category.SEN_NEEDS, Category.ADVICE_STRATEGY})
        spoken = agreed(case, cast["ottoline"], method=Method.PHONE, script_version="v7", categories=kinds)
    shown = client.get(page(spoken)).content.decode()
    assert "Agreed, but not yet to be said" in shown and 'name="what_sen_needs"' in shown
    assert 'name="what_advice_strategy"' not in shown


def gone_of(case: Case, by: User) -> Any:
    with asking_as(by):
        return Disclosure.objects.get(case=case).pk


def test_the_truth_is_accepted_and_the_manager_told(client: Client, case: Case, cast: dict[str, User]) -> None:
    whole = {
        **NOW,
        "to": "new",
        "organisation": "Foxglove Invented Primary",
        "role": "Office",
        "kind": "professional",
        "categories": ["health"],
        "what": "That there is a diagnosis",
        "cause": "verbal",
        "what_happened": "It slipped out at the gate",
        "recipient_verified": "known",
        "subject_told": "no_reach",
        "method": "in_person",
    }
    half = client.post(reverse("consent:already", args=[case.pk]), whole | {"role": ""})
    assert errors_in(half) == ["An organisation alone is too wide: enter both, or a person by name"]
    further = {
        "sent_more": "on",
        "sent_redactions": "The address",
        "sent_onward": "Nothing: Nothing: asked to forget it",
    }
    answer = client.post(reverse("consent:already", args=[case.pk]), whole | further)
    assert answer.status_code == 302, errors_in(answer)
    shown = client.get(answer["Location"] + str(gone_of(case, cast["delphine"])) + "/").content.decode()
    assert "The address" in shown and "Nothing: asked to forget it" in shown
    with asking_as(cast["delphine"]):
        breach = Breach.objects.get(case=case)
        assert (breach.disclosure.basis, breach.disclosure.article_6) == ("", "")
        keys.open_for(Verb.CASE_READ, [case])
        task = Task.objects.filter(case=case, assigned_to=cast["delphine"]).get()
        assert task.title.reveal().startswith("Something was shared without permission")
    assert "Without permission" in client.get(answer["Location"]).content.decode()


def test_not_sharing_is_a_decision_with_reasons(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    path = reverse("consent:not_shared", args=[consent.case_id])
    typed = {"to": str(consent.recipient_id), "categories": ["health"], "reasons": ""}
    assert errors_in(client.post(path, typed)) == ["Enter why it is not shared"]
    assert client.post(path, typed | {"reasons": "It would harm her"}).status_code == 302
    with asking_as(cast["ottoline"]):
        assert KeptBack.objects.get(case=consent.case_id).categories == ["health"]
    assert "It would harm her" in client.get(reverse("consent:shared", args=[consent.case_id])).content.decode()


def test_what_has_gone_about_one_person(client: Client, consent: Consent, cast: dict[str, User]) -> None:
    from cases import actions
    from cases.vocabulary import PersonRole

    with asking_as(cast["ottoline"]):
        keys.open_to_change(consent.case)
        child = actions.add_person(
            by=cast["ottoline"], case=consent.case, person=actions.NewPerson(PersonRole.CHILD, "Barnaby")
        )
        mother = Person.objects.get(case=consent.case_id, is_confider=True)
    assert client.post(page(consent), said(consent)).status_code == 302
    for who, there in ((mother, True), (child, False)):
        shown = client.get(reverse("consent:shared_about", args=[consent.case_id, who.pk])).content.decode()
        assert ("two years below" in shown) == there


def test_p6_what_is_allowed_out_stands_once_in_the_register_with_its_basis(
    client: Client, consent: Consent, cast: dict[str, User]
) -> None:
    assert client.post(page(consent), said(consent)).status_code == 302
    assert client.post(page(consent), said(consent, others=["health"])).status_code == 200  # refused: no row
    with asking_as(cast["ottoline"]):
        rows = list(Disclosure.objects.filter(case=consent.case_id))
        proofs = SharingProof.objects.filter(case=consent.case_id).values_list("disclosure", "kind", "source", "row")
        assert list(proofs) == [(row.pk, row.basis, consent.pk, row.decided_by_row) for row in rows]
        assert len(rows) == 1


def test_a_time_that_never_was_is_refused(client: Client, consent: Consent) -> None:
    answer = client.post(page(consent), said(consent, day="29 3 2026", at="01:30"))
    assert any("the clocks went forward" in error for error in errors_in(answer))
    autumn = said(consent, day="25 10 2026", at="01:30")  # which was twice, and is taken
    assert client.post(page(consent), autumn).status_code == 302


def test_taking_back_lists_what_has_gone(client: Client, consent: Consent) -> None:
    assert client.post(page(consent), said(consent)).status_code == 302
    shown = client.get(reverse("consent:take_back", args=[consent.case_id, consent.pk])).content.decode()
    assert "telephone: Special educational needs" in shown
