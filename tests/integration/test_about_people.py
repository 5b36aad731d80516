"""What is written about the people of a case: added, shown where it may be, changed, taken away."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.models import AbilityRecord, Address, Alike, Case, ContactPoint, FormerName, Person, PersonLink, Wishes
from cases.vocabulary import PersonRole
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in, open_a_case

pytestmark = pytest.mark.django_db
HIDDEN = "14 Larkspur Mews"
ADDRESS = {"kind": "home", "lines": HIDDEN, "postcode": "en5 2zz", "safe_to_post": "no"}
MOTHER = {
    "kind": "mother",
    "responsibility": "yes",
    "responsibility_source": "birth_mother",
    "evidence_seen": "on",
    "lives_with": "part",
    "has_order": "yes",
    "order_kind": "prohibited_steps",
    "order_from": "1 2 2026",
    "order_text": "Not to be taken abroad",
    "must_not": "yes",
    "untold": "person",
    "untold_reason": "Asked on 3 July that she does not learn of it.",
}


@pytest.fixture
def child(cast: dict[str, User], case: Case) -> Person:
    """Barnaby, nine years old."""
    born = clock.today() - timedelta(days=9 * 365)
    with asking_as(cast["ottoline"]):
        who = actions.NewPerson(PersonRole.CHILD, "Barnaby", date_of_birth=born)
        return actions.add_person(by=cast["ottoline"], case=case, person=who)


@pytest.fixture
def ottoline(sign_in: SignIn) -> Client:
    """Ottoline's browser."""
    return sign_in("ottoline")


def confider(by: User, case: Case) -> Person:
    with asking_as(by):
        return Person.objects.get(case=case, is_confider=True)


def one(by: User, model: Any, case: Case) -> Any:
    with asking_as(by):
        return model.objects.get(case=case)


def add(client: Client, person: Person, which: str, /, **said: Any) -> Any:
    return client.post(reverse("cases:add_record", args=[person.case_id, person.pk, which]), said)


def page_of(client: Client, case: Case, name: str = "cases:people") -> str:
    return client.get(reverse(name, args=[case.pk])).content.decode()


@pytest.mark.parametrize(
    ("kind", "said", "shown"),
    [
        ("address", ADDRESS, (HIDDEN, "EN5 2ZZ", "Send no letters")),
        ("former-name", {"name": "Barnaby Larkrise"}, ("Barnaby Larkrise",)),
        (
            "representative",
            {"kind": "advocate", "name": "Evadne Thrupp", "scope": "Speak for him at meetings"},
            ("Evadne Thrupp", "Advocate", "Speak for him at meetings", "Authority not seen"),
        ),
        ("wishes", {"words": "To stay with my friends", "said_on": "today"}, ("To stay with my friends",)),
        (
            "ability",
            {
                "kind": "competence",
                "competence": "not_competent",
                "decision": "Whether we speak to his school",
                "decided_on": "today",
                "assessor": "Ottoline Fernsby",
                "basis": "He could not say what follows",
            },
            ("Whether we speak to his school", "Does not understand enough yet", "Cannot decide this"),
        ),
    ],
)
def test_each_kind_is_typed_kept_and_shown(
    ottoline: Client, case: Case, child: Person, kind: str, said: dict[str, Any], shown: tuple[str, ...]
) -> None:
    answer = add(ottoline, child, kind, **said)
    assert answer.status_code == 302, errors_in(answer)
    page = page_of(ottoline, case)
    assert [words for words in shown if words not in page] == []


@pytest.mark.parametrize("opened_from", ["child", "parent"])
def test_a_relationship_has_the_adult_first_and_warns_on_every_page(
    ottoline: Client, cast: dict[str, User], case: Case, child: Person, opened_from: str
) -> None:
    parent = confider(cast["ottoline"], case)
    whose, other = (child, parent) if opened_from == "child" else (parent, child)
    # "person" is whoever's card the form was opened from: in both cases Petronella must not be told about Barnaby.
    untold = "other" if opened_from == "child" else "person"
    answer = add(ottoline, whose, "relationship", **MOTHER | {"other_person": str(other.pk), "untold": untold})
    assert answer.status_code == 302, errors_in(answer)
    link = one(cast["ottoline"], PersonLink, case)
    assert (link.person_id, link.other_id, link.untold) == (parent.pk, child.pk, "person")
    warning = "Petronella Quillfeather must not be told about Barnaby. Asked on 3 July that she does not learn of it."
    for name in ("cases:people", "cases:case", "cases:add_contact", "cases:change"):
        assert warning in page_of(ottoline, case, name), name
    assert page_of(ottoline, case).count("gave birth to the child, evidence seen") == 2  # on the card of either
    for path in (reverse("cases:change_record", args=[case.pk, "relationship", link.pk]),):
        assert ottoline.post(path, MOTHER | {"must_not": "no"}).status_code == 302
    assert "must not be told" not in page_of(ottoline, case)


def test_both_files_warn_where_they_are_looked_at_side_by_side(
    ottoline: Client, sign_in: SignIn, cast: dict[str, User], case: Case, child: Person
) -> None:
    parent = confider(cast["ottoline"], case)
    add(ottoline, parent, "relationship", **MOTHER | {"other_person": str(child.pk), "untold": "person"})
    again = open_a_case(cast["ottoline"])
    with asking_as(cast["delphine"]):
        alike = Alike.objects.visible_to(cast["delphine"]).get(case=again, other_case=case)
    warning = "Petronella Quillfeather must not be told about Barnaby."
    delphine = sign_in("delphine")
    for name, args in (
        ("cases:alike", [case.pk, alike.pk]),
        ("cases:merge", [case.pk, again.pk]),
        ("cases:merge", [again.pk, case.pk]),
    ):
        page = delphine.get(reverse(name, args=args)).content.decode().partition("<main")[2]
        assert warning in page, (name, args)


