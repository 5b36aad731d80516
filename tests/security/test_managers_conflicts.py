"""A manager's own conflict of interest goes to another manager and is unseen by her, whatever follows from it (§3.18).

Falls when the policy ``not_about_oneself`` is dropped, when ``Conflict.objects.visible_to`` leaves out nobody's own, or
when ``gate.looks_at`` lists the moment in which it was recorded.
"""

import pytest
from django.test import Client

from cases import actions
from cases.models import Conflict
from foundation.rowsecurity.owner import as_owner
from teams.actions import end
from teams.founding import found_membership, found_person, found_team
from teams.models import Membership, User
from teams.vocabulary import Role
from tests.conftest import BARNET, asking_as, person, signed_in
from tests.security.conftest import World
from tests.security.raw import asking, rows, superuser_cursor

SECOND = "cordelia"  # a second manager of the team


def manager(username: str, name: str) -> User:
    """Another service manager of the team."""
    with as_owner():
        found_membership(found_team(BARNET), found_person(username, name, password="of theirs"), Role.SERVICE_MANAGER)
    return person(username)


@pytest.fixture
def supervised(own_world: World) -> World:
    """Delphine's conflict in a case that she may go on working on, decided by the team's other manager."""
    world = own_world
    cordelia = world.people[SECOND] = manager(SECOND, "Cordelia Ashgrove")
    with asking_as(cordelia):
        said = {"kind": "friend", "mitigation": "supervised", "reason": "At school with the mother"}
        actions.keep_out(by=cordelia, case=world.barnet, colleague=world.people["delphine"].pk, **said)
        world.ids["about her"] = Conflict.objects.get(colleague=world.people["delphine"]).pk
    return world


def pages(world: World, client: Client) -> str:
    """All that a manager reads about conflicts: of the case, of the team, on the home page, and who has looked."""
    case = f"/cases/{world.barnet.pk}/"
    paths = (case, f"{case}access/", f"{case}looks/", "/conflicts/", "/")
    return "".join(client.get(path).content.decode().partition("<main")[2] for path in paths)


def test_it_is_unseen_by_whom_it_is_about_in_both_gates(supervised: World) -> None:
    for who, number in (("delphine", 0), (SECOND, 1)):
        them = supervised.people[who]
        about_her = {"colleague": supervised.people["delphine"]}
        with asking_as(them):
            assert Conflict.objects.visible_to(them).filter(**about_her).count() == number, who
        with asking(them.pk) as cursor:
            found = rows(cursor, "SELECT id FROM cases_conflict WHERE id = %s", [str(supervised.ids["about her"])])
            assert len(found) == number, who


def test_python_alone_leaves_it_out(supervised: World) -> None:
    with superuser_cursor() as cursor:
        cursor.execute("DROP POLICY not_about_oneself ON cases_conflict")
    delphine = supervised.people["delphine"]
    with asking_as(delphine):
        assert Conflict.objects.filter(colleague=delphine).exists()
        assert not Conflict.objects.visible_to(delphine).filter(colleague=delphine).exists()


def test_her_pages_are_those_of_a_manager_without_one(supervised: World) -> None:
    """The case stays hers to work on; that a colleague recorded anything is on none of her pages."""
    delphine, cordelia = (signed_in(supervised.people[who]) for who in ("delphine", SECOND))
    told = pages(supervised, cordelia)
    assert all(word in told for word in ("At school with", "Supervised", "Changed who may see the case"))
    hers = pages(supervised, delphine)
    assert "Petronella" in hers
    assert all(word not in hers for word in ("At school with", "Supervised"))
    her_looks = delphine.get(f"/cases/{supervised.barnet.pk}/looks/")
    by_another = {event.verb for event, _, name in her_looks.context["looks"] if name == "Cordelia Ashgrove"}
    assert by_another and not by_another & {"access_changed", "changed"}
    for form in ("", "end/"):
        address = f"/cases/{supervised.barnet.pk}/access/conflicts/{supervised.ids['about her']}/{form}"
        assert (delphine.get(address).status_code, cordelia.get(address).status_code) == (404, 200)


def test_the_page_says_who_supervises_and_when_nobody_does(supervised: World) -> None:
    """Whoever decided that she may go on supervises it; once they are gone, the next manager is told to."""
    path = f"/cases/{supervised.barnet.pk}/access/"
    thaddeus = signed_in(manager("thaddeus", "Thaddeus Lovage"))
    for page in (path, "/conflicts/"):
        assert "Cordelia Ashgrove" in thaddeus.get(page).content.decode()
    ignatius = supervised.people["ignatius"]
    with asking_as(ignatius):
        theirs = Membership.objects.get(user=supervised.people[SECOND])
        end(by=ignatius, membership=theirs, reason="Has left")
    for page in (path, "/conflicts/"):
        assert "Nobody now: Cordelia Ashgrove no longer manages the team" in thaddeus.get(page).content.decode()
