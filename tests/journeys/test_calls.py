"""Recording a call from anywhere, counted press by press; the four kinds of caller; with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import Desks
from tests.journeys.places import FAMILY, NAME, Places
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_it_is_on_the_timeline,
    then_nothing_sticks_out,
)

WORDS = (
    "The school has answered at last. They offer an hour of help each week with reading. She wants more and asked"
    " what the law says about how much is enough."
)
CLICKS, KEYS = 5, 200
COUNT = """() => {
    window.counted = { clicks: 0, keys: 0 }
    document.addEventListener('pointerdown', () => window.counted.clicks++, true)
    document.addEventListener('keydown', () => window.counted.keys++, true)
}"""


class Counted:
    """What a person does, counted by the browser itself; the click that leads to another page is added."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.keys = page, 0, 0
        page.evaluate(COUNT)

    def then_on_the_next_page(self, act: Callable[[], None]) -> None:
        """Do what leads to another page, and go on counting there."""
        before = self.page.evaluate("() => window.counted")
        act()
        self.page.wait_for_function("() => !window.counted")  # a press waits for what is being saved
        self.page.wait_for_load_state()
        self.clicks, self.keys = self.clicks + before["clicks"] + 1, self.keys + before["keys"]
        self.page.evaluate(COUNT)


def given_a_call(page: Page) -> None:
    """Ottoline answers the telephone: the button in the header."""
    given_signed_in(page, "Ottoline Fernsby")
    page.get_by_role("link", name="Record a call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Record a call")


def worry(page: Page) -> Locator:
    return main(page).get_by_role("group", name="Did anything make you worry")


def part(page: Page, title: str) -> Locator:
    return main(page).locator("summary").filter(has_text=title)


def said(page: Page) -> Locator:
    return main(page).get_by_role("textbox", name="What was said", include_hidden=True)


def when_they_say(page: Page, words: str = WORDS) -> None:
    said(page).fill(words)
    worry(page).get_by_label("No", exact=True).check()


def when_it_is_recorded(page: Page) -> None:
    main(page).get_by_role("button", name="Record this call").click()


def test_a_simple_call_takes_five_clicks_and_thirty_words(desk: Page) -> None:
    """From any page: the button, who it is, what was said, the question of risk, and the button."""
    assert len(WORDS.split()) == 30
    given_signed_in(desk, "Ottoline Fernsby")
    counted = Counted(desk)
    counted.then_on_the_next_page(desk.get_by_role("link", name="Record a call").click)
    expect(main(desk).get_by_label("Find somebody we know")).to_be_focused()  # the keyboard is at it already
    desk.keyboard.type(FAMILY[:6])
    desk.keyboard.press("Enter")
    main(desk).get_by_role("radio", name=NAME).click()
    said(desk).click()
    desk.keyboard.type(WORDS)
    worry(desk).get_by_label("No", exact=True).click()
    counted.then_on_the_next_page(main(desk).get_by_role("button", name="Record this call").click)
    then_it_is_on_the_timeline(desk, WORDS)
    assert counted.clicks <= CLICKS
    assert len(WORDS) < counted.keys <= KEYS


def test_a_call_of_ones_own_recent_case_needs_no_search(desk: Page) -> None:
    given_a_call(desk)
    main(desk).get_by_role("radio", name=NAME).check()
    line = main(desk).locator("[data-line] summary")
    expect(line).to_contain_text(f"Telephone, from {NAME}, today")
    expect(line).to_contain_text("about 1 minute since you opened this page")
    when_they_say(desk)
    when_it_is_recorded(desk)
    then_it_is_on_the_timeline(desk, WORDS)


def test_a_new_caller_has_a_case_by_a_first_name(desk: Page) -> None:
    given_a_call(desk)
    main(desk).get_by_label("A new caller").check()
    expect(main(desk).get_by_text("Have you explained confidentiality")).to_be_visible()
    main(desk).get_by_label("First name").fill("Zuleika")
    expect(main(desk).locator("[data-line] summary")).to_contain_text("from Zuleika")
    when_they_say(desk)
    then_anybody_can_use_it(desk)
    when_it_is_recorded(desk)
    expect(desk.locator(".app-case__person")).to_have_text("Zuleika")
    then_it_is_on_the_timeline(desk, WORDS)


def test_a_choice_that_was_quicker_than_our_scripts_is_followed(desk: Page) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    on_their_way: list[Route] = []

    def hold(script: Route) -> None:
        on_their_way.append(script)

    desk.route("**/app*.js", hold, times=1)
    with desk.expect_request("**/app*.js"):
        desk.goto("/record-a-call/", wait_until="commit")
    main(desk).get_by_label("A new caller").check()
    on_their_way[0].continue_()
    expect(main(desk).get_by_text("Have you explained confidentiality")).to_be_visible()


