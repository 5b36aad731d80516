"""A colleague who is kept from a family writes them down again; the manager hears of it and makes one file of two."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from cases import actions
from tests import databases
from tests.conftest import asking_as, open_a_case, person
from tests.journeys.conftest import Demonstration, Desks
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it

GIVEN, FAMILY = "Philomena", "Ashgrove-Tarrant"
NAME = f"{GIVEN} {FAMILY}"


def given_a_family_that_caspian_is_kept_from(unblocked: Any, demonstration: Demonstration) -> str:
    with unblocked.unblock(), databases.pointed_at(demonstration.database):
        case, delphine = open_a_case(person("ottoline"), GIVEN, FAMILY), person("delphine")
        with asking_as(delphine):
            said = {"kind": "neighbour", "mitigation": "block", "reason": "Lives next door"}
            actions.keep_out(by=delphine, case=case, colleague=person("caspian").pk, **said)
    return case.get_absolute_url()


def when_he_opens_a_case_for_them(page: Page) -> str:
    page.goto("/cases/open/")
    main(page).get_by_label("First name").fill(GIVEN)
    main(page).get_by_label("Last name").fill(FAMILY)
    main(page).get_by_label("A parent or carer").check()
    main(page).get_by_role("button", name="Open this case").click()
    expect(page.get_by_role("status").filter(has_text="Case opened")).to_be_visible()
    expect(main(page)).not_to_contain_text("Are they the same?")
    return page.evaluate("location.pathname")


def test_the_manager_makes_one_file_of_two(desks: Desks, demonstration: Demonstration, django_db_blocker: Any) -> None:
    hidden = given_a_family_that_caspian_is_kept_from(django_db_blocker, demonstration)
    caspian, delphine = desks(), desks()
    given_signed_in(caspian, "Caspian Rookwell")
    again = when_he_opens_a_case_for_them(caspian)

    given_signed_in(delphine, "Delphine Marrowby")
    main(delphine).get_by_role("link", name="A family may be known already").click()
    then_anybody_can_use_it(delphine)
    row = (
        main(delphine)
        .get_by_role("row")
        .filter(has_text="They do not see the other file")
        .filter(has_text="Caspian Rookwell")
    )
    row.get_by_role("link", name=NAME).first.click()
    expect(main(delphine)).to_contain_text("Caspian Rookwell wrote somebody down")
    then_anybody_can_use_it(delphine)

    main(delphine).get_by_label("Yes: make one file of the two").check()
    main(delphine).get_by_role("button", name="Continue").click()
    expect(main(delphine)).to_contain_text("Caspian Rookwell")
    then_anybody_can_use_it(delphine)
    main(delphine).get_by_label("How you know that they are one").fill("She gave the same address")
    main(delphine).get_by_role("button", name="Make one file").click()
    expect(delphine).to_have_url(re.compile(re.escape(hidden)))
    expect(main(delphine)).to_contain_text("was made one with this")
    then_anybody_can_use_it(delphine)

    for path in (hidden, again):
        desks.absent.add(caspian.evaluate("location.origin") + path)
        caspian.goto(path)
        expect(caspian.locator("h1")).to_have_text("This page cannot be found")
        assert NAME not in caspian.content()
