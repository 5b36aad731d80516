"""The steps that journeys share: what is given, what somebody does, and what they then see."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Locator, Page, expect

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = {"runOnly": {"type": "tag", "values": list(STANDARDS)}, "resultTypes": ["violations"]}
SAID = "Barnaby has no plan in writing, and the school has not answered since March."


def main(page: Page) -> Locator:
    """The page without its header, whose search box is on every page."""
    return page.locator("main")


def given_signed_in(page: Page, name: str, server: str = "") -> None:
    """Somebody of the cast signs in by their card, at the journeys' server or another."""
    page.goto(f"{server}/sign-in/")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOMES.get(name, "Today"))


HOMES = dict.fromkeys(("Clementine Rudd", "Honoria Vance-Tully", "Lysander Oake", "Percival Dunmoor"), "Home")


def when_they_open_a_case(page: Page, given: str, family: str, telephone: str = "07700 900077") -> str:
    """Open a case for a parent by its form, from the list of cases; gives the path of its page."""
    page.get_by_role("link", name="Cases", exact=True).click()
    main(page).get_by_role("link", name="Open a case").first.click()
    main(page).get_by_label("A parent or carer").check()
    main(page).get_by_label("First name").fill(given)
    main(page).get_by_label("Last name").fill(family)
    main(page).get_by_label("Telephone").fill(telephone)
    main(page).get_by_label("Safe to use").check()
    main(page).get_by_role("button", name="Open this case").click()
    expect(page.locator(".app-case__person")).to_have_text(f"{given} {family}")
    return page.evaluate("location.pathname")


def when_they_record_a_call(page: Page, said: str = SAID) -> None:
    """Record a call on the case whose page is open."""
    page.get_by_role("link", name="Record a contact").first.click()
    when_they_fill_in_a_call(page, said)
    main(page).get_by_role("button", name="Record this contact").click()


def when_they_fill_in_a_call(page: Page, said: str = SAID) -> None:
    """Answer what every call is asked; date, time and who got in touch are there already."""
    main(page).get_by_role("textbox", name="What was said").fill(said)
    worry = main(page).get_by_role("group", name="Did anything make you worry")
    worry.get_by_label("No", exact=True).check()


def when_they_look_for(page: Page, term: str) -> None:
    """Use the box in the header."""
    page.get_by_role("searchbox").fill(term)
    page.get_by_role("button", name="Find a person or case").click()


def when_they_sign_out(page: Page) -> None:
    """Press the header's button."""
    page.get_by_role("button", name="Sign out").click()


def then_it_is_on_the_timeline(page: Page, said: str = SAID) -> None:
    """What was said stands on the case's page, and the page says that it was recorded."""
    expect(page.get_by_role("status").filter(has_text="Contact recorded")).to_be_visible()
    expect(page.locator(".app-timeline__item").first).to_contain_text(said)


def then_it_is_found(page: Page, name: str, path: str, said: str = SAID) -> None:
    """The one who was looked for is among those found, and leads to their case."""
    main(page).get_by_role("link", name=name).first.click()
    expect(page.locator(".app-case__person")).to_have_text(name)
    assert page.evaluate("location.pathname") == path
    expect(page.locator(".app-timeline")).to_contain_text(said)


def then_they_are_asked_to_sign_in(page: Page) -> None:
    """The sign-in page, and nothing of any record."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def then_nothing_is_on_its_way(page: Page) -> None:
    """What was pressed has been answered: a press waits for the save before it, and words may stand on both pages."""
    expect(page.locator("form[data-pressed], form[data-sending]")).to_have_count(0)
    page.wait_for_load_state()


def then_anybody_can_use_it(page: Page) -> None:
    """axe finds nothing, at any standard we keep to, and there is no list of exceptions. It reads the whole page: for a
    moment after a press there is only as much of it as has arrived."""
    then_nothing_is_on_its_way(page)
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("options => window.axe.run(options)", AXE))
    assert found.response["passes"], "axe read nothing"
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


def then_nothing_sticks_out(page: Page) -> None:
    """The page does not scroll sideways."""
    then_nothing_is_on_its_way(page)
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= shown, f"{page.url} is {wide} pixels wide in a window of {shown}"
