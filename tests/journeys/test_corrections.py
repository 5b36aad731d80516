"""A slip is put right: reworded by its author, added to by a colleague, and moved when it was on the wrong person."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    when_they_open_a_case,
    when_they_record_a_call,
)

SLIP, BETTER = "Barnaby has no plan in riting.", "Barnaby has no plan in writing."
ADDED = "The plan came on Tuesday."


def when_they_reword_it(page: Page) -> None:
    page.locator(".app-timeline__title").get_by_role("link").first.click()
    main(page).get_by_role("link", name="Correct the wording").click()
    then_anybody_can_use_it(page)
    main(page).get_by_role("textbox", name="What was said").fill(BETTER)
    main(page).get_by_role("button", name="Save this wording").click()
    expect(page.get_by_role("status").filter(has_text="Wording corrected")).to_be_visible()


def when_they_add_to_it(page: Page) -> None:
    main(page).get_by_role("link", name="Add to this contact").click()
    main(page).get_by_role("textbox", name="What has to be added or put right").fill(ADDED)
    main(page).get_by_role("button", name="Add this").click()
    expect(page.get_by_role("status").filter(has_text="Added to the contact")).to_be_visible()


def when_they_move_it_to(page: Page, name: str) -> None:
    main(page).get_by_role("link", name="Recorded on the wrong person").click()
    main(page).get_by_label("Name, reference or telephone").fill(name)
    main(page).get_by_role("button", name="Find the right case").click()
    assert name not in page.url
    main(page).get_by_role("link", name=name).first.click()
    then_anybody_can_use_it(page)
    main(page).get_by_role("button", name=f"Move to {name}").click()


def test_a_contact_is_reworded_added_to_and_moved(desks: Desks) -> None:
    ottoline, caspian = desks(), desks()
    given_signed_in(ottoline, "Ottoline Fernsby")
    when_they_open_a_case(ottoline, "Lavinia", "Rightly")
    wrong = when_they_open_a_case(ottoline, "Leopold", "Wrongly", telephone="07700 900078")
    when_they_record_a_call(ottoline, SLIP)
    when_they_reword_it(ottoline)

    given_signed_in(caspian, "Caspian Rookwell")
    caspian.goto(wrong)
    expect(main(caspian)).to_contain_text(BETTER)
    caspian.locator(".app-timeline__title").get_by_role("link").first.click()
    expect(main(caspian).get_by_role("link", name="Correct the wording")).to_have_count(0)
    when_they_add_to_it(caspian)
    when_they_move_it_to(caspian, "Lavinia Rightly")

    expect(caspian.locator(".app-case__person")).to_have_text("Lavinia Rightly")
    for said in (BETTER, ADDED, "Moved here", "Corrected"):
        expect(main(caspian)).to_contain_text(said)
    main(caspian).get_by_role("link", name="Read what it said before").click()
    expect(main(caspian)).to_contain_text(SLIP)
    ottoline.goto(wrong)
    expect(main(ottoline)).to_contain_text("A contact recorded here on")
    for said in (SLIP, BETTER, ADDED, "Lavinia"):
        expect(main(ottoline)).not_to_contain_text(said)
