"""S2: permission by telephone, with a limit; what may be said is told once, and no more than that."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from foundation import clock
from foundation.components.words import gb_date
from tests import databases
from tests.journeys.conftest import Demonstration
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_sticks_out,
    when_they_open_a_case,
)

LIMIT = "Not the diagnosis"
WORDS = "You can tell the SENCo at Foxglove about the reading assessment. Not the diagnosis."
DAY = gb_date(clock.today() + timedelta(days=2))
TOLD = "The reading assessment puts her two years behind"


def choose(page: Page, group: str, answer: str) -> None:
    main(page).get_by_role("group", name=group).get_by_label(answer, exact=True).check()


def press(page: Page, name: str) -> None:
    main(page).get_by_role("button", name=name, exact=True).click()


def then_the_step_is(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    then_anybody_can_use_it(page)


def when_he_is_asked(page: Page) -> None:
    """Four short steps, from who decides to the sentence that is read aloud."""
    main(page).get_by_role("link", name="Ask permission").click()
    then_the_step_is(page, "Who decides")
    choose(page, "What did they decide?", "Yes")
    choose(page, "Who decides?", "Alaric Wimpole")
    press(page, "Continue")
    then_the_step_is(page, "To whom, and what")
    main(page).get_by_label("Organisation").fill("Foxglove Invented Primary")
    main(page).get_by_label("Role there").fill("SENCo")
    main(page).get_by_label("What is it to help with?").select_option("support_in_school")
    choose(page, "Which kinds of information?", "Special educational needs")
    choose(page, "About whom?", "Alaric Wimpole")
    main(page).get_by_label("Limits, in their words").fill(LIMIT)
    choose(page, "How often?", "Once")
    press(page, "Continue")
    then_the_step_is(page, "How we know")
    expect(main(page).get_by_label("When was it signed?")).to_be_visible()
    choose(page, "How did they tell us?", "By telephone")
    expect(main(page).get_by_label("When was it signed?")).to_be_hidden()
    expect(main(page).get_by_label("The interpreter is independent")).to_be_hidden()
    main(page).get_by_label("Which script was read to them?").select_option("v7")


def then_nothing_is_recorded_without_his_words(page: Page) -> None:
    press(page, "Continue")
    expect(page.locator("[data-error-summary]")).to_contain_text("Enter their words")
    expect(page.locator("[data-error-summary]")).to_contain_text("how we knew that it was them")
    main(page).get_by_label("Their words").fill(WORDS)
    choose(page, "How did we know that it was them?", "Their security answer")
    press(page, "Continue")
    then_the_step_is(page, "Check the answers")
    expect(main(page)).to_contain_text("Do you agree that we may tell the SENCo, Foxglove Invented Primary")
    press(page, "Record this permission")


def then_it_is_in_force_for_thirty_days(page: Page) -> None:
    expect(main(page)).to_contain_text("In force")
    expect(main(page)).to_contain_text(re.compile(r"Ends on .* in (29|30) days"))
    expect(page.locator(".app-limits")).to_contain_text(LIMIT)
    then_anybody_can_use_it(page)


def then_what_he_keeps_says_nothing_of_the_teams_own(page: Page) -> None:
    """On paper his own record has his name and the reference, and not what the header tells the team of him."""
    main(page).get_by_role("link", name="Their own record").click()
    reference, level = (page.locator(".app-case__facts > div").nth(n) for n in (0, 1))
    expect(level).to_be_visible()
    page.emulate_media(media="print")
    expect(level).to_be_hidden()
    expect(reference).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Back to permissions").click()


def then_nobody_else_there_is_told(page: Page) -> None:
    """D18: the headteacher of the same school. Not telling them is written down, and the page says why next time."""
    main(page).get_by_role("link", name="Decided not to share").click()
    main(page).get_by_label("Somebody else", exact=True).check()
    main(page).get_by_label("Organisation").fill("Foxglove Invented Primary")
    main(page).get_by_label("Role there").fill("Headteacher")
    main(page).get_by_label("Why it is not shared").fill("He named the SENCo and nobody else.")
    press(page, "Write this down")
    expect(main(page)).to_contain_text("Not shared: ")
    page.get_by_role("link", name="Back to permissions").click()
    main(page).get_by_role("link", name="Before you call").click()
    head = main(page).locator(".app-card", has_text="The Headteacher, Foxglove Invented Primary")
    expect(head).to_contain_text("Say nothing.")
    expect(head).to_contain_text("Row D18 of the policy’s table")
    expect(head.get_by_role("link", name="Tell them")).to_have_count(0)
    then_anybody_can_use_it(page)
    page.get_by_role("link", name="Back to permissions").click()


def then_it_is_for_nothing_else(page: Page) -> None:
    """D19: the same SENCo, of the same thing, to help with a complaint."""
    main(page).get_by_role("link", name="Before you call").click()
    main(page).get_by_role("link", name=re.compile("^Tell them")).click()
    choose(page, "What do you tell them?", "Special educational needs")
    main(page).get_by_label("What you tell them: special educational needs").fill(TOLD)
    main(page).get_by_label("I keep within these limits").check()
    choose(page, "How do you know that it is them?", "We rang the number we hold for them")
    main(page).get_by_text("Today, about those they agreed to").click()
    main(page).get_by_label("What is it to help with?").select_option("complaint")
    press(page, "Record what is shared")
    expect(main(page)).to_contain_text("Row D19 of the policy’s table")
    then_anybody_can_use_it(page)
    page.get_by_role("link", name="Back to everybody who may be told").click()
    page.get_by_role("link", name="Back to permissions").click()


def passing_days(database: str, case: str, days: int) -> None:
    """What was agreed in one case was agreed so many days earlier; as only the superuser can say."""
    with databases.superuser(database) as server, server, server.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE consent_consent SET valid_from = valid_from - %(d)s * interval '1 day',"
            " expires_at = expires_at - %(d)s * interval '1 day' WHERE case_id = %(case)s",
            {"d": days, "case": case.split("/")[2]},
        )


def then_on_day_31_it_has_run_out(page: Page, database: str, case: str) -> None:
    """D20, though nothing was ever told on it."""
    passing_days(database, case, 31)
    page.reload()
    expect(main(page)).to_contain_text("Run out")
    main(page).get_by_role("link", name="Before you call").click()
    expect(main(page)).to_contain_text(re.compile("What they agreed to has run out. Ask them again.*D20", re.DOTALL))
    then_anybody_can_use_it(page)
    page.get_by_role("link", name="Back to permissions").click()
    passing_days(database, case, -31)
    page.reload()


def when_the_senco_is_told(page: Page) -> None:
    """Two ticks and a few words; what was not agreed is refused with its row, and the part that was is recorded."""
    main(page).get_by_role("link", name="Before you call").click()
    expect(page.locator(".app-limits", has_text="Limits:")).to_contain_text(LIMIT)
    then_anybody_can_use_it(page)
    main(page).get_by_role("link", name=re.compile("^Tell them")).click()
    # What was refused for a complaint may be kept here, as whatever is typed is.
    page.locator("main details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    main(page).get_by_label("What is it to help with?").select_option("support_in_school")
    choose(page, "What do you tell them?", "Special educational needs")
    main(page).get_by_label("What you tell them: special educational needs").fill(TOLD)
    choose(page, "What else would you tell them?", "Health")
    main(page).get_by_label("I keep within these limits").check()
    choose(page, "How do you know that it is them?", "We rang the number we hold for them")
    press(page, "Record what is shared")
    expect(main(page)).to_contain_text("Row D17 of the policy’s table")
    then_anybody_can_use_it(page)
    for width in (1280, 375, 320):
        page.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(page)
    press(page, "Record only what they agreed to")


def then_that_was_all(page: Page) -> None:
    """It stands in the account of what has gone; what was refused beside it, with its row; and once was once."""
    went = main(page).get_by_role("listitem").filter(has_text=TOLD)
    expect(went).to_have_count(1)
    expect(went).not_to_contain_text("Health")
    expect(main(page).get_by_role("listitem").filter(has_text="D17")).to_contain_text("Health")
    then_anybody_can_use_it(page)
    main(page).get_by_role("link", name="The SENCo, Foxglove Invented Primary").click()
    expect(main(page)).to_contain_text("UK GDPR article 6(1)(e)")
    then_anybody_can_use_it(page)
    page.get_by_role("link", name="Back to all that has been shared").click()
    page.get_by_role("link", name="Back to permissions").click()
    main(page).get_by_role("link", name="Before you call").click()
    expect(main(page)).to_contain_text("Say nothing. What they agreed to has run out. Ask them again.")


def when_he_agrees_from_a_later_day_on(page: Page) -> None:
    """To the same SENCo, from the day after tomorrow."""
    page.get_by_role("link", name="Back to permissions").click()
    main(page).get_by_role("link", name="Ask permission").click()
    choose(page, "What did they decide?", "Yes")
    choose(page, "Who decides?", "Alaric Wimpole")
    press(page, "Continue")
    choose(page, "Who may be told, or asked?", "The SENCo, Foxglove Invented Primary")
    main(page).get_by_label("What is it to help with?").select_option("support_in_school")
    choose(page, "Which kinds of information?", "Special educational needs")
    choose(page, "About whom?", "Alaric Wimpole")
    choose(page, "How often?", "As often as it helps, until it ends")
    main(page).get_by_label("From when").fill(DAY)
    press(page, "Continue")
    choose(page, "How did they tell us?", "E-mail")
    main(page).get_by_label("Their words").fill("Not before the meeting, please.")
    choose(page, "How did we know that it was them?", "From the e-mail address we hold")
    press(page, "Continue")
    expect(main(page)).to_contain_text(f"From {DAY} on, until")
    press(page, "Record this permission")


def then_nothing_is_said_before_that_day(page: Page) -> None:
    """It stands apart from what is in force; and before they call, the day stands there."""
    expect(page.get_by_role("heading", name="Agreed, from a later day on")).to_be_visible()
    expect(main(page)).to_contain_text(f"From {DAY}; before that day, nothing")
    then_anybody_can_use_it(page)
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(page)
    main(page).get_by_role("link", name="Before you call").click()
    card = main(page).locator(".app-card", has_text="The SENCo, Foxglove Invented Primary")
    expect(card).to_contain_text("Say nothing now.")
    expect(card).to_contain_text(f"From {DAY}; before that day, nothing")
    then_anybody_can_use_it(page)


def test_permission_by_telephone_is_used_once_and_within_its_limit(desk: Page, demonstration: Demonstration) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    case = when_they_open_a_case(desk, "Alaric", "Wimpole")
    desk.get_by_role("navigation", name="In this case").get_by_role("link", name="Permission").click()
    when_he_is_asked(desk)
    then_nothing_is_recorded_without_his_words(desk)
    then_it_is_in_force_for_thirty_days(desk)
    then_what_he_keeps_says_nothing_of_the_teams_own(desk)
    then_on_day_31_it_has_run_out(desk, demonstration.database, case)
    then_nobody_else_there_is_told(desk)
    then_it_is_for_nothing_else(desk)
    when_the_senco_is_told(desk)
    then_that_was_all(desk)
    when_he_agrees_from_a_later_day_on(desk)
    then_nothing_is_said_before_that_day(desk)
