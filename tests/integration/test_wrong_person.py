"""A contact recorded on the wrong person: found, confirmed with both names, moved whole, and nothing left to read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit.vocabulary import Verb
from cases import actions, keys
from cases.models import Case, Contact, ContactAddendum, ContactVersion, Task
from cases.rules import may_move_contact
from cases.vocabulary import ContactType, Screen, WithWhom
from foundation import clock
from foundation.verdict import Refused
from pps_barnet.demonstration.families import Told
from teams.models import User
from tests.conftest import SignIn, asking_as, open_a_case, person, signed_in
from tests.security.raw import superuser_cursor

SAID, SOONER = "Winifred said that Barnaby hides in the library.", "Winifred said that Barnaby hides."
ADDED, NEXT = "It was the small library.", "Ring the librarian"
SECRETS = (SAID, SOONER, ADDED, NEXT, "Winifred", "Sandalwood", "A professional of the library")


class Mistake:
    """Winifred's call, written down on Petronella's case: corrected, added to, with a task, and finishing another."""

    def __init__(self, ottoline: User) -> None:
        self.ottoline = ottoline
        self.wrong, self.right = open_a_case(ottoline), open_a_case(ottoline, "Winifred", "Sandalwood")
        with asking_as(ottoline):
            said = replace(
                Told(0, SOONER, screen=Screen.UNSURE).contact(),
                with_whom=WithWhom.PROFESSIONAL,
                other_party="A professional of the library",
                told_about_family="That he hides",
                consent_check="agreed",
            )
            promised = Task.objects.get(case=self.wrong)
            step = (NEXT, clock.today() - timedelta(days=3), ottoline)
            self.contact = actions.record_contact(
                by=ottoline, case=self.wrong, contact=said, follow_up=step, finishes=promised
            )
            self.promised = promised
            actions.correct_contact(by=ottoline, case=self.wrong, contact=self.contact, texts={"summary": SAID})
            actions.add_to_contact(by=ottoline, case=self.wrong, contact=self.contact, text=ADDED)

    def path(self, to: Case | None = None) -> str:
        return reverse("cases:move_contact", args=[self.wrong.pk, self.contact.pk, (to or self.right).pk])

    def move(self) -> Contact:
        with asking_as(self.ottoline):
            return actions.move_contact(by=self.ottoline, case=self.wrong, contact=self.contact, to=self.right)


@pytest.fixture
def mistake(cast: dict[str, User]) -> Mistake:
    return Mistake(cast["ottoline"])


@pytest.mark.django_db
def test_it_is_found_confirmed_and_moved(sign_in: SignIn, mistake: Mistake) -> None:
    client, wrong = sign_in("caspian"), mistake.wrong
    ask = reverse("cases:wrong_person", args=[wrong.pk, mistake.contact.pk])
    found = client.post(ask, {"term": "winifred"})["Location"]
    assert "winifred" not in found
    page = client.get(found)
    assert mistake.path() in page.content.decode() and mistake.path(wrong) not in page.content.decode()
    confirm = client.get(mistake.path()).content.decode()
    assert "Petronella Quillfeather" in confirm and "Winifred Sandalwood" in confirm
    moved = client.post(mistake.path())["Location"]
    assert str(mistake.right.pk) in moved and str(mistake.contact.pk) not in moved
    shown = client.get(moved).content.decode()
    assert all(text in shown for text in (SAID, ADDED, "Moved here", "Corrected "))
    assert "Petronella" not in shown.partition("<main")[2]
    assert SOONER in client.get(f"{moved}wording/").content.decode()
    assert NEXT in client.get(mistake.right.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_what_is_left_names_neither_what_nor_whose(sign_in: SignIn, mistake: Mistake) -> None:
    mistake.move()
    for name in ("ottoline", "caspian", "delphine"):
        for path in (mistake.wrong.get_absolute_url(), mistake.contact.get_absolute_url()):
            page = sign_in(name).get(path).content.decode()
            assert [secret for secret in SECRETS if secret in page] == []
            assert "A contact recorded here on" in page
    with asking_as(mistake.ottoline):
        left = Contact.objects.get(pk=mistake.contact.pk)
    kept = {
        "id",
        "case",
        "team",
        "happened_at",
        "recorded_at",
        "worker",
        "moved_away_at",
        "moved_away_by",
        "edited_at",  # when it was moved, and who moved it
        "edited_by",
        "access_class",
    }
    said = {f.name: getattr(left, f.attname) for f in left._meta.concrete_fields if f.name not in kept}
    neutral = {"direction": "in", "with_whom": "other", "contact_type": "no_answer", "source": "other"}
    neutral |= {"safeguarding_screen": "not_asked", "paper_notes": "none"}
    assert {name: value for name, value in said.items() if value and value != neutral.get(name)} == {}


@pytest.mark.django_db
def test_both_cases_are_kept_true(mistake: Mistake) -> None:
    """Dates that lists sort by, the first response, and the task that the call seemed to have done."""
    moved = mistake.move()
    with asking_as(mistake.ottoline):
        wrong, right = (Case.objects.get(pk=case.pk) for case in (mistake.wrong, mistake.right))
        first = Contact.objects.get(case=wrong, moved_away_at=None)
        assert wrong.last_contact_at == first.happened_at and first.first_response
        assert right.last_contact_at == moved.happened_at
        assert Task.objects.get(pk=mistake.promised.pk).state == "open"
        assert wrong.next_due == Task.objects.filter(case=wrong).to_do().first().due
        assert right.next_due == clock.today() - timedelta(days=3)


@pytest.mark.django_db
def test_what_was_disclosed_and_when_it_was_written_stay_as_they_were(mistake: Mistake) -> None:
    with asking_as(mistake.ottoline):
        written = Contact.objects.get(pk=mistake.contact.pk).recorded_at
    moved = mistake.move()
    with asking_as(mistake.ottoline):
        keys.open_for(Verb.CASE_READ, [mistake.right])
        told = moved.told_about_family.reveal()
    assert (told, moved.discloses_externally, moved.consent_check) == ("That he hides", True, "agreed")
    assert (moved.recorded_at, moved.worker_id) == (written, mistake.ottoline.pk)


@pytest.mark.django_db
def test_the_manager_is_told_and_not_what_or_whose(sign_in: SignIn, mistake: Mistake) -> None:
    mistake.move()
    page = sign_in("delphine").get(reverse("tasks"), {"kind": "notice"})
    (notice,) = page.context["tasks"]
    assert notice["title"].startswith("Ottoline Fernsby moved a contact recorded here by mistake")
    assert [secret for secret in SECRETS if secret in notice["title"]] == []


@pytest.mark.django_db
def test_both_cases_say_in_the_record_that_something_moved(sign_in: SignIn, mistake: Mistake) -> None:
    mistake.move()
    for case, page in ((mistake.wrong, "a contact was moved away"), (mistake.right, "a contact was moved here")):
        looks = sign_in("delphine").get(reverse("cases:looks", args=[case.pk])).context["looks"]
        (event,) = [event for event, *_ in looks if event.page == page]
        other = {mistake.wrong.pk, mistake.right.pk} - {case.pk}
        assert not other & set(event.objects_shown)


@pytest.mark.django_db
def test_everything_hangs_on_the_moved_contact(mistake: Mistake) -> None:
    """The rows themselves: each under the right case, sealed in its new place."""
    moved = mistake.move()
    with asking_as(mistake.ottoline):
        keys.open_for(Verb.CASE_READ, [mistake.right])
        (version,) = ContactVersion.objects.filter(case=mistake.right, contact=moved)
        (addendum,) = ContactAddendum.objects.filter(case=mistake.right, contact=moved)
        tasks = Task.objects.filter(case=mistake.right, contact=moved)
        assert (version.summary.reveal(), addendum.text.reveal()) == (SOONER, ADDED)
        assert {NEXT} < {task.title.reveal() for task in tasks}  # and the manager's, about what worried
        assert not ContactVersion.objects.filter(case=mistake.wrong).exists()
        assert not ContactAddendum.objects.filter(case=mistake.wrong).exists()


@pytest.mark.django_db
def test_a_contact_moves_once_and_may_be_moved_back(mistake: Mistake) -> None:
    moved = mistake.move()
    with pytest.raises(Refused, match="was moved to the case it belongs to"):
        mistake.move()
    with asking_as(mistake.ottoline):
        back = actions.move_contact(by=mistake.ottoline, case=mistake.right, contact=moved, to=mistake.wrong)
        keys.open_for(Verb.CASE_READ, [mistake.wrong])
        assert back.summary.reveal() == SAID


@pytest.mark.django_db
def test_the_first_contact_of_the_right_case_is_its_first_response(cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    wrong = open_a_case(ottoline)
    with asking_as(ottoline):
        empty = actions.open_case(by=ottoline, team=wrong.team, kind="anonymous")  # type: ignore[arg-type]
        contact = Contact.objects.get(case=wrong)
        moved = actions.move_contact(by=ottoline, case=wrong, contact=contact, to=empty)
        left = Case.objects.get(pk=wrong.pk)
    assert moved.first_response and moved.person_id is None
    assert left.last_contact_at == left.opened_at


@pytest.mark.django_db
def test_nobody_moves_one_out_of_the_team_or_into_a_case_they_do_not_see(
    sign_in: SignIn, cast: dict[str, User], mistake: Mistake
) -> None:
    fernhill = open_a_case(cast["bartholomew"], "Ambrose", "Thistlewood")
    for name, path in (("ottoline", mistake.path(fernhill)), ("bartholomew", mistake.path(fernhill))):
        client = sign_in(name)
        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    with asking_as(cast["ottoline"]):
        verdict = may_move_contact(cast["ottoline"], mistake.contact, mistake.wrong, fernhill)
    assert verdict.reason == "A contact can only be moved within the team that recorded it."


def test_a_case_kept_from_somebody_is_no_place_they_can_move_one_to(own_database: str) -> None:
    """Not among those found, and absent by its address; the same as a case that never was."""
    from tests.security.test_worries import keep_out

    mistake = Mistake(person("ottoline"))
    caspian = person("caspian")
    keep_out(mistake.right, caspian)
    client = signed_in(caspian)
    ask = reverse("cases:wrong_person", args=[mistake.wrong.pk, mistake.contact.pk])
    assert client.get(client.post(ask, {"term": "winifred"})["Location"]).context["found"].rows == ()
    assert client.post(mistake.path()).status_code == 404


def test_nothing_of_it_opens_with_the_wrong_cases_key(own_database: str) -> None:
    """After the move, destroying the wrong case's key destroys nothing of the right family's words."""
    mistake = Mistake(person("ottoline"))
    moved = mistake.move()
    with superuser_cursor() as cursor:
        cursor.execute("DELETE FROM vault.scope_key WHERE scope = %s", [str(mistake.wrong.pk)])
    with asking_as(mistake.ottoline):
        keys.open_for(Verb.CASE_READ, [mistake.right])
        assert Contact.objects.get(pk=moved.pk).summary.reveal() == SAID


@pytest.mark.django_db
def test_kinds_of_contact_that_reach_nobody_move_as_well(cast: dict[str, User], mistake: Mistake) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        told = replace(Told(0, "", kind=ContactType.NO_ANSWER).contact(), safeguarding_screen=Screen.NOT_ASKED)
        contact = actions.record_contact(by=ottoline, case=mistake.wrong, contact=told)
        moved: Any = actions.move_contact(by=ottoline, case=mistake.wrong, contact=contact, to=mistake.right)
    assert (moved.contact_type, moved.summary) == ("no_answer", None)
