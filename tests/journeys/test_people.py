"""A family is written down in full: a child and her needs, who may be told what, and where they must not be found."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_sticks_out,
    when_they_open_a_case,
)

HIDDEN = "12 Undiscovered Walk"


def given_a_case(page: Page) -> None:
    given_signed_in(page, "Ottoline Fernsby")
    when_they_open_a_case(page, "Wilfreda", "Undercroft")
    page.get_by_role("navigation", name="In this case").get_by_role("link", name="People").click()


def when_they_add_a_child(page: Page, name: str) -> None:
    main(page).get_by_role("link", name="Add a person").click()
    main(page).get_by_label("Child", exact=True).check()
    main(page).get_by_label("First name").fill(name)
    born = main(page).get_by_role("group", name="Date of birth")
    for part, value in (("Day", "9"), ("Month", "5"), ("Year", "2016")):
        born.get_by_label(part).fill(value)
    save(page)


def save(page: Page) -> None:
    then_anybody_can_use_it(page)
    main(page).locator("form.app-form").get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")


def when_they_write_about(page: Page, what: str, name: str) -> None:
    main(page).get_by_role("link", name=re.compile(f"{what}.*, {name}")).first.click()


def family_in_full(page: Page) -> None:
    """From an empty case to a family, by forms alone."""
    given_a_case(page)
    when_they_add_a_child(page, "Isolde")
    main(page).get_by_role("link", name=re.compile("Change.*education and needs, Isolde")).click()
    main(page).get_by_label("Main need").select_option("SLCN")
    main(page).get_by_label("Special educational provision").select_option("K")
    save(page)
    expect(main(page)).to_contain_text("Speech, language and communication needs")
    when_they_write_about(page, "relationships", "Isolde")
    main(page).get_by_role("group", name="Whom are they related to?").get_by_label("Wilfreda Undercroft").check()
    main(page).get_by_label("How are they related?").select_option("grandparent")
    order = main(page).get_by_role("group", name="Is there a court order between them?")
    order.get_by_label("Yes", exact=True).first.check()
    main(page).get_by_label("What kind of order").select_option("cao_live_with")
    untold = main(page).get_by_role("group", name="Must one of them not be told about the other?")
    untold.get_by_label("Yes", exact=True).first.check()
    main(page).get_by_label("Isolde must not be told about the other").check()
    main(page).get_by_label("Why").fill("She is not to know yet.")
    save(page)
    expect(page.locator(".app-case")).to_contain_text(
        "Isolde must not be told about Wilfreda Undercroft. She is not to know yet."
    )
    expect(main(page)).to_contain_text("Child arrangements: lives with")


def then_the_address_is_shown_to_who_asks(page: Page) -> None:
    when_they_write_about(page, "addresses", "Isolde")
    main(page).get_by_label("This address is protected").check()
    main(page).get_by_label("Address", exact=True).fill(HIDDEN)
    save(page)
    expect(main(page)).not_to_contain_text(HIDDEN)
    main(page).get_by_role("link", name="Show this address").click()
    expect(main(page)).to_contain_text(HIDDEN)
    assert HIDDEN not in page.title()
    then_anybody_can_use_it(page)


def test_a_family_is_written_down_in_full(desk: Page) -> None:
    family_in_full(desk)
    then_the_address_is_shown_to_who_asks(desk)
    desk.go_back()
    for width in (1280, 375, 320):
        desk.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(desk)
    then_anybody_can_use_it(desk)
