"""S1: a school rings about a family that we help, and about one nobody has heard of; the two are answered alike."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it, when_they_open_a_case

KNOWN, UNKNOWN = "Petronella Quillfeather", "Zebedee Nonesuch"
ASKED = "Did {} call you? We referred the family."


def when_somebody_asks_about(page: Page, name: str) -> str:
    """From whatever page is open, one press; gives what the page said afterwards."""
    page.get_by_role("link", name="Somebody asks about a family").click()
    then_the_answer_comes_before_any_search(page)
    main(page).get_by_label("Who asks").fill("Mr Thistledown")
    main(page).get_by_label("Where from").fill("Foxglove Invented Primary")
    main(page).get_by_label("The professional who sent the family to us").check()
    main(page).get_by_label("About whom").fill(name)
    main(page).get_by_label("What do they want to know?").select_option("engaged")
    main(page).get_by_label("Their words").fill(ASKED.format(name))
    main(page).get_by_label("The standard answer, and nothing more").check()
    main(page).get_by_role("button", name="Record this enquiry").click()
    return page.get_by_role("status").inner_text()


def then_the_answer_comes_before_any_search(page: Page) -> None:
    expect(main(page).locator(".govuk-inset-text")).to_contain_text("We never say whether anybody has been in touch")
    expect(page.get_by_role("searchbox")).to_have_count(0)
    then_anybody_can_use_it(page)


def test_did_she_ring_you(desks: Desks) -> None:
    ottoline, delphine, ignatius = desks(), desks(), desks()
    given_signed_in(ottoline, "Ottoline Fernsby")
    case = when_they_open_a_case(ottoline, *KNOWN.split())
    ottoline.goto(case)
    before = main(ottoline).inner_text()
    said = [when_somebody_asks_about(ottoline, name) for name in (KNOWN, UNKNOWN)]
    assert said[0] == said[1] and "Only the managers can read it" in said[0]
    ottoline.goto(case)
    assert main(ottoline).inner_text() == before
    expect(main(ottoline)).not_to_contain_text("Thistledown")

    given_signed_in(delphine, "Delphine Marrowby")
    delphine.get_by_role("link", name="Enquiries", exact=True).click()
    then_anybody_can_use_it(delphine)
    cards = [main(delphine).locator(".app-card", has_text=f"About {name}").first for name in (KNOWN, UNKNOWN)]
    texts = [card.inner_text().replace(name, "them") for card, name in zip(cards, (KNOWN, UNKNOWN), strict=True)]
    assert texts[0] == texts[1] and "The standard answer, and nothing more (v1)" in texts[0]

    given_signed_in(ignatius, "Ignatius Pell")
    nothing = f"/cases/{uuid4()}/"
    ignatius_sees = [ignatius.request.get(path) for path in (case, nothing)]
    assert [answer.status for answer in ignatius_sees] == [404, 404]
    assert ignatius_sees[0].body() == ignatius_sees[1].body()
    assert list(ignatius_sees[0].headers) == list(ignatius_sees[1].headers)
    expect(ignatius.get_by_role("link", name="Enquiries")).to_have_count(0)
