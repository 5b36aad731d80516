"""The home page counts all there is, also what it has no room to list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.models import Case
from foundation import clock
from pps_barnet.pages.home import TASKS
from teams import actions as team_actions
from teams.models import Membership, Team, User
from tests.conftest import BARNET, SignIn, asking_as, open_a_case


@pytest.mark.django_db
def test_more_overdue_tasks_than_fit_are_all_counted(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        for _ in range(TASKS + 2):
            yesterday = clock.today() - timedelta(days=1)
            actions.add_task(by=ottoline, case=case, title="Call back", due=yesterday, assigned_to=ottoline)
    shown = sign_in("ottoline").get("/")
    tiles = {tile.label: tile.number for tile in shown.context["tiles"]}
    assert (tiles["My tasks overdue"], tiles["My tasks due today"]) == (TASKS + 2, 1)
    assert len(shown.context["tasks"]) == TASKS


def main_of(client: Client) -> str:
    """What stands on the home page, without what is drawn anew each time."""
    page = client.get("/").content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r'value="[^"]{60,}"', "", page)


@pytest.mark.django_db
def test_an_administrators_home_shows_people_and_is_the_same_whatever_cases_there_are(
    sign_in: SignIn, cast: dict[str, User], settings: Any
) -> None:
    """Who waits, whose turn an invitation is, who leaves, and whose membership is to be confirmed again."""
    settings.RECERTIFY_MONTHS = 0
    ignatius, delphine, ends = cast["ignatius"], cast["delphine"], clock.now() + timedelta(days=10)
    with asking_as(ignatius):
        team = Team.objects.get(name=BARNET)
        who = team_actions.Newcomer("hepzibah", "Hepzibah Larkspur", "hepzibah@example.org")
        terms = team_actions.Terms("worker")
        new = team_actions.invite(by=ignatius, team=team, who=who, terms=terms, reason="Starts in spring")
        team_actions.ask_for(by=ignatius, team=team, username="honoria", terms=terms, reason="Extra hands")
        leaving = Membership.objects.get(user=cast["caspian"], team=team)
        team_actions.end(by=ignatius, membership=leaving, reason="A new post", at=ends)
    with asking_as(delphine):
        team_actions.answer(by=delphine, membership=Membership.objects.get(pk=new), confirm=True)
    client = sign_in("ignatius")
    people = client.get("/").context["people"]
    assert [tile.number for tile in people.tiles] == [1, 1, 1, 6]
    assert [line.name for line in people.asked] == ["Honoria Vance-Tully"]
    assert [(line.name, line.tag and line.tag.text) for line in people.ways_in] == [("Hepzibah Larkspur", "Your turn")]
    assert [(line.name, "ends" in line.what) for line in people.coming_and_going] == [("Caspian Rookwell", True)]
    own = {line.name for line in people.again if "you can confirm it" in line.what}
    assert own == {"Delphine Marrowby"}  # a manager's an administrator confirms too; everybody else's the manager
    before = main_of(client)
    assert all(name in before for name in ("Honoria", "Hepzibah", "Caspian", "Delphine"))
    open_a_case(cast["ottoline"])
    assert main_of(client) == before


@pytest.mark.django_db
def test_who_works_cases_and_administers_sees_both_on_one_page(sign_in: SignIn, cast: dict[str, User]) -> None:
    """A caseworker of one service who administers the other."""
    with asking_as(cast["ignatius"]):
        team, terms = Team.objects.get(name=BARNET), team_actions.Terms("administrator")
        team_actions.ask_for(by=cast["ignatius"], team=team, username="bartholomew", terms=terms, reason="Helps out")
    with asking_as(cast["delphine"]):
        asked = Membership.objects.get(user=cast["bartholomew"], role="administrator")
        team_actions.answer(by=cast["delphine"], membership=asked, confirm=True)
    shown = sign_in("bartholomew").get("/")
    page = shown.content.decode()
    assert shown.context["tiles"] and shown.context["people"].here
    assert 'id="my-tasks"' in page and "Invite somebody new" in page and f"In {BARNET}" in page
    assert page.count("Nothing waits for you") <= 1  # said of the tasks alone


@pytest.mark.django_db
def test_ones_own_open_cases_do_not_say_who_leads_them(sign_in: SignIn, case: Case) -> None:
    """Every row of "My open cases" has the same lead worker and status: neither is a column."""
    labels = [column.label for column in sign_in("ottoline").get("/").context["mine"].columns]
    assert labels[:2] == ["Name", "Reference"] and not {"Lead worker", "Status"} & set(labels)


@pytest.mark.django_db
def test_nothing_to_do_has_no_colour(sign_in: SignIn) -> None:
    """A count of nothing looks like nothing: on a day without tasks no tile asks for attention."""
    tiles = sign_in("bartholomew").get("/").context["tiles"]
    assert [tile.label for tile in tiles if tile.number == 0 and tile.tone] == []
    assert any(tile.number == 0 for tile in tiles)
