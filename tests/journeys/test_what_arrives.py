"""The school is asked with permission and answers; the council sends a file that nobody asked for; then the family
takes the permission back. What nobody agreed to is seen by the manager alone."""

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it, when_they_open_a_case

ANSWER, FILE = "Her reading has come on by a year.", "A social worker's file, sent to be helpful."


def choose(page: Page, group: str, answer: str) -> None:
    main(page).get_by_role("group", name=group).get_by_label(answer, exact=True).check()


def given_a_permission_to_ask(page: Page, name: str) -> None:
    """They agree in writing that we ask the school about needs, but for the diagnosis."""
    main(page).get_by_role("link", name="Ask permission").click()
    choose(page, "What did they decide?", "Yes")
    choose(page, "Which way does it go?", "We may ask them")
    choose(page, "Who decides?", name)
    main(page).get_by_role("button", name="Continue").click()
    main(page).get_by_label("Organisation").fill("Foxglove Invented Primary")
    main(page).get_by_label("Role there").fill("SENCo")
    main(page).get_by_label("What is it to help with?").select_option("support_in_school")
    choose(page, "Which kinds of information?", "Special educational needs")
    choose(page, "About whom?", name)
    main(page).get_by_label("Limits, in their words").fill("Not the diagnosis")
    choose(page, "How often?", "As often as it helps, until it ends")
    main(page).get_by_role("button", name="Continue").click()
    choose(page, "How did they tell us?", "E-mail")
    main(page).get_by_label("Their words").fill("Ask them about her reading. Not the diagnosis.")
    choose(page, "How did we know that it was them?", "From the e-mail address we hold")
    main(page).get_by_role("button", name="Continue").click()
    main(page).get_by_role("button", name="Record this permission").click()


def when_they_ask_the_school(page: Page) -> None:
    main(page).get_by_role("link", name="Ask them for information").click()
    expect(main(page).locator(".app-limits")).to_contain_text("Not the diagnosis")
    then_anybody_can_use_it(page)
    main(page).get_by_label("Special educational needs").check()
    main(page).get_by_label("What exactly do you ask for?").fill("The reading assessments of this year")
    main(page).get_by_label("I have read the limits, and keep within them").check()
    main(page).get_by_label("Secure e-mail").check()
    main(page).get_by_role("button", name="Record this request").click()
    expect(page.get_by_role("status").filter(has_text="Request recorded")).to_be_visible()


def when_it_answers(page: Page) -> None:
    main(page).get_by_role("link", name="The SENCo, Foxglove Invented Primary", exact=True).click()
    then_anybody_can_use_it(page)
    main(page).get_by_role("link", name="Record what they sent").click()
    main(page).get_by_label("Special educational needs").check()
    when_they_say_what_came(page, ANSWER)
    expect(page.get_by_role("status").filter(has_text="It is in the case")).to_be_visible()
    expect(main(page)).to_contain_text(ANSWER)


def when_they_say_what_came(page: Page, what: str) -> None:
    main(page).get_by_label("What kind of thing is it?").select_option("report")
    main(page).get_by_label("By e-mail").check()
    main(page).get_by_label("What it is", exact=True).fill(what)
    main(page).get_by_role("button", name="Record what arrived").click()


def when_a_file_comes_unasked(page: Page) -> None:
    main(page).get_by_role("link", name="Something arrived").click()
    then_anybody_can_use_it(page)
    choose(page, "From whom?", "Somebody else")
    main(page).get_by_label("Who sent it").fill("An office of the council")
    when_they_say_what_came(page, FILE)
    expect(page.get_by_role("status").filter(has_text="held in quarantine")).to_be_visible()
    expect(main(page)).not_to_contain_text(FILE)


def when_the_family_takes_it_back(page: Page) -> None:
    main(page).get_by_role("link", name="They take it back").click()
    main(page).get_by_label("What they said").fill("I would rather not")
    main(page).get_by_role("button", name="Take it back now").click()
    expect(main(page)).not_to_contain_text(ANSWER)


def when_the_manager_decides(page: Page, number: int, fate: str, said: str) -> None:
    main(page).get_by_role("link", name="A report").nth(number).click()
    expect(main(page)).to_contain_text(said)
    then_anybody_can_use_it(page)
    main(page).get_by_label(fate).check()
    main(page).get_by_label("Why").fill("Nobody agreed to it")
    main(page).get_by_role("button", name="Record this decision").click()
    expect(page.get_by_role("status").filter(has_text="Decided")).to_be_visible()


def test_what_nobody_agreed_to_is_held_apart(desks: Desks) -> None:
    ottoline, delphine = desks(), desks()
    given_signed_in(ottoline, "Ottoline Fernsby")
    case = when_they_open_a_case(ottoline, "Cordelia", "Asksworth")
    ottoline.goto(f"{case}permission/")
    given_a_permission_to_ask(ottoline, "Cordelia Asksworth")
    when_they_ask_the_school(ottoline)
    when_it_answers(ottoline)
    when_a_file_comes_unasked(ottoline)
    when_the_family_takes_it_back(ottoline)

    given_signed_in(delphine, "Delphine Marrowby")
    delphine.get_by_role("link", name="Quarantine", exact=True).click()
    then_anybody_can_use_it(delphine)
    waiting = main(delphine).get_by_role("link", name="A report").count()
    when_the_manager_decides(delphine, waiting - 2, "Destroyed", FILE)
    when_the_manager_decides(delphine, waiting - 2, "Sent back, and nothing of it kept", ANSWER)
    main(delphine).get_by_role("link", name="Decided", exact=True).click()
    main(delphine).get_by_role("link", name="A report").first.click()
    expect(main(delphine)).to_contain_text("Its text was destroyed")
    for text in (FILE, ANSWER):
        expect(main(delphine)).not_to_contain_text(text)
