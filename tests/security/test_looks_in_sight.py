"""Nobody writes into the record that they saw what they do not see: who has looked at a case is read from it."""

from uuid import UUID, uuid4

import pytest

from cases.models import Contact, Person
from tests.conftest import asking_as
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor

DENIED = "42501"
LOOKED = "SELECT gate.record_access('form_opened', %s::uuid[], %s::uuid[], 'x')"
BESIDE = "SELECT * FROM gate.open_cases('case_read', %s::uuid[], '{}', %s::uuid[], 'x')"
FOUND = "SELECT gate.name_hits(gate.begin_search(''), %s::uuid[])"
# What only a function writes that does it, or that hands the keys out.
DONE = (
    *("case_read", "cases_listed", "looks_read", "searched", "search_asked", "handed_over", "access_changed"),
    *("alike_found", "alike_decided", "merged", "made_one", "concern_read", "concern_begun", "concern_kept"),
    *("packet_given", "packet_read", "packet_confirmed", "notice_given", "draft_kept", "draft_read", "draft_ended"),
    *("messages_read", "enquiries_read", "arrivals_read", "arrivals_held", "relatives_read", "relatives_changed"),
)


@pytest.fixture(scope="module")
def parts(world: World) -> list[UUID]:
    """Barnet's case, and somebody and something in it."""
    with asking_as(world.people["ottoline"]):
        who, what = (model.objects.filter(case=world.barnet).order_by("pk")[0].pk for model in (Person, Contact))
    return [world.barnet.pk, who, what]


@pytest.mark.parametrize("who", ["bartholomew", "ignatius", "honoria", "clementine", "augusta"])
def test_what_one_does_not_see_is_no_look_of_theirs(world: World, parts: list[UUID], who: str) -> None:
    with asking(world.people[who].pk) as cursor:
        for part in parts:
            assert refused_with(cursor, LOOKED, [[str(part)], []]) == DENIED
            assert refused_with(cursor, LOOKED, [[str(uuid4()), str(part)], []]) == DENIED
        for part in parts[:2]:
            assert refused_with(cursor, BESIDE, [[], [str(part)]]) == DENIED
        assert refused_with(cursor, LOOKED, [[str(uuid4())], []]) == ""


def test_one_sees_their_own_beside_no_other(world: World, parts: list[UUID]) -> None:
    """As who works elsewhere: a case that is theirs opens, and not in the name of another's."""
    ours = [str(world.fernhill.pk)]
    with asking(world.people["bartholomew"].pk) as cursor:
        for part in parts[:2]:
            assert refused_with(cursor, BESIDE, [ours, [str(part)]]) == DENIED
        assert refused_with(cursor, FOUND, [[str(parts[0])]]) == DENIED
        assert refused_with(cursor, BESIDE, [ours, ours]) == refused_with(cursor, FOUND, [ours]) == ""
        assert refused_with(cursor, LOOKED, [[], [str(world.barnet.team_id)]]) == DENIED
        assert refused_with(cursor, LOOKED, [ours, [str(world.fernhill.team_id)]]) == ""


def test_whoever_is_kept_from_a_case_writes_no_look_at_it(own_world: World) -> None:
    case, caspian = own_world.barnet, own_world.people["caspian"].pk
    with superuser_cursor() as cursor:
        keep = "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)"
        cursor.execute(keep, [str(caspian), str(case.pk)])
    with asking(caspian) as cursor:
        assert refused_with(cursor, LOOKED, [[str(case.pk)], []]) == DENIED
        assert refused_with(cursor, BESIDE, [[], [str(case.pk)]]) == DENIED
    with asking(own_world.people["ottoline"].pk) as cursor:
        assert refused_with(cursor, LOOKED, [[str(case.pk)], []]) == ""


@pytest.mark.parametrize("verb", DONE)
def test_what_a_function_does_only_that_records(world: World, verb: str) -> None:
    with asking(world.people["delphine"].pk) as cursor:
        assert refused_with(cursor, "SELECT gate.record_access(%s, '{}', '{}', '')", [verb]) == DENIED
        assert rows(cursor, "SELECT gate.record_access('home_read', '{}', '{}', '') IS NOT NULL") == [(True,)]
