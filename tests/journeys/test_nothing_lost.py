"""Nothing typed is lost: a call parked for another, a session that ended, a server that started again, a form sent
twice, no connection, and a colleague who was quicker."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Demonstration, Desks
from tests.journeys.places import Places
from tests.journeys.serving import Server, serving
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    then_nothing_is_on_its_way,
    then_nothing_sticks_out,
    when_they_fill_in_a_call,
)

FIRST = "The first caller’s school wants a meeting on Thursday, and she cannot come."
SECOND = "The second caller has had a letter that says the plan will end."
NARROW = {"width": 375, "height": 800}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def server(demonstration: Demonstration, tmp_path: Any) -> Iterator[Server]:
    """A server that this journey may stop and start."""
    with serving(demonstration.database, tmp_path / "web.log") as made:
        yield made


def given_half_a_call(page: Page, name: str, words: str) -> None:
    """Somebody new is on the line, and is still speaking."""
    page.get_by_role("link", name="Record a call").click()
    main(page).get_by_label("A new caller").check()
    main(page).get_by_label("First name").fill(name)
    when_they_fill_in_a_call(page, words)


def said_on(page: Page, server: Server, name: str) -> int:
    """How often the words stand on the case of that caller, which is found by its list."""
    page.goto(f"{server.address}/cases/")
    main(page).get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator(".app-case__person")).to_have_text(name)
    then_nothing_is_on_its_way(page)  # the timeline comes last
    return page.locator(".app-timeline").inner_text().count(FIRST if name == "Aurelia" else SECOND)


def test_each_text_is_there_once_and_on_the_right_case(desks: Desks, server: Server) -> None:
    page = desks()
    given_signed_in(page, "Ottoline Fernsby", server.address)
    given_half_a_call(page, "Aurelia", FIRST)
    main(page).get_by_role("button", name="Park this").click()
    expect(page.get_by_role("status").filter(has_text="Parked")).to_be_visible()
    given_half_a_call(page, "Benedicta", SECOND)
    page.context.clear_cookies(name="session")  # ended elsewhere, or by its time
    main(page).get_by_role("button", name="Record this call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again")
    expect(main(page)).to_contain_text("What you typed is kept for you")
    assert SECOND not in page.content()
    then_anybody_can_use_it(page)
    page.get_by_role("button", name="Sign in as Ottoline Fernsby").click()
    expect(main(page).get_by_role("textbox", name="What was said")).to_have_value(SECOND)
    expect(main(page).get_by_label("First name")).to_have_value("Benedicta")
    server.restart()
    sent: list[tuple[str, str]] = []
    page.on(
        "request", lambda asked: sent.append((asked.url, asked.post_data or "")) if asked.method == "POST" else None
    )
    main(page).get_by_role("button", name="Record this call").click()
    expect(page.locator(".app-case__person")).to_have_text("Benedicta")
    url, body = next((url, body) for url, body in sent if "keep=" not in body)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": url, "Origin": server.address}
    again = page.request.post(url, data=body, headers=form)
    assert again.url == page.url  # answered as it was the first time
    page.goto(f"{server.address}/")
    main(page).get_by_role("link", name="Continue").first.click()
    expect(main(page).get_by_role("textbox", name="What was said")).to_have_value(FIRST)
    main(page).get_by_role("button", name="Record this call").click()
    expect(page.locator(".app-case__person")).to_have_text("Aurelia")
    assert [said_on(page, server, name) for name in ("Aurelia", "Benedicta")] == [1, 1]


def test_without_a_connection_the_text_stays_and_the_page_says_so(desks: Desks, places: Places) -> None:
    page, desks.is_cut_off = desks(), True
    given_signed_in(page, "Ottoline Fernsby")
    page.goto(f"{places.case_page()}tasks/add/")
    main(page).get_by_label("What has to be done").fill("Ring the transport office")
    main(page).get_by_label("By when").fill("tomorrow")
    page.context.set_offline(True)
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-draft-said]")).to_contain_text("no connection")
    expect(main(page).get_by_label("What has to be done")).to_have_value("Ring the transport office")
    page.context.set_offline(False)
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved")
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Task added")).to_be_visible()
    expect(main(page)).to_contain_text("Ring the transport office")


def test_a_press_waits_for_the_save_before_it(desks: Desks, places: Places) -> None:
    """Overtaken, that save would be stored after the page with the errors was drawn, and be begun beside what is typed
    there: recorded, the words would stand on the next task's form again."""
    page, held = desks(), list[Route]()
    given_signed_in(page, "Ottoline Fernsby")
    page.goto(f"{places.case_page()}tasks/add/")
    page.route("**/tasks/add/*", lambda route: held.append(route) if _is_first_save(route, held) else route.continue_())
    main(page).get_by_label("What has to be done").fill("Ring the school")
    main(page).get_by_role("button", name="Save", exact=True).click(no_wait_after=True)
    page.wait_for_timeout(500)  # longer than the answer takes, were it not waiting
    held[0].fulfill(response=held[0].fetch())  # not the browser's own any more: a press cannot take it back
    expect(main(page).locator(".govuk-error-summary")).to_contain_text("Enter by when")
    main(page).get_by_label("By when").fill("tomorrow")
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Task added")).to_be_visible()
    page.goto(f"{places.case_page()}tasks/add/")
    expect(main(page).get_by_label("What has to be done")).to_have_value("")


def _is_first_save(route: Route, held: list[Route]) -> bool:
    return not held and "keep=typing" in (route.request.post_data or "")


def test_two_colleagues_change_one_task_and_both_versions_are_shown(desks: Desks, places: Places) -> None:
    """At both widths."""
    pages = [desks() for _ in range(2)]
    for page, name in zip(pages, ("Ottoline Fernsby", "Caspian Rookwell"), strict=True):
        given_signed_in(page, name)
        page.goto(f"{places.case_page()}tasks/{places.task}/")
    first, second = pages
    main(first).get_by_label("Note").fill("She is back from Leeds on Monday.")
    main(first).get_by_role("button", name="Save changes").click()
    expect(first.get_by_role("status").filter(has_text="Task changed")).to_be_visible()
    main(second).get_by_label("Note").fill("Write to her: she does not answer.\nTwo lines, kept as two.")
    main(second).get_by_role("button", name="Save changes").click()
    expect(main(second)).to_contain_text("Somebody changed this while you had it open")
    expect(main(second)).to_contain_text("Ottoline Fernsby saved this")
    for words in ("She is back from Leeds on Monday.", "Write to her: she does not answer."):
        expect(main(second)).to_contain_text(words)
    for size in (NARROW, WIDE):
        second.set_viewport_size(size)
        then_nothing_sticks_out(second)
    then_anybody_can_use_it(second)
    main(second).get_by_label("Use what you typed").check()
    main(second).get_by_role("button", name="Save changes").click()
    expect(second.get_by_role("status").filter(has_text="Task changed")).to_be_visible()
    second.goto(f"{places.case_page()}tasks/{places.task}/")
    expect(main(second).get_by_label("Note")).to_have_value(
        "Write to her: she does not answer.\nTwo lines, kept as two."
    )