def test_a_protected_address_is_on_its_own_page_alone(
    ottoline: Client, cast: dict[str, User], case: Case, child: Person
) -> None:
    add(ottoline, child, "address", **ADDRESS | {"is_protected": "on"})
    kept = one(cast["ottoline"], Address, case)
    change = reverse("cases:change_record", args=[case.pk, "address", kept.pk])
    pages = [page_of(ottoline, case, name) for name in ("cases:people", "cases:case", "cases:add_contact")]
    pages += [ottoline.get(path).content.decode() for path in (change, "/", "/cases/")]
    assert [page for page in pages if HIDDEN in page or "EN5" in page] == []
    assert "Show this address" in pages[0]
    shown = ottoline.get(reverse("cases:address", args=[case.pk, kept.pk])).content.decode()
    assert (HIDDEN in shown, "EN5 2ZZ" in shown) == (True, True)
    assert ottoline.post(change, {"kind": "temporary", "is_protected": "on", "safe_to_post": "yes"}).status_code == 302
    with asking_as(cast["ottoline"]):
        assert Address.objects.get(pk=kept.pk).lines == kept.lines


def test_a_former_name_is_found_until_it_is_taken_away(
    ottoline: Client, cast: dict[str, User], case: Case, child: Person
) -> None:
    path = reverse("cases:change_person", args=[case.pk, child.pk, "identity"])
    renamed = {"role": "child", "given_name": "Bartleby", "family_name": "Rush", "keep_old_name": "on"}
    assert ottoline.post(path, renamed).status_code == 302
    kept = one(cast["ottoline"], FormerName, case)

    def found(term: str) -> bool:
        return case.get_absolute_url() in ottoline.post("/find/", {"term": term}, follow=True).content.decode()

    assert (found("barnaby"), found("bartleby")) == (True, True)
    end = reverse("cases:end_record", args=[case.pk, "former-name", kept.pk])
    assert "Take away this former name?" in ottoline.get(end).content.decode()
    for _ in range(2):  # a colleague who takes it away as well is not told that it was never there
        assert ottoline.post(end).status_code == 302
    assert (found("barnaby"), found("bartleby")) == (False, True)


def test_a_number_taken_away_is_neither_shown_nor_found(ottoline: Client, cast: dict[str, User], case: Case) -> None:
    point = one(cast["ottoline"], ContactPoint, case)
    assert "07700 900 077" in page_of(ottoline, case).replace("\xa0", " ")
    ottoline.post(reverse("cases:end_record", args=[case.pk, "reach", point.pk]))
    for name in ("cases:people", "cases:case"):
        assert "900 077" not in page_of(ottoline, case, name).replace("\xa0", " ")
    assert case.get_absolute_url() not in ottoline.post("/find/", {"term": "07700900077"}, follow=True).content.decode()
    assert ottoline.get(reverse("cases:change_record", args=[case.pk, "reach", point.pk])).status_code == 404


def test_history_is_added_to_and_never_changed(
    ottoline: Client, cast: dict[str, User], case: Case, child: Person
) -> None:
    said = {"kind": "competence", "competence": "competent", "decision": "Whom we may call", "decided_on": "1 3 2026"}
    said |= {"assessor": "Ottoline Fernsby", "basis": "She asked what would follow"}
    assert add(ottoline, child, "ability", **said).status_code == 302
    first = one(cast["ottoline"], AbilityRecord, case)
    assert (
        add(ottoline, child, "ability", **said | {"competence": "not_competent", "decided_on": "today"}).status_code
        == 302
    )
    page = page_of(ottoline, case)
    assert ("Understands enough to decide this" in page, "Does not understand enough yet" in page) == (True, True)
    for name in ("cases:change_record", "cases:end_record"):
        assert ottoline.get(reverse(name, args=[case.pk, "ability", first.pk])).status_code == 404


def test_wishes_kept_to_managers_are_not_there_for_a_worker(
    sign_in: SignIn, cast: dict[str, User], case: Case, child: Person
) -> None:
    delphine, ottoline = sign_in("delphine"), sign_in("ottoline")
    secret = {"words": "Not to live with either", "said_on": "today", "access_class": "restricted"}
    assert add(delphine, child, "wishes", **secret).status_code == 302
    assert [secret["words"] in page_of(client, case) for client in (delphine, ottoline)] == [True, False]
    assert (
        "Who may read this?"
        not in ottoline.get(reverse("cases:add_record", args=[case.pk, child.pk, "wishes"])).content.decode()
    )
    add(ottoline, child, "wishes", **secret)  # what she was not asked is not taken from her
    with asking_as(cast["ottoline"]):
        assert Wishes.objects.get(case=case).access_class == "standard"
        said = secret | {"said_on": clock.today()}
        with pytest.raises(Refused, match="Only the team’s manager"):
            actions.add_record(by=cast["ottoline"], case=case, person=child, model=Wishes, said=said)


def test_whoever_only_reads_writes_nothing_about_anybody(cast: dict[str, User], case: Case, child: Person) -> None:
    name = {"name": "Larkrise"}
    with asking_as(cast["ottoline"]):
        kept = actions.add_record(by=cast["ottoline"], case=case, person=child, model=FormerName, said=name)
    for who in ("ignatius", "bartholomew", "honoria"):
        by = cast[who]
        with asking_as(by), pytest.raises(Refused):
            actions.add_record(by=by, case=case, person=child, model=FormerName, said=name)
        with asking_as(by), pytest.raises(Refused):
            actions.change_record(by=by, case=case, row=kept, said=name)
        with asking_as(by), pytest.raises(Refused):
            actions.retire_record(by=by, case=case, row=kept)
