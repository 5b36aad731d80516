"""A court order goes as it should: written down, found valid by the manager, confirmed by somebody of information
governance who sees no case, and then given exactly (D12). They confirm it on a telephone, without scripts."""

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
WORDS = "To produce the reading assessment of Osbert."
PUT = "To produce the reading assessment of a child."


def then_it_can_be_read_at_any_width(page: Page) -> None:
    then_anybody_can_use_it(page)
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(page)


def when_an_order_comes(page: Page) -> str:
    """Written down before anybody answers it; gives its address."""
    given_signed_in(page, "Ottoline Fernsby")
    case = when_they_open_a_case(page, *LONG.split())
    page.goto(f"{case}demands/new/")
    main(page).get_by_label("Somebody else", exact=True).check()
    main(page).get_by_label("Organisation").fill("Wexcombe Invented County Court")
    main(page).get_by_label("Role there").fill("Listing officer")
    choose(page, "What came?", "An order of a court or tribunal")
    main(page).get_by_label("The date on it").fill("today")
    main(page).get_by_label("By when it is to be answered").fill("tomorrow")
    main(page).get_by_label("What it orders, word for word").fill(WORDS)
    main(page).get_by_role("checkbox", name="Special educational needs").check()
    press(page, "Write this down")
    expect(page.get_by_role("status").filter(has_text="The manager has a task for today")).to_be_visible()
    return page.evaluate("location.pathname")


def when_the_manager_puts_it_to_information_governance(page: Page, order: str) -> None:
    given_signed_in(page, "Delphine Marrowby")
    page.goto(order)
    choose(page, "What is to be done about it?", "It is valid: what it orders is given, and nothing else")
    main(page).get_by_role("textbox", name="Why", exact=True).fill("It is sealed, and names us.")
    then_it_can_be_read_at_any_width(page)
    press(page, "Write this down")
    expect(page.get_by_role("heading", level=1)).to_have_text("Put it to information governance")
    main(page).get_by_label("Who demands it").fill(f"A court, about {LONG}")
    main(page).get_by_label("What it orders").fill(PUT)
    press(page, "Put it to them")
    expect(main(page).get_by_role("alert")).to_contain_text("Leave it out: they are not told who it is about")
    main(page).get_by_label("Who demands it").fill("Wexcombe Invented County Court")
    then_it_can_be_read_at_any_width(page)
    press(page, "Put it to them")
    expect(main(page)).to_contain_text("It waits for Percival Dunmoor of information governance")
    then_it_can_be_read_at_any_width(page)


def when_information_governance_confirms(page: Page) -> None:
    given_signed_in(page, "Percival Dunmoor")
    then_nothing_sticks_out(page)
    waiting = main(page).get_by_role("region", name="Orders to confirm")
    waiting.get_by_role("link", name="An order of a court or tribunal").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("An order to confirm")
    expect(main(page)).to_contain_text(PUT)
    expect(main(page)).not_to_contain_text("Featherstonehaugh")
    expect(main(page)).not_to_contain_text("Osbert")
    then_nothing_sticks_out(page)
    choose(page, "Is it to be followed?", "It is valid: what would be given is what it orders, and no more")
    press(page, "Send my answer")
    expect(page.get_by_role("status").filter(has_text="Your answer is with the service")).to_be_visible()
    expect(main(page).get_by_role("region", name="What you have answered")).to_contain_text("that it is valid")


def test_an_order_is_followed_once_two_have_said_so(desks: Desks) -> None:
    ottoline, delphine = desks(), desks()
    percival = desks(java_script_enabled=False)
    percival.set_viewport_size({"width": 375, "height": 800})
    order = when_an_order_comes(ottoline)
    when_the_manager_puts_it_to_information_governance(delphine, order)
    ottoline.reload()
    expect(main(ottoline)).to_contain_text("Nothing goes before they have confirmed it themselves")
    expect(main(ottoline).get_by_role("link", name="Give what is ordered")).to_have_count(0)
    when_information_governance_confirms(percival)
    ottoline.reload()
    expect(main(ottoline)).to_contain_text("Information governance: it is valid")
    main(ottoline).get_by_role("link", name="Give what is ordered").click()
    main(ottoline).get_by_role("checkbox", name="Special educational needs").check()
    what = main(ottoline).get_by_role("textbox", name="What you tell them: special educational needs")
    what.fill("The assessment of March")
    choose(ottoline, "How do you know that it is them?", "It went to the address we hold for them")
    choose(ottoline, "Does the service user know?", "Yes")
    press(ottoline, "Record that this is given")
    expect(
        ottoline.get_by_role("status").filter(has_text="It stands with everything that has been shared")
    ).to_be_visible()
