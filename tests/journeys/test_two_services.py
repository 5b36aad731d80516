"""An adult at risk with a child in the home, in a browser: two discussions with two rotas, and neither waits for the
other."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from safeguarding.models import Packet
from tests import databases
from tests.conftest import asking_as, person
from tests.journeys.conftest import Demonstration, Desks
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_sticks_out,
    when_they_open_a_case,
)

CONTROLLED = "He answers for her, and keeps her bank card. She would not say more on the telephone."
REASONS = "She may be controlled; the rota would have it looked at."
OF_THE_CHILD = "The child sees what is done; the hub may know more of it."
DUE = "Discuss the child in the home with Children’s Service"


def test_a_child_in_an_adults_home_is_discussed_beside_the_adult(
    desks: Desks, demonstration: Demonstration, django_db_blocker: Any
) -> None:
    ottoline, honoria = desks(), desks()
    given_signed_in(ottoline, "Ottoline Fernsby")
    when_they_open_a_case(ottoline, "Wilhelmina", "Thistledown")
    when_a_worry_about_an_adult_is_raised(ottoline)
    when_it_is_said_that_a_child_is_in_the_home(ottoline)
    when_the_adult_is_discussed(ottoline)
    then_the_child_is_still_due_and_the_adult_is_not_kept_waiting(ottoline)
    when_the_child_is_discussed(ottoline)
    expect(due(ottoline)).not_to_contain_text(DUE)
    expect(due(ottoline)).to_contain_text("Children’s Service confirms the discussion about the child")
    given_signed_in(honoria, "Honoria Vance-Tully")
    main(honoria).locator(f"a[href='{the_latest_put_to_honoria(django_db_blocker, demonstration)}']").click()
    expect(main(honoria)).to_contain_text("The child lives in the home of an adult who may be at risk")
    expect(main(honoria)).not_to_contain_text("Thistledown")
    main(honoria).get_by_label("This is what we discussed").check()
    main(honoria).get_by_role("button", name="Send my answer").click()
    expect(honoria.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    ottoline.reload()
    expect(due(ottoline)).not_to_contain_text("confirms the discussion about the child")
    expect(due(ottoline)).to_contain_text("The senior manager confirms the discussion")


def the_latest_put_to_honoria(unblocked: Any, demonstration: Demonstration) -> str:
    """The address of the discussion that was put to her last: on her page nothing tells one from another."""
    with unblocked.unblock(), databases.pointed_at(demonstration.database):
        honoria = person("honoria")
        with asking_as(honoria):
            return reverse("safeguarding:packet", args=[Packet.objects.put_to(honoria).latest("recorded_at").pk])


def due(page: Page) -> Locator:
    return page.get_by_role("region", name="Due", exact=True)


def when_a_worry_about_an_adult_is_raised(page: Page) -> None:
    main(page).get_by_role("link", name="Concerns").first.click()
    main(page).get_by_role("link", name="Raise a concern").first.click()
    main(page).get_by_label("An adult", exact=True).check()
    main(page).get_by_label("Who is it?").fill("The caller’s sister")
    main(page).get_by_label("What worries you?").fill(CONTROLLED)
    main(page).get_by_label("Serious, today").check()
    main(page).get_by_role("button", name="Raise this concern").click()
    on_duty = main(page).get_by_role("region", name="On duty now")
    expect(on_duty).to_contain_text("Lysander Oake")
    expect(on_duty).not_to_contain_text("Children’s Service")


def when_it_is_said_that_a_child_is_in_the_home(page: Page) -> None:
    """It is asked where the discussion begins, and is due within the hour."""
    main(page).get_by_role("link", name="Discuss it with a senior manager").click()
    home = main(page).get_by_role("group", name="Is there a child in the home?")
    home.get_by_label("Yes").check()
    main(page).get_by_role("button", name="Discuss it with a senior manager").click()
    expect(due(page)).to_contain_text(DUE)
    expect(due(page)).to_contain_text("A child is in the home. Serious: within an hour, day or night")
    expect(main(page).get_by_role("region", name="On duty now")).to_contain_text("Children’s Service, for the child")
    then_it_is_well_at_both_widths(page)


def when_the_adult_is_discussed(page: Page) -> None:
    main(page).get_by_role("link", name="We discussed it: refer").click()
    whom = main(page).get_by_role("group", name="With whom?")
    whom.get_by_label("Lysander Oake").check()
    when_they_write_it_down(page, REASONS, "We discussed it: refer")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Discussed: refer")


def when_they_write_it_down(page: Page, reasons: str, button: str) -> None:
    main(page).get_by_label("They are not in it").check()
    main(page).get_by_label("At what time?").fill("00:00")
    main(page).get_by_label("Reasons").fill(reasons)
    main(page).get_by_role("button", name=button).click()


def then_the_child_is_still_due_and_the_adult_is_not_kept_waiting(page: Page) -> None:
    expect(due(page)).to_contain_text(DUE)
    expect(main(page).get_by_role("link", name="Refer now", exact=True)).to_be_visible()
    expect(main(page).get_by_role("region", name="On duty now")).not_to_contain_text("adults at risk")


def when_the_child_is_discussed(page: Page) -> None:
    """First in vain; then with whoever of Children's Service is on duty, and nobody of the adults' rota alone."""
    main(page).get_by_role("link", name="I tried to reach Children’s Service about the child").click()
    main(page).get_by_label("Lysander Oake").check()
    main(page).get_by_label("No answer").check()
    main(page).get_by_label("At what time?").fill("00:00")
    main(page).get_by_role("button", name="I tried to reach Children’s Service about the child").click()
    expect(main(page)).to_contain_text("Tried to reach Lysander Oake about the child in the home")
    main(page).get_by_role("link", name="Record the discussion about the child").click()
    expect(main(page)).to_contain_text("raise a concern about the child as well")
    main(page).get_by_role("group", name="With whom?").get_by_label("Honoria Vance-Tully").check()
    for question in ("What do they think?", "What do you think?"):
        main(page).get_by_role("group", name=question).get_by_label("Refer", exact=True).check()
    then_it_is_well_at_both_widths(page)
    when_they_write_it_down(page, OF_THE_CHILD, "Record the discussion about the child")
    expect(main(page)).to_contain_text("Discussed the child in the home with Honoria Vance-Tully")
    expect(main(page).get_by_role("heading", level=1)).to_have_text("Discussed: refer")
    then_it_is_well_at_both_widths(page)


def then_it_is_well_at_both_widths(page: Page) -> None:
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        then_nothing_sticks_out(page)
        then_anybody_can_use_it(page)
