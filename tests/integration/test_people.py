"""The people of a case in full: each part is typed, kept and shown; what must be seen first is seen first."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.ledger import frame
from cases import actions, keys
from cases.models import Case, FormerName, Person, PersonLink
from cases.presenting import UNREADABLE, name_of
from cases.school_years import young_person_from
from cases.vocabulary import PersonRole
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in

pytestmark = pytest.mark.django_db
RISK = {"risk_kind": "animal", "risk_reason": "Two dogs, loose in the hall.", "risk_review_due": "tomorrow"}


@pytest.fixture
def child(cast: dict[str, User], case: Case) -> Person:
    """Barnaby, nine years old."""
    ottoline = cast["ottoline"]
    born = clock.today() - timedelta(days=9 * 365)
    with asking_as(ottoline):
        who = actions.NewPerson(PersonRole.CHILD, "Barnaby", "Quillfeather", date_of_birth=born)
        return actions.add_person(by=ottoline, case=case, person=who)


def page_of(client: Client, case: Case) -> str:
    return client.get(reverse("cases:people", args=[case.pk])).content.decode()


def change(client: Client, person: Person, section: str, **said: Any) -> Any:
    return client.post(reverse("cases:change_person", args=[person.case_id, person.pk, section]), said)


def reread(by: User, person: Person) -> Person:
    with asking_as(by):
        return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("section", "said", "shown"),
    [
        (
            "communication",
            {"first_language": "so", "interpreter_needed": "yes", "communication_needs": ["easy_read", "audio"]},
            ("Somali", "Easy Read, Audio", "Interpreter"),
        ),
        (
            "education",
            {"sen_provision": "K", "sen_primary": "SLCN", "diagnosis": "awaiting", "plan_review_on": "27 3 2027"},
            ("Speech, language and communication needs", "Waiting for an assessment", "27 March 2027"),
        ),
        (
            "care",
            {
                "home_authority": "302",
                "looked_after": "s20",
                "social_care_plan": "cin",
                "previously_looked_after": "no",
            },
            ("Barnet", "By agreement (section 20)", "Child-in-need plan"),
        ),
        (
            "about",
            {"ethnicity": "MWBA", "disability": ["HEAR", "AUT"], "armed_forces": "yes"},
            ("White and Black African", "Hearing, Diagnosed with autism"),
        ),
        ("risk", RISK, ("A dangerous animal", "Two dogs, loose in the hall.", "Take care with Barnaby Quillfeather")),
        (
            "privacy",
            {"privacy_version": "2026-1", "privacy_method": "spoken", "privacy_explained_on": "today"},
            ("2026-1", "Read out or explained", "by Ottoline Fernsby"),
        ),
    ],
)
def test_a_part_is_typed_kept_and_shown(
    sign_in: SignIn, case: Case, child: Person, section: str, said: dict[str, Any], shown: tuple[str, ...]
) -> None:
    ottoline = sign_in("ottoline")
    answer = change(ottoline, child, section, **said)
    assert answer.status_code == 302, errors_in(answer)
    page = page_of(ottoline, case)
    assert [words for words in shown if words not in page] == []


@pytest.mark.parametrize(
    "name", ["Nguyễn Thị Ánh", "محمد", "Зоряна", "李小龍", "Ọláyínká", "O’Hara-Ó Súilleabháin", "𠮷野"]
)
def test_names_in_any_script_are_kept_shown_and_found(sign_in: SignIn, case: Case, child: Person, name: str) -> None:
    ottoline = sign_in("ottoline")
    answer = change(ottoline, child, "identity", role="child", given_name=name, known_as="Barney")
    assert answer.status_code == 302, errors_in(answer)
    assert name in page_of(ottoline, case)
    for term in (name, "barney"):
        found = ottoline.post("/find/", {"term": term}, follow=True).content.decode()
        assert case.get_absolute_url() in found, term


def test_a_first_name_that_must_be_given_is_not_called_optional(sign_in: SignIn, case: Case, child: Person) -> None:
    ottoline = sign_in("ottoline")
    changing = reverse("cases:change_person", args=[case.pk, child.pk, "identity"])
    for path in (reverse("cases:add_person", args=[case.pk]), changing):
        page = ottoline.get(path).content.decode()
        assert "First name <span" not in page and "Last name <span" in page
        assert "Enter first name" in ottoline.post(path, {"role": "child"}).content.decode()


def test_the_day_of_own_rights_follows_the_date_of_birth(sign_in: SignIn, cast: dict[str, User], child: Person) -> None:
    born = {"date_of_birth_day": "31", "date_of_birth_month": "8", "date_of_birth_year": "2010"}
    for said, expected in (
        (born, "2026-06-26"),
        (born | {"date_of_birth_day": "1", "date_of_birth_month": "9"}, "2027-06-25"),
        ({}, "None"),
        (born | {"role": "young_person"}, "2026-06-26"),
        (born | {"role": "parent"}, "None"),
    ):
        change(sign_in("ottoline"), child, "identity", **{"role": "child", "given_name": "Barnaby"} | said)
        assert str(reread(cast["ottoline"], child).young_person_from) == expected


def test_a_child_with_own_rights_is_shown_until_it_was_explained(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    ottoline, words = sign_in("ottoline"), "has rights of their own now"
    born = clock.today() - timedelta(days=17 * 366)
    assert young_person_from(born) <= clock.today()
    with asking_as(cast["ottoline"]):
        who = actions.NewPerson(PersonRole.CHILD, "Peregrine", date_of_birth=born)
        person = actions.add_person(by=cast["ottoline"], case=case, person=who)
    assert f"Peregrine {words}" in page_of(ottoline, case)
    assert f"Peregrine {words}" in ottoline.get(case.get_absolute_url()).content.decode()
    ottoline.post(reverse("cases:rights_explained", args=[case.pk, person.pk]))
    assert words not in page_of(ottoline, case)
    assert words not in ottoline.get(case.get_absolute_url()).content.decode()


def test_a_marker_of_risk_is_above_every_page_and_form_of_the_case(sign_in: SignIn, case: Case, child: Person) -> None:
    ottoline = sign_in("ottoline")
    change(ottoline, child, "risk", **RISK)
    for path in ("", "people/", "contacts/add/", "tasks/add/", "change/"):
        page = ottoline.get(case.get_absolute_url() + path).content.decode()
        assert "Take care with Barnaby Quillfeather: a dangerous animal. Two dogs, loose in the hall." in page, path


def test_two_colleagues_at_two_parts_of_one_person_undo_nothing(
    cast: dict[str, User], case: Case, child: Person
) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    hers, his = reread(ottoline, child), reread(caspian, child)
    for by, person, said in ((ottoline, hers, {"sex": "M"}), (caspian, his, {"sen_provision": "K"})):
        with asking_as(by):
            actions.change_person(by=by, case=case, person=person, said=said)
    now = reread(ottoline, child)
    assert (now.sex, now.sen_provision) == ("M", "K")


def test_a_damaged_field_hides_nothing_else_and_stays_for_whoever_mends_it(
    sign_in: SignIn, cast: dict[str, User], case: Case, child: Person
) -> None:
    ottoline = sign_in("ottoline")
    with asking_as(cast["ottoline"]), frame(acting=True):
        keys.open_to_change(case)
        child.pronouns = "he and him"
        broken = child.pronouns.blob[:-1] + bytes([child.pronouns.blob[-1] ^ 1])
        child.pronouns, child.known_as = broken, "Barney"
        child.save(update_fields=["pronouns", "known_as"])
    page = page_of(ottoline, case)
    assert (UNREADABLE in page, "Barney" in page) == (True, True)
    answer = change(ottoline, child, "identity", role="child", given_name="Barnabas", known_as="Barney")
    assert answer.status_code == 302, errors_in(answer)
    kept = reread(cast["ottoline"], child)
    assert bytes(kept.pronouns.blob) == broken
    with asking_as(cast["ottoline"]):
        keys.open_to_change(case)
        assert name_of(kept) == "Barnabas"


@pytest.mark.parametrize(
    "said",
    [
        {"risk_kind": "animal"},
        {"risk_kind": "animal", "risk_reason": "Dogs", "risk_set_on": "2026-01-01", "risk_review_due": "2026-09-01"},
        {"risk_kind": "animal", "risk_reason": "Dogs", "risk_set_on": "2026-01-02", "risk_review_due": "2026-01-02"},
        {"risk_review_due": "2026-02-01"},
        {"privacy_method": "sent"},
        {"expected_on": "2027-03-01"},
        {"role": "unborn"},
    ],
)
def test_the_database_keeps_together_what_goes_together(
    cast: dict[str, User], case: Case, child: Person, said: dict[str, Any]
) -> None:
    """The forms' rules once more, where no form is asked. Falls when a constraint of the table is dropped."""
    with asking_as(cast["ottoline"]), frame(acting=True):
        keys.open_to_change(case)
        for name, value in said.items():
            setattr(child, name, value)
        with pytest.raises(IntegrityError, match="check constraint"), transaction.atomic():
            child.save(update_fields=list(said))


