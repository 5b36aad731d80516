"""In one step: a call to somebody who may be told something, counted press by press."""

from playwright.sync_api import Page, expect

from tests.journeys.places import Places
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it, then_nothing_sticks_out
from tests.journeys.test_calls import Counted

TOLD = "She reads two years below her age; an assessment is done; we would like a meeting about help this term."
TICKS = 2  # the kind, and that their limits were kept
REST = 3  # how we knew that it was them, the question of risk, and the button


def test_a_call_takes_its_ticks_and_twenty_words(desk: Page, places: Places) -> None:
    """From the page of the case: one press opens the form, which knows whom, why and that it was agreed to."""
    assert len(TOLD.split()) == 20
    given_signed_in(desk, "Ottoline Fernsby")
    desk.goto(places.case_page())
    counted, agreed = Counted(desk), desk.get_by_role("region", name="What they have agreed")
    then_anybody_can_use_it(desk)
    counted.then_on_the_next_page(agreed.get_by_role("link", name="Record a call to them").first.click)
    expect(main(desk).locator(".app-limits").first).to_contain_text("Limits: Not the diagnosis")
    then_anybody_can_use_it(desk)
    main(desk).get_by_role("checkbox", name="Special educational needs").click()
    main(desk).get_by_role("checkbox", name="I kept within their limits").click()
    main(desk).get_by_label("We rang the number we hold for them").click()
    main(desk).get_by_role("textbox", name="What they were told about the family").focus()
    desk.keyboard.type(TOLD)
    worry = main(desk).get_by_role("group", name="Did anything make you worry")
    worry.get_by_label("No", exact=True).click()
    counted.then_on_the_next_page(main(desk).get_by_role("button", name="Record this contact").click)
    expect(desk.locator(".app-timeline__item").first).to_contain_text(TOLD)
    assert counted.clicks == 1 + TICKS + REST
    desk.get_by_role("link", name="Permission", exact=True).click()
    desk.get_by_role("link", name="What has been shared").click()
    expect(desk.locator(".app-timeline__item", has_text=TOLD)).to_contain_text("The service user agreed")
    desk.set_viewport_size({"width": 375, "height": 900})
    then_nothing_sticks_out(desk)
