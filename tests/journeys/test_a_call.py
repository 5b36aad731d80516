"""A caseworker's telephone rings: from signing in to finding the call again, with scripts and without."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.places import GIVEN, Places
from tests.journeys.steps import (
    given_signed_in,
    then_anybody_can_use_it,
    then_it_is_found,
    then_it_is_on_the_timeline,
    when_they_fill_in_a_call,
    when_they_look_for,
    when_they_open_a_case,
    when_they_record_a_call,
)

ABSENT = f"/cases/{uuid.UUID(int=0x1234567890AB4DEF8000000000000001)}/"


def journey_of_a_call(page: Page, family: str) -> str:
    """From signing in to finding the call again; gives the path of the case."""
    given_signed_in(page, "Ottoline Fernsby")
    path = when_they_open_a_case(page, "Seraphina", family)
    when_they_record_a_call(page)
    then_it_is_on_the_timeline(page)
    for term in ("seraph", "07700 900 077", page.locator(".app-case .app-reference").inner_text()):
        when_they_look_for(page, term)
        assert term not in page.url
        assert term not in page.title()
    then_it_is_found(page, f"Seraphina {family}", path)
    return path


def test_a_call_is_recorded_and_found(desk: Page) -> None:
    journey_of_a_call(desk, "Thistlewick")
    then_anybody_can_use_it(desk)


def test_a_call_is_recorded_and_found_without_scripts(desks: Desks) -> None:
    without = desks(java_script_enabled=False)
    path = journey_of_a_call(without, "Underhill")
    # axe is a script itself: it reads the same pages where scripts may run and ours are empty.
    for address in (path, f"{path}contacts/add/"):
        then_anybody_can_use_it(given_the_same_page_with_our_scripts_empty(desks, without, address))


def given_the_same_page_with_our_scripts_empty(desks: Desks, page: Page, address: str) -> Page:
    copy = desks(storage_state=page.context.storage_state())
    copy.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    copy.goto(address)
    return copy


def test_one_call_is_recorded_however_often_the_button_is_pressed(desk: Page) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    when_they_open_a_case(desk, "Cordelia", "Double")
    desk.get_by_role("link", name="Record a contact").click()
    when_they_fill_in_a_call(desk)
    desk.get_by_role("button", name="Record this contact").dblclick()
    then_it_is_on_the_timeline(desk)
    expect(desk.locator(".app-timeline__item")).to_have_count(1)
    then_anybody_can_use_it(desk)


@pytest.mark.parametrize("who", ["Bartholomew Quince", "Ignatius Pell"])
def test_for_others_the_case_is_absent_byte_for_byte(desks: Desks, places: Places, who: str) -> None:
    other, path = desks(), places.case_page()
    given_signed_in(other, who)
    refused, nowhere = (other.context.request.get(address) for address in (path, ABSENT))
    assert (refused.status, refused.body()) == (nowhere.status, nowhere.body())
    assert refused.status == 404
    headers = [[h for h in each.headers_array if h["name"].lower() != "date"] for each in (refused, nowhere)]
    assert headers[0] == headers[1]
    desks.absent.add(other.evaluate("location.origin") + path)
    other.goto(path)
    expect(other.get_by_role("heading", level=1)).to_have_text("This page cannot be found")
    expect(other.locator("form")).to_have_count(0)
    assert GIVEN not in other.content()
    then_anybody_can_use_it(other)
