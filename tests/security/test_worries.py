"""A worry reaches the team's manager the same day, and nobody learns of a case by being given its task (promise 7)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from cases import actions
from cases.models import Case, Task
from cases.vocabulary import ContactType, Screen
from foundation import clock
from foundation.rowsecurity.owner import as_owner
from pps_barnet.demonstration.families import Told
from teams.founding import found_membership, found_person, found_team
from teams.models import User
from teams.vocabulary import Role
from tests.conftest import BARNET, asking_as, open_a_case, person
from tests.security.raw import asking, rows, superuser_cursor


@pytest.fixture
def barnet(own_database: str) -> Iterator[Case]:
    """A case in a database of this test's own, because exclusions have to be committed."""
    return open_a_case(person("ottoline"))


def worried(case: Case, screen: Screen, kind: ContactType = ContactType.CASEWORK) -> list[Task]:
    """The tasks that came of one contact of Ottoline's."""
    ottoline = person("ottoline")
    with asking_as(ottoline):
        before = set(Task.objects.values_list("pk", flat=True))
        told = Told(0, "She is afraid of him.", screen=screen, kind=kind)
        actions.record_contact(by=ottoline, case=case, contact=told.contact())
        return list(Task.objects.exclude(pk__in=before).select_related("assigned_to", "contact"))


@pytest.mark.parametrize("screen", [Screen.CONCERN, Screen.UNSURE])
def test_the_manager_has_a_task_for_today(barnet: Case, screen: Screen) -> None:
    (task,) = worried(barnet, screen)
    assert (str(task.assigned_to), task.due, task.kind) == ("Delphine Marrowby", clock.today(), "safeguarding")
    assert task.contact.safeguarding_screen == screen


def test_no_worry_makes_no_task(barnet: Case) -> None:
    assert worried(barnet, Screen.NO_CONCERN) == []
    assert worried(barnet, Screen.NOT_ASKED, ContactType.LEFT_MESSAGE) == []


def test_a_manager_who_is_kept_out_of_the_case_is_passed_over(barnet: Case) -> None:
    keep_out(barnet, person("delphine"))
    (task,) = worried(barnet, Screen.CONCERN)
    assert str(task.assigned_to) == "Ottoline Fernsby"  # nobody else manages the team, and it must not be lost


def test_a_second_manager_takes_the_place_of_one_who_is_kept_out(barnet: Case) -> None:
    with as_owner():
        second = found_person("theodosia", "Theodosia Plumtree", password="a password of hers")
        found_membership(found_team(BARNET), second, Role.SERVICE_MANAGER)
    assert str(worried(barnet, Screen.CONCERN)[0].assigned_to) == "Delphine Marrowby"
    keep_out(barnet, person("delphine"))
    assert str(worried(barnet, Screen.CONCERN)[0].assigned_to) == "Theodosia Plumtree"


@pytest.mark.parametrize(
    ("who", "answer"),
    [("ottoline", "delphine"), ("delphine", "delphine"), ("ignatius", ""), ("bartholomew", ""), ("honoria", "")],
)
def test_only_who_works_on_the_case_is_told_who_manages_it(barnet: Case, who: str, answer: str) -> None:
    assert manager_for(who, barnet.pk) == (person(answer).pk if answer else None)


def test_an_excluded_colleague_is_told_nobody(barnet: Case) -> None:
    keep_out(barnet, person("caspian"))
    assert manager_for("caspian", barnet.pk) is None
    assert manager_for("ottoline", barnet.pk) is not None


def manager_for(who: str, case: UUID) -> Any:
    with asking(person(who).pk) as cursor:
        return rows(cursor, "SELECT gate.manager_of(%s)", [str(case)])[0][0]


def keep_out(case: Case, who: User) -> None:
    with superuser_cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)",
            [str(who.pk), str(case.pk)],
        )