def test_who_is_found_late_takes_the_keyboard_from_nobody(desk: Page) -> None:
    """Whoever goes on writing while it looks loses no word to the list of those found."""
    given_a_call(desk)
    on_their_way: list[Route] = []

    def hold(question: Route) -> None:
        on_their_way.append(question)

    desk.route(f"**{main(desk).locator('[data-look]').get_attribute('data-look')}", hold)
    main(desk).get_by_label("Find somebody we know").fill(FAMILY)
    desk.keyboard.press("Enter")
    said(desk).click()
    desk.keyboard.type("The school")
    on_their_way[0].continue_()
    expect(main(desk).locator("[data-look-said]")).to_contain_text("1 found")
    desk.keyboard.type(" has answered")
    expect(said(desk)).to_have_value("The school has answered")


@pytest.mark.parametrize(
    ("who", "called"),
    [
        ("Somebody who wants to stay anonymous", "Anonymous enquiry"),
        ("A professional who names nobody", "A professional’s enquiry"),
    ],
)
def test_an_enquiry_that_names_nobody(desk: Page, who: str, called: str) -> None:
    given_a_call(desk)
    main(desk).get_by_label(who).check()
    expect(part(desk, "A number or address for them")).to_be_hidden()
    when_they_say(desk)
    when_it_is_recorded(desk)
    expect(desk.locator(".app-case__person")).to_have_text(called)
    then_it_is_on_the_timeline(desk, WORDS)


def test_nobody_answered(desk: Page) -> None:
    """Who it was and that nobody answered: what was said is not asked, and neither is the question of risk."""
    given_a_call(desk)
    main(desk).get_by_role("radio", name=NAME).check()
    main(desk).get_by_label("No answer").check()
    expect(said(desk)).to_be_hidden()
    expect(worry(desk)).to_be_hidden()
    when_it_is_recorded(desk)
    unanswered = desk.locator(".app-timeline__item").filter(has_text="No answer")
    expect(unanswered).to_contain_text(f"Telephone to {NAME}")


def test_what_was_said_is_never_hidden_once_it_is_typed(desk: Page) -> None:
    given_a_call(desk)
    said(desk).fill("A child was crying.")
    main(desk).get_by_label("No answer").check()
    expect(said(desk)).to_have_value("A child was crying.")
    expect(said(desk)).to_be_visible()


def test_errors_keep_everything_and_open_what_is_wrong(desk: Page) -> None:
    given_a_call(desk)
    main(desk).get_by_label("A new caller").check()
    part(desk, "Change how and when").click()
    main(desk).get_by_label("Time", exact=True).fill("half past")
    part(desk, "What happens next").click()
    main(desk).get_by_label("What has to be done next").fill("Send the form")
    main(desk).get_by_label("In 2 working days").check()
    said(desk).fill(WORDS)
    when_it_is_recorded(desk)
    summary = desk.locator("[data-error-summary]")
    for words in ("Enter first name", "Time must be a real time", "Select whether anything worried you"):
        expect(summary).to_contain_text(words)
    expect(main(desk).get_by_label("Time", exact=True)).to_be_visible()
    expect(said(desk)).to_have_value(WORDS)
    expect(main(desk).get_by_label("What has to be done next")).to_have_value("Send the form")
    expect(main(desk).get_by_label("In 2 working days")).to_be_checked()
    then_anybody_can_use_it(desk)
    then_nothing_sticks_out(desk)


def test_two_calls_can_be_half_written_at_once(desk: Page) -> None:
    given_a_call(desk)
    other = desk.context.new_page()
    other.goto("/record-a-call/")
    assert other.url != desk.url
    for page, name in ((other, "Ignatia"), (desk, "Philomena")):
        main(page).get_by_label("A new caller").check()
        main(page).get_by_label("First name").fill(name)
        when_they_say(page, f"{name} called.")
    for page, name in ((desk, "Philomena"), (other, "Ignatia")):
        when_it_is_recorded(page)
        expect(page.locator(".app-case__person")).to_have_text(name)
        then_it_is_on_the_timeline(page, f"{name} called.")


def test_the_same_without_scripts(desks: Desks) -> None:
    page = desks(java_script_enabled=False)
    given_a_call(page)
    when_they_say(page)
    main(page).get_by_label("Find somebody we know").fill(FAMILY)
    main(page).get_by_role("button", name="Find", exact=True).click()
    expect(main(page).get_by_role("status").first).to_contain_text("1 found")
    expect(said(page)).to_have_value(WORDS)
    main(page).get_by_role("radio", name=NAME).check()
    when_it_is_recorded(page)
    then_it_is_on_the_timeline(page, WORDS)


def test_a_new_caller_without_scripts(desks: Desks, places: Places) -> None:
    page = desks(java_script_enabled=False)
    given_a_call(page)
    main(page).get_by_label("A new caller").check()
    main(page).get_by_label("First name").fill("Clementina")
    when_they_say(page)
    when_it_is_recorded(page)
    expect(page.locator(".app-case__person")).to_have_text("Clementina")
    assert page.evaluate("location.pathname") != places.case_page()
