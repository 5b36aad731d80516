"""S8, on its own days: a young person in his own right. His mother learns nothing, and what is his is his to say."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.days import Days, days_of
from tests.journeys.steps import main, then_anybody_can_use_it, when_they_open_a_case
from tests.journeys.test_people import save, when_they_write_about
from tests.journeys.test_permission import choose, press


@pytest.fixture
def summer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker_id: str, django_db_blocker: Any) -> Iterator[Days]:
    """The summer of 2026, from Monday 1 June at ten."""
    with days_of(f"summer_{worker_id}", tmp_path, monkeypatch, django_db_blocker, 2026, 6, 1, 10, 0) as days:
        yield days


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="In this case").get_by_role("link", name=name, exact=True).click()


def given_a_mother_who_agreed_for_her_son(page: Page) -> None:
    """Beatrix confides about Peregrine, who is a young person from 26 June 2026 on."""
    when_they_open_a_case(page, "Beatrix", "Ashgrove")
    tab(page, "People")
    main(page).get_by_role("link", name="Add a person").click()
    main(page).get_by_label("Child", exact=True).check()
    main(page).get_by_label("First name").fill("Peregrine")
    born = main(page).get_by_role("group", name="Date of birth")
    for part, value in (("Day", "31"), ("Month", "8"), ("Year", "2010")):
        born.get_by_label(part).fill(value)
    save(page)
    expect(main(page)).to_contain_text("26 June 2026")


def when_she_agrees_for_the_school(page: Page) -> None:
    tab(page, "Permission")
    main(page).get_by_role("link", name="Ask permission").click()
    choose(page, "What did they decide?", "Yes")
    choose(page, "Who decides?", "Beatrix Ashgrove")
    press(page, "Continue")
    main(page).get_by_label("Organisation").fill("Larkspur Imaginary Academy")
    main(page).get_by_label("Role there").fill("Head of year")
    main(page).get_by_label("What is it to help with?").select_option("support_in_school")
    choose(page, "Which kinds of information?", "Special educational needs")
    choose(page, "About whom?", "Peregrine")
    choose(page, "How often?", "As often as it helps, until it ends")
    press(page, "Continue")
    choose(page, "How did they tell us?", "E-mail")
    main(page).get_by_label("Their words").fill("Tell the school about Peregrine.")
    choose(page, "How did we know that it was them?", "From the e-mail address we hold")
    press(page, "Continue")
    press(page, "Record this permission")


def then_her_word_covers_him(page: Page) -> None:
    """He is still a child: what she agreed to may be said."""
    main(page).get_by_role("link", name="Before you call").click()
    expect(main(page)).to_contain_text("Special educational needs")
    expect(main(page)).not_to_contain_text("not yet to be said")


def then_her_word_does_not_cover_him(page: Page) -> None:
    tab(page, "Permission")
    main(page).get_by_role("link", name="Before you call").click()
    expect(main(page)).to_contain_text("Agreed, but not yet to be said")
    expect(main(page)).to_contain_text("The young person decides for themself now. Ask them.")
    then_anybody_can_use_it(page)


def when_he_gets_a_case_of_his_own(page: Page) -> str:
    """He rings himself: the page of the people offers it, and the case is another worker's."""
    page.get_by_role("link", name="Back to permissions").click()
    tab(page, "People")
    main(page).get_by_role("link", name=re.compile("case of their own")).click()
    then_anybody_can_use_it(page)
    choose(page, "Who works with them?", "Caspian Rookwell")
    press(page, "Save")
    expect(page.locator(".app-case__person")).to_have_text("Peregrine")
    return str(page.evaluate("location.pathname"))


def then_the_limits_are_told_first(page: Page) -> None:
    """Whoever confides hears what cannot be kept confidential: the first contact of each case asks, in the open."""
    tab(page, "Case")
    main(page).get_by_role("link", name="Record a contact").first.click()
    asked = main(page).get_by_role("group", name="Have you explained confidentiality and its limits?")
    expect(asked).to_be_visible()
    expect(asked).to_contain_text("There is one limit. If what we hear makes us believe that a child")
    page.go_back()


def then_his_mother_is_told_nothing(page: Page) -> None:
    """Beatrix rings: "has he spoken to you?" Not sharing is written down, and the page says why for the next time."""
    tab(page, "Permission")
    main(page).get_by_role("link", name="Decided not to share").click()
    main(page).get_by_label("Somebody else", exact=True).check()
    main(page).get_by_label("Or a person by name").fill("Beatrix Ashgrove")
    main(page).get_by_label("What part do they have?").select_option("parent_of_confider")
    main(page).get_by_label("Why it is not shared").fill("He confides in us himself, and she asked whether he does.")
    then_anybody_can_use_it(page)
    press(page, "Write this down")
    expect(main(page)).to_contain_text("Not shared: Beatrix Ashgrove")
    page.get_by_role("link", name="Back to permissions").click()
    main(page).get_by_role("link", name="Before you call").click()
    expect(main(page)).to_contain_text(
        re.compile("Neither confirm nor deny, to their parent too.*Row D33 of the policy’s table", re.DOTALL)
    )
    then_anybody_can_use_it(page)


def when_she_asks_for_his_file(page: Page) -> None:
    """Beatrix asks for copies: the same answer as to anybody, and how to ask for what is hers (D31, D33)."""
    page.get_by_role("link", name="Somebody asks about a family").click()
    main(page).get_by_label("Who asks").fill("Beatrix Ashgrove")
    main(page).get_by_label("A parent of a young person").check()
    main(page).get_by_label("About whom").fill("Peregrine")
    main(page).get_by_label("What do they want to know?").select_option("records")
    main(page).get_by_label("Their words").fill("I want a copy of his file.")
    main(page).get_by_label("how to ask for their own information").check()
    main(page).get_by_role("button", name="Record this enquiry").click()
    expect(page.get_by_role("status").filter(has_text="Only the managers can read it")).to_be_visible()


