"""Those who confide come with the keys to their names in one question, which is a look on the record like any other."""

from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.vocabulary import Verb
from cases import actions, keys
from cases.models import Case, Person, Task
from cases.vocabulary import CaseKind
from foundation.rowsecurity.prepared import AndFound, Given, PreparedWithCall
from foundation.sealing.keyring import CONTENT, SEARCH, keyring
from teams.models import User
from tests.conftest import asking_as, open_a_case
from tests.integration.test_joint_calls import together
from tests.security.conftest import World
from tests.security.raw import rows, superuser_cursor

EVENTS = "SELECT verb, objects_shown, page FROM audit_accessevent WHERE actor = %s ORDER BY at DESC, id LIMIT 1"


def shown_last(who: User) -> tuple[str, set[UUID], str]:
    """The last committed look of somebody."""
    with superuser_cursor() as cursor:
        ((verb, shown, page),) = rows(cursor, EVENTS, [who.pk])
    return verb, set(shown), page


def test_names_open_and_all_of_it_is_on_the_record(world: World) -> None:
    ottoline, case = world.people["ottoline"], world.barnet
    other = open_a_case(ottoline, "Thaddeus", "Brightwater")
    with asking_as(ottoline):
        task = Task.objects.filter(case=case).earliest("pk")
        with CaptureQueriesContext(connection) as asked:
            found = keys.open_with_confiders(Verb.CASES_LISTED, [case, other, case], shown=[task], page="here")
        assert {pk: each.given_name.reveal() for pk, each in found.items()} == {
            case.pk: "Petronella",
            other.pk: "Thaddeus",
        }
    assert len([each for each in asked if each["sql"].startswith("EXECUTE")]) == len(asked) == 1
    people = {each.pk for each in found.values()}
    assert shown_last(ottoline) == ("cases_listed", {case.pk, other.pk, task.pk} | people, "here")


def test_a_case_that_nobody_confides_in_is_opened_all_the_same(world: World) -> None:
    ottoline = world.people["ottoline"]
    with asking_as(ottoline):
        nameless = actions.open_case(by=ottoline, team=world.barnet.team, kind=CaseKind.ANONYMOUS)
    with asking_as(ottoline):
        assert keys.open_with_confiders(Verb.CASE_READ, [nameless]) == {}
        assert keyring().has(nameless.pk, CONTENT)
    with asking_as(ottoline):
        assert keys.open_with_confiders(Verb.CASES_LISTED, [], page="none") == {}
    assert shown_last(ottoline) == ("cases_listed", set(), "none")


def test_of_two_who_confide_whoever_was_recorded_first_is_named(world: World) -> None:
    case = open_a_case(world.people["ottoline"])
    petronella, _ = together(case, world.people["ottoline"])
    with asking_as(world.people["ottoline"]):
        assert keys.open_with_confiders(Verb.CASE_READ, [case]) == {case.pk: petronella}


@pytest.mark.parametrize("who", ["bartholomew", "ignatius"])
def test_who_does_not_see_a_case_is_told_nothing_and_has_no_key(world: World, who: str) -> None:
    """The same for a case of the other service, for all of its row policies, and for a case that is not there."""
    codes = []
    for each in (world.barnet, Case(pk=uuid4())):
        with asking_as(world.people[who]):
            with pytest.raises(ProgrammingError) as refused, transaction.atomic():
                keys.open_with_confiders(Verb.CASES_LISTED, [each])
            assert not keyring().has(each.pk, CONTENT)
        codes.append((refused.value.__cause__.pgcode, str(refused.value)))  # type: ignore[union-attr]
    assert codes[0] == codes[1] and codes[0][0] == "42501"


def test_an_object_comes_once_however_much_belongs_to_it(world: World) -> None:
    """Two keys belong to each case, and two confide in this one: no person and no key is lost, or made up."""
    case = open_a_case(world.people["ottoline"])
    together(case, world.people["ottoline"])
    both = PreparedWithCall(
        lambda: Person.objects.filter(case__among=Given(lambda cases: cases), is_confider=True).only("case", "role"),
        "gate.open_cases",
        Given(lambda _: Verb.CASE_READ.value),
        Given(lambda cases: cases),
        Given(lambda _: [CONTENT, SEARCH]),
        AndFound(lambda _: []),
        Given(lambda _: ""),
        matching=("case_id", "scope"),
    )
    with asking_as(world.people["ottoline"]):
        people, given = both([case.pk])
        assert sorted(people, key=lambda each: each.pk) == list(
            Person.objects.filter(case=case, is_confider=True).order_by("pk")
        )
    assert {(row[0], row[1]) for row in given} == {(case.pk, CONTENT), (case.pk, SEARCH)}


def test_only_a_function_of_the_gate_can_be_called() -> None:
    with pytest.raises(ValueError, match="Not a gate function"):
        PreparedWithCall(Person.objects.all, "gate.open_cases(now()) --", matching=("case_id", "scope"))
