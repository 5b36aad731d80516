"""Forms by keyboard and in trouble: errors lead to their questions, and nothing that was typed is lost."""

from playwright.sync_api import Page, expect

from tests.journeys.places import NAME, Places
from tests.journeys.steps import (
    SAID,
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_is_on_its_way,
    then_they_are_asked_to_sign_in,
    when_they_sign_out,
)


def given_a_contact_form(page: Page, places: Places) -> None:
    given_signed_in(page, "Ottoline Fernsby")
    page.goto(f"{places.case_page()}contacts/add/")


def when_it_is_sent(page: Page) -> None:
    main(page).get_by_role("button", name="Record this contact").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    then_nothing_is_on_its_way(page)  # of a long page the end comes last


def focused(page: Page) -> str:
    """The id of the control that the keyboard is at."""
    return str(page.evaluate("document.activeElement.id"))


def test_the_errors_come_first_and_lead_to_their_questions(desk: Page, places: Places) -> None:
    given_a_contact_form(desk, places)
    when_it_is_sent(desk)
    summary = desk.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    links = summary.get_by_role("link").all()
    assert len(links) >= 2
    for link in links:
        target = str(link.get_attribute("href")).removeprefix("#")
        link.focus()
        desk.keyboard.press("Enter")
        assert focused(desk) == target
        assert desk.locator(f"[id='{target}']").evaluate("e => e.matches('input, select, textarea')")
    then_anybody_can_use_it(desk)


def test_everything_typed_is_still_there_after_an_error(desk: Page, places: Places) -> None:
    given_a_contact_form(desk, places)
    typed = {
        "day": "31 2 2026",
        "at": "half past two",
        "duration_minutes": "a while",
        "summary": f"  {SAID}\n\n– «Ξανά», 再び, مرة أخرى 🙂",
        "signposted_to": "O’Hara & Sons <script>",
        "follow_up": "Ring again",
        "follow_up_due": "whenever",
    }
    for part in ("Change how and when", "Advice and signposting", "What happens next"):
        main(desk).locator("summary").filter(has_text=part).click()
    for name, text in typed.items():
        main(desk).locator(f"[name={name}]").fill(text)
    main(desk).locator("[name=contact_type][value=casework]").check()
    main(desk).locator("[name=method]").select_option(index=2)
    method = main(desk).locator("[name=method]").input_value()
    when_it_is_sent(desk)
    assert {name: main(desk).locator(f"[name={name}]").input_value() for name in typed} == typed
    expect(main(desk).locator("[name=contact_type][value=casework]")).to_be_checked()
    assert main(desk).locator("[name=method]").input_value() == method
    then_anybody_can_use_it(desk)


def test_a_long_note_is_not_cut_short_by_the_browser(desk: Page, places: Places) -> None:
    given_a_contact_form(desk, places)
    note = main(desk).locator("[name=summary]")
    note.fill("")  # a draft of the same form may stand in it
    note.focus()
    desk.keyboard.insert_text("x" * 50_001)
    assert len(note.input_value()) == 50_001
    when_it_is_sent(desk)
    assert len(main(desk).locator("[name=summary]").input_value()) == 50_001
    expect(desk.locator("[data-error-summary]")).to_contain_text("50000 characters or fewer")


def test_a_form_is_filled_in_with_the_keyboard_alone(desk: Page, places: Places) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    desk.goto(f"{places.case_page()}tasks/add/")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.textContent") == "Skip to main content"
    desk.keyboard.press("Enter")
    expect(desk.locator("#main-content")).to_be_focused()
    for _ in range(12):
        desk.keyboard.press("Tab")
        if focused(desk) == "id_title":
            break
    desk.keyboard.type("Ring the school")
    desk.keyboard.press("Tab")
    desk.keyboard.type("tomorrow")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status").filter(has_text="Task added")).to_be_visible()
    expect(main(desk)).to_contain_text("Ring the school")


def test_the_back_button_shows_no_record_after_signing_out(desk: Page, places: Places) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    desk.goto(places.case_page())
    expect(main(desk)).to_contain_text(NAME)
    when_they_sign_out(desk)
    then_they_are_asked_to_sign_in(desk)
    desk.go_back()
    then_they_are_asked_to_sign_in(desk)
    assert NAME not in desk.content()
    desk.go_forward()
    assert NAME not in desk.content()
    then_anybody_can_use_it(desk)


def test_nothing_typed_is_kept_in_the_browsers_own_stores(desk: Page, places: Places) -> None:
    given_a_contact_form(desk, places)
    main(desk).locator("[name=summary]").fill(SAID)
    when_it_is_sent(desk)
    kept = desk.evaluate("[JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie]")
    assert [each for each in kept if "Barnaby" in each or NAME in each] == []
