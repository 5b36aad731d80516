"""Somebody calls while everybody is busy: a message, one person who takes it, a task done by the call it was for."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.places import Places
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it, when_they_fill_in_a_call

CALLER = "Hephzibah Larkspur"


def when_a_message_is_left(page: Page) -> None:
    main(page).get_by_role("link", name="Leave a message").click()
    main(page).get_by_label("Who called").fill(CALLER)
    main(page).get_by_label("Telephone").fill("07700 900456")
    main(page).get_by_label("What it is about").fill("The taxi has not come for three days.")
    main(page).get_by_label("Who it is for").select_option(label="Ottoline Fernsby")
    main(page).get_by_role("button", name="Leave this message").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Message left for the team")


def waiting(page: Page) -> Locator:
    """The caller's place in the queue."""
    page.goto("/call-backs/")
    return main(page).get_by_role("listitem").filter(has_text=CALLER)


def test_a_message_is_left_taken_by_one_person_and_answered(desks: Desks, base_url: str) -> None:
    clementine, ottoline, caspian = desks(), desks(), desks()
    given_signed_in(clementine, "Clementine Rudd")
    when_a_message_is_left(clementine)
    expect(main(clementine)).not_to_contain_text("taxi")
    for path in (
        "/call-backs/",
        "/tasks/",
        "/cases/",
        "/record-a-call/",
    ):
        desks.absent.add(f"{base_url}{path}")
        clementine.goto(path)
        expect(clementine.get_by_role("heading", level=1)).to_have_text("This page cannot be found")
    then_anybody_can_use_it(clementine)

    given_signed_in(ottoline, "Ottoline Fernsby")
    given_signed_in(caspian, "Caspian Rookwell")
    expect(waiting(ottoline)).to_contain_text("Leave no message")
    expect(waiting(caspian)).to_contain_text("For Ottoline Fernsby")
    waiting(ottoline).get_by_role("button", name="Take this").click()
    main(caspian).get_by_role("listitem").filter(has_text=CALLER).get_by_role("button", name="Take this").click()
    expect(caspian.get_by_role("alert")).to_contain_text("Ottoline Fernsby has already taken this.")

    waiting(ottoline).get_by_role("button", name="Could not reach them").click()
    expect(waiting(caspian)).to_contain_text("Nobody reached once")
    waiting(caspian).get_by_role("button", name="Take this").click()
    then_anybody_can_use_it(caspian)
    waiting(caspian).get_by_role("link", name="Close this message").click()
    main(caspian).get_by_label("They were called back").check()
    main(caspian).get_by_role("button", name="Close this message").click()
    expect(caspian.get_by_role("heading", level=1)).to_have_text("Call-backs")
    expect(waiting(ottoline)).to_have_count(0)


def test_a_task_is_finished_by_the_contact_it_was_for(desk: Page, places: Places) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    desk.goto(f"{places.case_page()}tasks/add/")
    main(desk).get_by_label("What has to be done").fill("Ask what the doctor wrote")
    main(desk).get_by_label("In 2 working days").check()
    main(desk).get_by_role("button", name="Save").click()
    expect(desk.get_by_role("status").filter(has_text="Task added")).to_be_visible()
    desk.goto("/tasks/")
    main(desk).get_by_role("link", name="Ask what the doctor wrote").click()
    main(desk).get_by_role("link", name="Record a contact and finish this").click()
    expect(main(desk)).to_contain_text("finishes the task: Ask what the doctor wrote")
    when_they_fill_in_a_call(desk)
    main(desk).get_by_role("button", name="Record this contact").click()
    expect(desk.get_by_role("status").filter(has_text="Contact recorded")).to_be_visible()
    desk.goto("/tasks/")
    expect(main(desk)).not_to_contain_text("Ask what the doctor wrote")
