"""A case grows, is reviewed, closed, opened again and handed over; its history tells of each step."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_is_on_its_way,
    when_they_open_a_case,
    when_they_sign_out,
)


def test_a_case_from_opening_to_hand_over(desk: Page) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    path = when_they_open_a_case(desk, "Hyacinth", "Fallowfield")
    when_the_work_reaches_level_two(desk)
    when_they_review_it(desk, path)
    when_the_work_goes_from_level_two_to_three(desk, path)
    when_they_close_it(desk, path)
    when_they_open_it_again(desk, path)
    then_the_history_tells(
        desk,
        path,
        "Opened the case again",
        "Closed the case",
        "Moved from level 2 to level 3",
        "Reviewed the case",
        "Moved from level 1 to level 2",
        "Opened the case",
    )
    when_they_sign_out(desk)
    given_signed_in(desk, "Delphine Marrowby")
    when_the_manager_hands_it_over(desk, "Hyacinth Fallowfield")
    then_the_history_tells(desk, path, "Lead worker is now Caspian Rookwell", "Opened the case again")


def test_a_case_is_closed_without_scripts(desks: Desks) -> None:
    without = desks(java_script_enabled=False)
    given_signed_in(without, "Ottoline Fernsby")
    path = when_they_open_a_case(without, "Hyacinth", "Plainfield")
    when_the_work_reaches_level_two(without, read=False)
    when_they_close_it(without, path, read=False)


def when_the_work_reaches_level_two(page: Page, *, read: bool = True) -> None:
    page.get_by_role("link", name="Change what is known of the case").click()
    main(page).get_by_label("Level 2").check()
    main(page).get_by_label("Why the level changes").fill("The school asks us to come to a meeting")
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(main(page).locator(".govuk-error-summary")).to_contain_text("reports need it from level 2")
    if read:
        then_anybody_can_use_it(page)
    main(page).get_by_label("How they came to us").select_option("school")
    main(page).get_by_label("Stage of the process").select_option("sen_support")
    main(page).get_by_label("Transport", exact=True).check()
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".app-case__facts")).to_contain_text("Level2")


def when_they_review_it(page: Page, path: str) -> None:
    page.goto(f"{path}history/")
    page.get_by_role("link", name="Record a review").click()
    main(page).get_by_label("What you found").fill("The meeting is set. Level 2 still fits.")
    main(page).get_by_label("Next review").fill("1 February 2031")
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".app-timeline__item").first).to_contain_text("The meeting is set")


def when_the_work_goes_from_level_two_to_three(page: Page, path: str) -> None:
    """What reports need is known already: it stands on the page, and is not asked again."""
    page.goto(f"{path}change/")
    expect(main(page).get_by_label("Transport", exact=True)).to_be_checked()
    expect(main(page).get_by_label("How they came to us")).to_have_value("school")
    main(page).get_by_label("Level 3").check()
    main(page).get_by_label("Why the level changes").fill("They have appealed")
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".app-case__facts")).to_contain_text("Level3")


def when_they_close_it(page: Page, path: str, *, read: bool = True) -> None:
    page.goto(f"{path}move/close/")
    main(page).get_by_role("button", name="Close this case").click()
    expect(main(page).locator(".govuk-error-summary")).to_contain_text("Select what came of the work")
    if read:
        then_anybody_can_use_it(page)
    main(page).get_by_label("Support increased").check()
    main(page).get_by_label("Reason for closing").select_option("completed")
    main(page).get_by_label("Stage of the process now").select_option("sen_support")
    main(page).get_by_label("Yes").check()
    main(page).get_by_role("button", name="Close this case").click()
    expect(page.locator(".app-case__tags")).to_contain_text("Closed")


def when_they_open_it_again(page: Page, path: str) -> None:
    page.goto(f"{path}move/reopen/")
    main(page).get_by_role("button", name="Open this case again").click()
    expect(page.locator(".app-case__tags")).to_contain_text("Open")


def when_the_manager_hands_it_over(page: Page, name: str) -> None:
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("link", name="Hand cases over").click()
    main(page).get_by_role("link", name="Ottoline Fernsby").click()
    expect(main(page).get_by_label(name)).to_be_visible()
    then_nothing_is_on_its_way(page)  # every case is on the page
    for box in main(page).get_by_role("checkbox").all():
        box.uncheck()
    main(page).get_by_label(name).check()
    main(page).get_by_label("Who takes them over").select_option(label="Caspian Rookwell")
    main(page).get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand these cases over?")
    expect(main(page).get_by_role("listitem")).to_have_count(1)
    then_anybody_can_use_it(page)
    main(page).get_by_role("button", name="Hand them over").click()
    expect(page.get_by_role("status").filter(has_text="1 case handed over")).to_be_visible()
    page.go_back()  # asks again, without anything being sent, or says whose are left
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Hand (these )?cases over"))


def then_the_history_tells(page: Page, path: str, *titles: str) -> None:
    page.goto(f"{path}history/")
    shown = page.locator(".app-timeline__title").all_inner_texts()
    assert shown[: len(titles)] == list(titles)
    then_anybody_can_use_it(page)