def test_whoever_only_reads_changes_nobody(cast: dict[str, User], case: Case, child: Person) -> None:
    for name in ("ignatius", "bartholomew", "honoria"):
        with asking_as(cast[name]), pytest.raises(Refused):
            actions.change_person(by=cast[name], case=case, person=child, said={"sex": "M"})
        with asking_as(cast[name]), pytest.raises(Refused):
            actions.explain_rights(by=cast[name], case=case, person=child)


def grown(by: User, case: Case) -> Person:
    """Peregrine, a child of the case who has rights of his own by now, of whom a parent said this and that."""
    born = clock.today() - timedelta(days=17 * 366)
    with asking_as(by):
        who = actions.NewPerson(PersonRole.CHILD, "Peregrine", "Ashgrove", known_as="Perry", date_of_birth=born)
        person = actions.add_person(by=by, case=case, person=who)
        said = {"first_language": "bfi", "interpreter_needed": True, "communication_note": "Write it down"}
        said |= {"sen_primary": "HI", "looked_after": "s20", "ethnicity": "WBRI"}
        actions.change_person(by=by, case=case, person=person, said=said)
    return person


def test_a_case_of_ones_own_takes_the_person_along_and_nothing_a_parent_said(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    ottoline, worker = sign_in("ottoline"), cast["ottoline"]
    person = grown(worker, case)
    path = reverse("cases:own_case", args=[case.pk, person.pk])
    offered = ottoline.get(path).content.decode()
    assert offered.index("Caspian Rookwell") < offered.index("Ottoline Fernsby</label>")
    answer = ottoline.post(path, {"lead_choice": str(cast["caspian"].pk)})
    assert answer.status_code == 302, errors_in(answer)
    with asking_as(worker):
        own = Case.objects.exclude(pk=case.pk).get()
        him = Person.objects.get(case=own)
        assert (own.kind, own.lead_worker_id, own.team_id) == ("young_person", cast["caspian"].pk, case.team_id)
        assert (him.role, him.is_confider, him.first_language, him.interpreter_needed) == (
            "young_person",
            True,
            "bfi",
            True,
        )
        assert (him.sen_primary, him.looked_after, him.ethnicity) == ("", "", "")
    page = ottoline.get(answer["Location"]).content.decode()
    assert ("Peregrine Ashgrove" in page, "Perry" in page) == (True, True)
    assert "07700" not in page  # the telephone in the other case is his mother's to give
    other = page_of(ottoline, case)
    assert (str(own.pk) in other, own.readable_reference in other) == (False, False)
    assert ottoline.get(path).status_code == 404  # the offer was made


def test_the_case_they_were_in_is_the_same_whether_or_not_they_took_the_offer(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    ottoline, worker = sign_in("ottoline"), cast["ottoline"]
    took, left = grown(worker, case), grown(worker, case)
    ottoline.post(reverse("cases:own_case", args=[case.pk, took.pk]), {"lead_choice": "none"})
    ottoline.post(reverse("cases:rights_explained", args=[case.pk, left.pk]))
    kept = [vars(reread(worker, person)) for person in (took, left)]
    clear = [
        {name: value for name, value in each.items() if not isinstance(value, memoryview | bytes)} for each in kept
    ]
    for each in clear:
        for own in ("_state", "id", "recorded_at", "edited_at"):
            del each[own]
    assert clear[0] == clear[1]


def test_only_a_child_with_rights_of_their_own_is_offered_a_case(
    sign_in: SignIn, cast: dict[str, User], case: Case, child: Person
) -> None:
    path = reverse("cases:own_case", args=[case.pk, child.pk])
    assert [sign_in("ottoline").get(path).status_code, sign_in("ottoline").post(path).status_code] == [404, 404]
    with asking_as(cast["ottoline"]), pytest.raises(Refused):
        actions.open_own_case(by=cast["ottoline"], case=case, person=child, lead_worker=None)


def test_the_lead_and_the_manager_are_reminded_on_their_home_pages(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    person, words = grown(cast["ottoline"], case), "Young people to tell of their own rights"
    shown = {name: words in sign_in(name).get("/").content.decode() for name in ("ottoline", "caspian", "delphine")}
    assert shown == {"ottoline": True, "caspian": False, "delphine": True}  # ottoline leads the case
    assert "Peregrine Ashgrove" in sign_in("delphine").get("/").content.decode()
    assert words not in sign_in("bartholomew").get("/").content.decode()
    sign_in("ottoline").post(reverse("cases:rights_explained", args=[case.pk, person.pk]))
    assert words not in sign_in("delphine").get("/").content.decode()


def test_the_page_of_people_asks_as_often_for_many_as_for_one(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    from tests.integration.test_queries import counts, same

    ottoline = cast["ottoline"]

    def grow(more: int) -> None:
        with asking_as(ottoline):
            parent = Person.objects.get(case=case, is_confider=True)
            for _ in range(more):
                who = actions.NewPerson(PersonRole.CHILD, "Barnaby")
                child = actions.add_person(by=ottoline, case=case, person=who)
                privacy = {"privacy_version": "1", "privacy_method": "sent", "privacy_explained_on": clock.today()}
                actions.change_person(by=ottoline, case=case, person=child, said=privacy)
                untold = {"other": child, "kind": "mother", "untold": "both", "untold_reason": "Asked"}
                for model, said in ((PersonLink, untold), (FormerName, {"name": "Larkrise"})):
                    actions.add_record(by=ottoline, case=case, person=parent, model=model, said=said)

    found = counts(sign_in("ottoline"), reverse("cases:people", args=[case.pk]), grow)
    assert same(found), found
