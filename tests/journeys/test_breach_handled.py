"""Something slipped out: the worker says so, and the manager handles it until it can be closed."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_sticks_out,
    when_they_open_a_case,
)
from tests.journeys.test_permission import choose, press

LONG = "Winifreda-Philippa Featherstonehaugh-Cholmondeley"


def then_it_can_be_read_at_any_width(page: Page) -> None:
    then_anybody_can_use_it(page)
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(page)


def when_something_slips_out(page: Page) -> None:
    """A name is said aloud in a corridor, and whoever said it writes it down."""
    given_signed_in(page, "Ottoline Fernsby")
    when_they_open_a_case(page, *LONG.split())
    page.get_by_role("navigation", name="In this case").get_by_role("link", name="Permission").click()
    main(page).get_by_role("link", name="This has already been shared").first.click()
    main(page).get_by_label("Somebody else", exact=True).check()
    main(page).get_by_label("Organisation").fill("Foxglove Invented Primary")
    main(page).get_by_label("Role there").fill("Office")
    main(page).get_by_label("What was said or sent").fill("That she rang us about the exclusion.")
    choose(page, "What happened?", "It was said aloud")
    main(page).get_by_label("How it came about").fill("They asked, and I thought that they knew.")
    choose(page, "How do you know who it went to?", "Known to us by voice or face")
    choose(page, "Does the service user know?", "No: they could not be reached yet")
    press(page, "Write this down")
    expect(page.get_by_role("status").filter(has_text="The manager has a task for today")).to_be_visible()


def when_the_manager_opens_it(page: Page) -> None:
    given_signed_in(page, "Delphine Marrowby")
    page.goto("/breaches/")
    then_it_can_be_read_at_any_width(page)
    newest = main(page).get_by_role("row", name=re.compile("I thought that they knew")).last
    newest.get_by_role("link").click()
    expect(page.locator(".app-case__person")).to_have_text(LONG)
    expect(main(page)).to_contain_text("of the 72 hours")
    then_it_can_be_read_at_any_width(page)


def step(page: Page, name: str) -> None:
    main(page).get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    then_it_can_be_read_at_any_width(page)


def when_she_contains_and_weighs_it(page: Page) -> None:
    step(page, "Say what was done to contain it")
    choose(page, "Were they asked to give it back", "Yes")
    choose(page, "What became of it?", "It was said aloud, and they have agreed to say no more of it")
    main(page).get_by_label("What was done").fill("I rang the office; the secretary wrote to confirm.")
    press(page, "Write this down")
    step(page, "Weigh the risk, and decide")
    choose(page, "Is somebody in the family in danger", "No")
    choose(page, "How likely is it that it harms somebody?", "Likely")
    choose(page, "How bad would that be?", "Real: distress, a dispute, something lost")
    choose(page, "Must the Information Commissioner be told?", "No")
    choose(page, "Are they to be told?", "Yes")
    main(page).get_by_label("Your reasons").fill("The exclusion is in dispute.")
    press(page, "Write this down")
    expect(page.locator("[data-error-summary]")).to_contain_text("it has to be reported within 72 hours")
    then_it_can_be_read_at_any_width(page)
    choose(page, "Must the Information Commissioner be told?", "Yes")
    press(page, "Write this down")


def when_everybody_is_told(page: Page) -> None:
    expect(main(page)).to_contain_text("Record first when the Information Commissioner was told")
    step(page, "Record that it was reported")
    choose(page, "Who was told?", "The Information Commissioner, through the data protection officer")
    main(page).get_by_label("What they were told").fill("By reference, with the kinds and the times.")
    press(page, "Write this down")
    step(page, "Record that they were told")
    choose(page, "How?", "Telephone")
    main(page).get_by_label("What they were told").fill("That the office knew, and what we did.")
    press(page, "Write this down")


def then_it_is_closed_with_what_was_learned(page: Page) -> None:
    step(page, "Close it")
    main(page).get_by_label("What was learned").fill("We call back, and never answer in a corridor.")
    main(page).get_by_label("Why it can be closed").fill("Everybody was told.")
    press(page, "Close this breach")
    expect(main(page)).to_contain_text("We call back, and never answer in a corridor.")
    expect(main(page).get_by_role("heading", name="What to do")).to_have_count(0)
    then_it_can_be_read_at_any_width(page)
    page.goto("/breaches/closed/")
    expect(main(page)).to_contain_text("I thought that they knew")
    then_it_can_be_read_at_any_width(page)


def test_a_breach_is_handled_until_it_can_be_closed(desks: Desks) -> None:
    when_something_slips_out(desks())
    delphine = desks()
    when_the_manager_opens_it(delphine)
    when_she_contains_and_weighs_it(delphine)
    when_everybody_is_told(delphine)
    then_it_is_closed_with_what_was_learned(delphine)