def given_a_girl_of_fourteen_with_a_case_of_her_own(page: Page) -> None:
    """Calliope asks for help in confidence: she is the one who confides."""
    page.get_by_role("link", name="Cases", exact=True).click()
    main(page).get_by_role("link", name="Open a case").first.click()
    main(page).get_by_label("A child or young person, in their own right").check()
    main(page).get_by_label("First name").fill("Calliope")
    born = main(page).get_by_role("group", name="Date of birth")
    for part, value in (("Day", "3"), ("Month", "5"), ("Year", "2012")):
        born.get_by_label(part).fill(value)
    main(page).get_by_role("button", name="Open this case").click()
    expect(page.locator(".app-case__person")).to_have_text("Calliope")


def when_it_is_found_whether_she_can_decide(page: Page, decision: str, found: str) -> None:
    """One record for each decision: it is not an age."""
    tab(page, "People")
    when_they_write_about(page, "what they can decide", "Calliope")
    main(page).get_by_label("Competence of a child under 16").check()
    main(page).get_by_label(found).check()
    main(page).get_by_label("Which decision").fill(decision)
    main(page).get_by_label("Who found this").fill("Ottoline Fernsby")
    main(page).get_by_label("What it rests on").fill("What she said when we went through it.")
    save(page)


def when_she_decides_about_the_school(page: Page, record: str) -> None:
    tab(page, "Permission")
    main(page).get_by_role("link", name="Ask permission").click()
    choose(page, "What did they decide?", "Yes")
    choose(page, "Who decides?", "Calliope")
    choose(page, "For whom do they decide?", "As a child who understands this decision")
    records = main(page).get_by_label("Which record says so?")
    records.select_option(label=records.locator("option", has_text=record).inner_text())
    press(page, "Continue")
    main(page).get_by_label("Organisation").fill("Larkspur Imaginary Academy")
    main(page).get_by_label("Role there").fill("School nurse")
    main(page).get_by_label("What is it to help with?").select_option("support_in_school")
    choose(page, "Which kinds of information?", "Special educational needs")
    choose(page, "About whom?", "Calliope")
    choose(page, "How often?", "Once")
    press(page, "Continue")
    choose(page, "How did they tell us?", "E-mail")
    main(page).get_by_label("Their words").fill("You can talk to the nurse.")
    choose(page, "How did we know that it was them?", "From the e-mail address we hold")
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the answers")
    then_anybody_can_use_it(page)
    press(page, "Record this permission")


def when_she_asks_for_help_alone(page: Page) -> None:
    """Advised all the same; no parent comes into it without her (D35)."""
    main(page).get_by_role("link", name="They ask for help alone").click()
    then_anybody_can_use_it(page)
    main(page).get_by_label("What they want, in their words").fill("I want to stay at Larkspur.")
    choose(page, "Do they agree that a parent is involved?", "They do not want a parent to know")
    choose(page, "Do you think that somebody is at risk?", "No")
    press(page, "Write this down")
    expect(main(page)).to_contain_text("Row D35 of the policy’s table")
    then_anybody_can_use_it(page)


def then_her_word_counts_when_she_understands(page: Page) -> None:
    """Not competent for this: nothing is recorded, and why is said (D35). Competent: hers alone, in force."""
    when_it_is_found_whether_she_can_decide(page, "Whether the nurse learns why", "Does not understand enough yet")
    when_she_decides_about_the_school(page, "Does not understand")
    expect(main(page)).to_contain_text("understand enough to decide")
    then_anybody_can_use_it(page)
    page.get_by_role("link", name="Back to permissions").click()
    when_she_asks_for_help_alone(page)
    when_it_is_found_whether_she_can_decide(page, "Whether the nurse knows", "Understands enough to decide this")
    when_she_decides_about_the_school(page, "Understands enough")
    expect(main(page)).to_contain_text("In force")
    then_anybody_can_use_it(page)


def test_a_young_person_in_his_own_right(desk: Page, summer: Days) -> None:
    # Monday 1 June: his mother agrees that the school is told, and her word is enough.
    summer.sits_down(desk, "Ottoline Fernsby")
    given_a_mother_who_agreed_for_her_son(desk)
    hers = desk.evaluate("location.pathname").removesuffix("people/")
    when_she_agrees_for_the_school(desk)
    then_her_word_covers_him(desk)
    # Wednesday 1 July, after his sixteenth school year: he rings himself, and her word covers him no longer.
    summer.at(2026, 7, 1, 11, 0)
    summer.sits_down(desk, "Ottoline Fernsby", hers)
    then_her_word_does_not_cover_him(desk)
    his = when_he_gets_a_case_of_his_own(desk)
    then_the_limits_are_told_first(desk)
    # Friday 3 July: she rings, and asks whether he has; then she asks for his file.
    summer.at(2026, 7, 3, 9, 30)
    summer.sits_down(desk, "Caspian Rookwell", his)
    then_his_mother_is_told_nothing(desk)
    when_she_asks_for_his_file(desk)
    # The same day his sister of fourteen asks for help in confidence.
    given_a_girl_of_fourteen_with_a_case_of_her_own(desk)
    then_the_limits_are_told_first(desk)
    then_her_word_counts_when_she_understands(desk)
