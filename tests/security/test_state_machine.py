"""The machine is run: after every step each of the cast reads exactly what the oracle says (promise 1)."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from foundation.rowsecurity.owner import as_owner
from teams.founding import found_membership, found_person, found_team
from tests.conftest import BARNET, LONG, open_a_case, person
from tests.security.conftest import World
from tests.security.machine import BARNETS, CASES, OUTREACH, Service


@pytest.fixture(scope="module")
def peopled(world: World) -> World:
    """The world, with a second case of Barnet's and a colleague in another team of its service."""
    with as_owner():
        outreach = found_team("Barnet Outreach", service=BARNET)
        for name, called, role in OUTREACH:
            found_membership(outreach, found_person(name, called, password="a password of theirs"), role)
    for name, *_ in OUTREACH:
        world.people[name] = person(name)
    return world


@pytest.fixture
def service(peopled: World, monkeypatch: pytest.MonkeyPatch) -> type[Service]:
    """The machine, standing in a world."""
    monkeypatch.setattr(Service, "world", peopled, raising=False)
    if not hasattr(Service, "his"):
        Service.his = open_a_case(peopled.people["caspian"], "Ambrose", "Quillfeather")
    return Service


SHORT = settings(
    max_examples=4,
    stateful_step_count=14,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
COUNTS = settings(SHORT, max_examples=60, stateful_step_count=40, phases=[Phase.generate, Phase.shrink])


def test_whatever_happens_each_reads_what_the_oracle_says(service: type[Service]) -> None:
    run_state_machine_as_test(service, settings=COUNTS if LONG else SHORT)


def test_the_oracle_is_no_yes_man(service: type[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    """With row security looking away, the same comparison fails: it would have noticed."""
    monkeypatch.setattr(Service, "by_sql_alone", lambda self, who: (set(CASES), set(self.oracle.contacts)))
    with pytest.raises(AssertionError):
        run_state_machine_as_test(service, settings=settings(SHORT, max_examples=1, stateful_step_count=1))


@pytest.fixture
def by_hand(service: type[Service]) -> Iterator[Service]:
    """The machine, to be driven step by step: what a short search would seldom come to."""
    made = service()
    made.begin()
    yield made
    made.teardown()


def test_a_manager_placed_on_both_sides_reads_neither_once_she_manages_no_more(by_hand: Service) -> None:
    by_hand.joins("honoria", "service_manager", None, None, "delphine")
    by_hand.builds_a_wall("delphine")
    by_hand.places("delphine", "honoria", "both")
    by_hand.each_reads_what_the_oracle_says()
    assert by_hand.through_pages("honoria") == set(BARNETS)
    by_hand.leaves("honoria", None)
    by_hand.joins("honoria", "worker", None, None, "delphine")
    by_hand.each_reads_what_the_oracle_says()
    assert by_hand.oracle.roles("honoria", "barnet") == {"worker"}


def test_whoever_was_let_in_and_leaves_the_service_reads_nothing(by_hand: Service) -> None:
    by_hand.lets_in("delphine", "his", 30)
    by_hand.each_reads_what_the_oracle_says()
    assert by_hand.through_pages("rosalind") == {"his"}
    by_hand.leaves("rosalind", None)
    by_hand.each_reads_what_the_oracle_says()
    assert not by_hand.oracle.reads("rosalind", "his")


def test_two_files_that_were_made_one_are_kept_from_whoever_is_kept_from_either(by_hand: Service) -> None:
    by_hand.keeps_out("delphine", "ottoline", "his", "block", 5)
    by_hand.narrows_a_contact(0, "restricted")
    by_hand.merges("caspian", "hers")  # who is no manager
    assert not by_hand.oracle.one
    by_hand.merges("delphine", "hers")
    by_hand.each_reads_what_the_oracle_says()
    assert by_hand.oracle.one and by_hand.through_pages("ottoline") == set()
    by_hand.builds_a_wall("delphine")
    by_hand.places("delphine", "caspian", "first")
    by_hand.each_reads_what_the_oracle_says()
    by_hand.takes_the_wall_down("delphine")
    by_hand.time_passes(6, False)
    by_hand.each_reads_what_the_oracle_says()
    assert by_hand.through_pages("ottoline") == set(BARNETS)


def test_two_that_were_taken_apart_have_each_its_own_when_a_manager_says_so(by_hand: Service) -> None:
    by_hand.keeps_out("delphine", "ottoline", "his", "block", None)
    by_hand.merges("delphine", "hers")
    by_hand.leaves_a_case("caspian", "hers")  # while they are one
    by_hand.narrows_a_contact(0, "restricted")
    by_hand.takes_them_apart("caspian", True)  # who is no manager
    assert by_hand.oracle.one
    by_hand.takes_them_apart("delphine", False)
    by_hand.each_reads_what_the_oracle_says()
    assert by_hand.through_pages("ottoline") == by_hand.through_pages("caspian") == set()
    by_hand.says_that_each_has_its_own("ottoline")
    assert by_hand.oracle.one
    by_hand.says_that_each_has_its_own("delphine")
    by_hand.each_reads_what_the_oracle_says()
    assert (by_hand.through_pages("ottoline"), by_hand.through_pages("caspian")) == ({"hers"}, {"his"})
    by_hand.merges("delphine", "his")  # the other way round
    by_hand.each_reads_what_the_oracle_says()
    by_hand.takes_them_apart("delphine", True)
    by_hand.each_reads_what_the_oracle_says()
    assert (by_hand.through_pages("ottoline"), by_hand.through_pages("caspian")) == ({"hers"}, {"his"})


def test_one_who_acts_for_the_manager_and_leaves_acts_no_more(by_hand: Service) -> None:
    by_hand.acts_for_the_manager("caspian", "delphine", None, 60)
    by_hand.narrows_a_case("hers", "manager_only")
    by_hand.each_reads_what_the_oracle_says()
    assert by_hand.oracle.reads("caspian", "hers")
    by_hand.leaves("caspian", None)
    by_hand.each_reads_what_the_oracle_says()
    by_hand.joins("caspian", "worker", None, None, "delphine")
    by_hand.each_reads_what_the_oracle_says()
    assert not by_hand.oracle.reads("caspian", "hers")
