"""Two families that only share a name were made one file. The manager takes the files apart, on a small screen and
without scripts, and each is what it was."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests import databases
from tests.conftest import open_a_case, person
from tests.journeys.conftest import Demonstration, Desks
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    when_they_record_a_call,
)

FIRST, SECOND = ("Isolde", "Marchbanks"), ("Isolda", "Marchbank")
SINCE = "She asked about transport to the new school."
SMALL = {"width": 375, "height": 800}


def given_two_files(unblocked: Any, demonstration: Demonstration) -> tuple[str, str, str]:
    """The page of the one that stays, of the one that closes, and of making one of them."""
    with unblocked.unblock(), databases.pointed_at(demonstration.database):
        stays, closes = open_a_case(person("ottoline"), *FIRST), open_a_case(person("caspian"), *SECOND)
    return stays.get_absolute_url(), closes.get_absolute_url(), f"/cases/{closes.pk}/merge/{stays.pk}/"


def when_she_makes_one_of_them(page: Page, path: str) -> None:
    page.goto(path)
    main(page).get_by_label("How you know that they are one").fill("The same name, near enough")
    main(page).get_by_role("button", name="Make one file").click()
    expect(main(page)).to_contain_text("was made one with this")


def then_the_page_says_what_happens(page: Page) -> None:
    expect(main(page).get_by_role("heading", name="Goes back")).to_be_visible()
    expect(main(page)).to_contain_text("by Caspian Rookwell")
    expect(main(page)).to_contain_text("Isolda Marchbank")
    then_anybody_can_use_it(page)


def test_a_manager_takes_two_files_apart(desks: Desks, demonstration: Demonstration, django_db_blocker: Any) -> None:
    stays, closes, merging = given_two_files(django_db_blocker, demonstration)
    delphine = desks()
    given_signed_in(delphine, "Delphine Marrowby")
    when_she_makes_one_of_them(delphine, merging)
    when_they_record_a_call(delphine, SINCE)
    expect(main(delphine)).to_contain_text(SINCE)
    main(delphine).get_by_role("link", name="Take these two files apart again").click()
    then_the_page_says_what_happens(delphine)
    apart = delphine.evaluate("location.pathname")

    plain = desks(java_script_enabled=False, storage_state=delphine.context.storage_state())
    plain.set_viewport_size(SMALL)
    plain.goto(apart)
    expect(main(plain).get_by_role("heading", name="Goes back")).to_be_visible()
    main(plain).get_by_role("checkbox").check()
    main(plain).get_by_label("How you know that they are two").fill("The second has no children")
    main(plain).get_by_role("button", name="Take them apart").click()
    expect(plain).to_have_url(re.compile(re.escape(closes)))
    expect(main(plain)).to_contain_text("were taken apart on")
    expect(main(plain)).to_contain_text(SINCE)
    expect(main(plain)).to_contain_text("Isolda said that the school has not answered.")
    expect(plain.locator(".app-case__tags")).to_contain_text("Open")

    delphine.set_viewport_size(SMALL)
    delphine.goto(stays)
    expect(main(delphine)).to_contain_text("were taken apart on")
    expect(main(delphine)).not_to_contain_text("Isolda said")
    expect(main(delphine)).not_to_contain_text(SINCE)
    then_anybody_can_use_it(delphine)
    delphine.goto(apart)
    expect(main(delphine)).to_contain_text("taken apart already")
    then_anybody_can_use_it(delphine)
