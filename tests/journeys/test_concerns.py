"""A concern in a browser: danger now, with scripts and without; and a worry from a call to the manager's word."""

import time
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_sticks_out,
    when_they_open_a_case,
)
from tests.journeys.test_a_call import given_the_same_page_with_our_scripts_empty

HURT = "He said that he is about to hurt the baby. They are at home."
HUNGRY = "The boy next door is often hungry, unwashed and not at school."
ALONE = "She met the boy alone in her car and told him to say nothing."
REASONS = "Neglect is likely, and the hub can see more than we can."
SECONDS, CLICKS = 40, 4


class Counted:
    """Somebody in a hurry: every click is counted, and so is the time."""

    def __init__(self) -> None:
        self.clicks, self.began = 0, time.monotonic()

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def seconds(self) -> float:
        return time.monotonic() - self.began


def when_an_emergency_is_recorded(page: Page) -> Counted:
    """From any page: the numbers, the record, and its two answers; the first is under the cursor already."""
    hurry = Counted()
    hurry.click(page.get_by_role("link", name="Emergency", exact=True))
    expect(main(page).get_by_role("link", name="999", exact=True)).to_have_attribute("href", "tel:999")
    hurry.click(main(page).get_by_role("link", name="Record what is happening"))
    expect(main(page).get_by_label("What is the danger?")).to_be_focused()
    page.keyboard.type(HURT)
    hurry.click(main(page).get_by_label("999", exact=True))
    hurry.click(main(page).get_by_role("button", name="Record this emergency"))
    return hurry


def test_an_emergency_takes_four_clicks_without_scripts(desks: Desks) -> None:
    caspian = desks(java_script_enabled=False)
    given_signed_in(caspian, "Caspian Rookwell")
    hurry = when_an_emergency_is_recorded(caspian)
    expect(caspian.get_by_role("status").filter(has_text="What is due now")).to_be_visible()
    expect(main(caspian)).to_contain_text("Serious: the same day")
    assert (hurry.clicks, hurry.seconds() < SECONDS) == (CLICKS, True)
    path = caspian.url.partition("//")[2].partition("/")[2]
    when_no_call_was_made(caspian)
    for address in (f"/{path}", "/emergency/", "/emergency/record/"):
        page = given_the_same_page_with_our_scripts_empty(desks, caspian, address)
        then_anybody_can_use_it(page)


def test_danger_now_and_nobody_to_be_reached(desks: Desks) -> None:
    """Scenario 6, at today's date: nothing stands before 999 and the call; the discussion is owed afterwards."""
    caspian = desks()
    given_signed_in(caspian, "Caspian Rookwell")
    when_they_open_a_case(caspian, "Evander", "Cobblestone")
    when_an_emergency_is_recorded(caspian)
    expect(caspian.locator(".app-case__person")).to_have_text("Evander Cobblestone")
    for name in ("Honoria Vance-Tully", "Lysander Oake"):
        main(caspian).get_by_role("link", name="I tried to reach somebody").click()
        main(caspian).get_by_label(name).check()
        main(caspian).get_by_label("No answer").check()
        main(caspian).get_by_label("At what time?").fill("00:00")
        main(caspian).get_by_role("button", name="I tried to reach somebody").click()
        expect(main(caspian)).to_contain_text(f"Tried to reach {name}")
    when_the_parent_is_not_told(caspian)
    when_the_emergency_duty_team_is_told(caspian)
    for duty in ("Confirm the referral in writing", "Discuss it afterwards"):
        expect(caspian.get_by_role("region", name="Due", exact=True)).to_contain_text(duty)
    expect(main(caspian).get_by_role("link", name="Close", exact=True)).to_have_count(0)
    for width in (1280, 375):
        caspian.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(caspian)
        then_anybody_can_use_it(caspian)


def when_no_call_was_made(page: Page) -> None:
    main(page).get_by_role("link", name="No call was made").click()
    main(page).get_by_label("Why was no call made?").fill("He rang off; I pressed it too soon.")
    main(page).get_by_role("button", name="No call was made").click()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Being written")
    expect(main(page)).to_contain_text("I pressed it too soon")


def when_the_emergency_duty_team_is_told(page: Page) -> None:
    """By telephone, the least that they need; nobody is asked to agree."""
    main(page).get_by_role("link", name="Record the referral made by telephone").click()
    main(page).get_by_label("Emergency duty team (invented)").check()
    main(page).get_by_label("Whom did you speak to?").fill("The duty social worker")
    main(page).get_by_label("The danger").check()
    main(page).get_by_role("button", name="Record this referral").click()
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Referred by telephone")


def when_the_parent_is_not_told(page: Page) -> None:
    main(page).get_by_role("link", name="Add: what the parent knows").click()
    main(page).get_by_label("No", exact=True).check()
    main(page).get_by_label("The parent may be where the harm comes from").check()
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(main(page)).to_contain_text("The parent may be where the harm comes from")


def test_a_worry_about_the_manager_is_raised_in_the_call_and_she_reads_the_call(desks: Desks) -> None:
    """Without scripts and with them: one form, one save; she finds an ordinary call, and another sees the concern."""
    ottoline, plain, delphine, caspian = desks(), desks(java_script_enabled=False), desks(), desks()
    given_signed_in(ottoline, "Ottoline Fernsby")
    case = when_they_open_a_case(ottoline, "Marguerite", "Applethwaite")
    main(ottoline).get_by_role("link", name="Record a contact").first.click()
    worry = main(ottoline).get_by_role("group", name="Did anything make you worry")
    expect(main(ottoline).get_by_label("Which of your colleagues is it?")).to_be_hidden()
    worry.get_by_label("Yes, about somebody who works here").check()
    main(ottoline).get_by_role("button", name="Record this contact").click()
    expect(ottoline.locator("[data-error-summary]")).to_contain_text("then tick this box")
    given_signed_in(plain, "Ottoline Fernsby")
    plain.goto(ottoline.url)
    for page in (ottoline, plain):
        main(page).get_by_role("textbox", name="What was said").fill("She asked about transport.")
        main(page).get_by_label("Yes, about somebody who works here").check()
        main(page).get_by_label("Which of your colleagues is it?").select_option(label="Delphine Marrowby")
        main(page).get_by_label("What worries you about them?").fill(ALONE)
        main(page).get_by_label("Serious, today").check()
        main(page).get_by_label("Nothing else that I wrote on this page says so").check()
    for width in (375, 1280):
        ottoline.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(ottoline)
        then_anybody_can_use_it(ottoline)
    for page in (plain, ottoline):
        main(page).get_by_role("button", name="Record this contact").click()
        expect(page.get_by_role("status").filter(has_text="whoever it is about does not learn of it")).to_be_visible()
        expect(main(page)).to_contain_text("Nobody who manages this team may see this concern")
        expect(main(page)).to_contain_text(ALONE)
    then_anybody_can_use_it(ottoline)
    given_signed_in(delphine, "Delphine Marrowby")
    delphine.goto(case)
    expect(main(delphine)).to_contain_text("She asked about transport.")
    for words in (ALONE, "Worry about somebody at risk"):
        expect(main(delphine)).not_to_contain_text(words)
    given_signed_in(caspian, "Caspian Rookwell")
    caspian.goto("/concerns/")
    expect(main(caspian).get_by_role("link", name="Delphine Marrowby").first).to_be_visible()


def test_a_worry_from_a_call_to_the_managers_word(desks: Desks) -> None:
    ottoline, delphine = desks(), desks()
    given_signed_in(ottoline, "Ottoline Fernsby")
    when_they_open_a_case(ottoline, "Rosalind", "Pebbleworth")
    main(ottoline).get_by_role("link", name="Record a contact").first.click()
    main(ottoline).get_by_role("textbox", name="What was said").fill(HUNGRY)
    main(ottoline).get_by_role("group", name="Did anything make you worry").get_by_label("Yes", exact=True).check()
    main(ottoline).get_by_role("button", name="Record this contact").click()
    expect(main(ottoline).get_by_label("What worries you?")).to_have_value(HUNGRY)
    main(ottoline).get_by_label("Who is it?").fill("The boy next door")
    main(ottoline).get_by_label("Worried", exact=True).check()
    main(ottoline).get_by_role("button", name="Raise this concern").click()
    expect(ottoline.get_by_role("status").filter(has_text="Concern raised")).to_be_visible()
    when_it_is_discussed(ottoline)
    given_signed_in(delphine, "Delphine Marrowby")
    delphine.goto(ottoline.url)
    main(delphine).get_by_role("link", name="Approve referral").click()
    main(delphine).get_by_label("Your reasons").fill(REASONS)
    main(delphine).get_by_role("button", name="Approve referral").click()
    expect(main(delphine)).to_contain_text("The referral was approved, before it was made")
    ottoline.reload()
    expect(main(ottoline).get_by_role("link", name="Refer by telephone")).to_be_visible()
    expect(main(ottoline).get_by_role("link", name="Approve referral")).to_have_count(0)
    then_anybody_can_use_it(ottoline)


def when_it_is_discussed(page: Page) -> None:
    """By telephone, with whoever is on duty: without a name, until she has to know who it is."""
    expect(main(page).get_by_role("region", name="On duty now")).to_contain_text("Honoria Vance-Tully")
    main(page).get_by_role("link", name="Discuss it with a senior manager").click()
    told: Any = main(page).get_by_label("What you will tell them")
    assert "Rosalind" not in told.input_value()
    main(page).get_by_role("button", name="Discuss it with a senior manager").click()
    when_he_is_named(page)
    main(page).get_by_role("link", name="We discussed it: refer").click()
    main(page).get_by_label("Honoria Vance-Tully").check()
    main(page).get_by_label("They are not in it").check()
    main(page).get_by_label("At what time?").fill("00:00")
    main(page).get_by_label("Reasons").fill(REASONS)
    then_anybody_can_use_it(page)
    main(page).get_by_role("button", name="We discussed it: refer").click()
    expect(main(page)).to_contain_text("Discussed with Honoria Vance-Tully")
    expect(main(page)).not_to_contain_text("No: nobody was named")


def when_he_is_named(page: Page) -> None:
    """One press, with a reason; it stands on the register of what was told."""
    main(page).get_by_role("link", name="Name them to a senior manager").click()
    main(page).get_by_label("Honoria Vance-Tully").check()
    main(page).get_by_label("What do you tell them?").fill("Zachary, who is nine")
    main(page).get_by_label("Why do they have to know who it is?").fill("She can see whether he has a social worker.")
    then_anybody_can_use_it(page)
    main(page).get_by_role("button", name="Record that I name them").click()
    expect(page.get_by_role("status").filter(has_text="On the register")).to_be_visible()
    expect(main(page)).to_contain_text("Named to Honoria Vance-Tully")
