"""S1: a school rings about a family that we help, and about one nobody has heard of; the two are answered alike."""

import re
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from cases.models import Case
from tests import databases
from tests.conftest import asking_as, person
from tests.integration.permission import agreed
from tests.journeys.conftest import Demonstration, Desks
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it, when_they_open_a_case

KNOWN, UNKNOWN = "Petronella Quillfeather", "Zebedee Nonesuch"
ASKED = "Did {} call you? We referred the family."


def when_somebody_asks_about(page: Page, name: str) -> str:
    """From whatever page is open, one press; gives what the page said afterwards, but for the minute."""
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
    said = page.get_by_role("status").filter(has_text="Only the managers can read it")
    expect(said).to_be_visible()
    return without_times(said.inner_text())


def without_times(said: str) -> str:
    """Of two who are asked about one after the other, the second may be asked about in the next minute."""
    return re.sub(r"\b\d{1,2}:\d\d[ap]m\b", "", said)


def then_the_answer_comes_before_any_search(page: Page) -> None:
    expect(main(page).locator(".govuk-inset-text")).to_contain_text("We never say whether anybody has been in touch")
    expect(page.get_by_role("searchbox")).to_have_count(0)
    then_anybody_can_use_it(page)


def then_the_attempt_stands_in_the_record(page: Page, case: str) -> None:
    """Whoever tried a copied address is named to the manager, on the record of that case."""
    page.goto(f"{case}looks/")
    tried = main(page).get_by_role("row", name=re.compile("Ignatius Pell"))
    expect(tried.first).to_contain_text("Asked for it and was refused")
    then_anybody_can_use_it(page)


def then_no_page_of_an_administrator_names_a_family(page: Page) -> None:
    for path in ("/", "/cases/", "/enquiries/", "/disclosures/", "/breaches/"):
        shown = page.request.get(path).text()
        assert not [name for name in (KNOWN, UNKNOWN) if name.split()[1] in shown], path
    page.goto("/")
    page.get_by_role("link", name="Team", exact=True).first.click()
    expect(main(page)).to_contain_text("Ottoline Fernsby")
    expect(page.locator("body")).not_to_contain_text(KNOWN.split()[1])


def when_she_lets_the_school_know(unblocked: Any, demonstration: Demonstration, case: str) -> None:
    """She agrees that Foxglove is told; that she has been in contact is part of whatever she agrees to."""
    with unblocked.unblock(), databases.pointed_at(demonstration.database):
        ottoline = person("ottoline")
        with asking_as(ottoline):
            agreed(Case.objects.get(pk=case.split("/")[-2]), ottoline)


def then_the_school_may_be_told(page: Page, case: str) -> None:
    """And still is answered as everybody is when it rings: it is told from the case's own page."""
    page.goto(f"{case}share/")
    card = main(page).locator(".app-card", has_text="The SENCo, Foxglove Invented Primary")
    expect(card).to_contain_text("You may say: That they have been in contact with us")
    page.goto(case)
    assert "Only the managers can read it" in when_somebody_asks_about(page, KNOWN)


def test_did_she_ring_you(desks: Desks, demonstration: Demonstration, django_db_blocker: Any) -> None:
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
    shown = zip(cards, (KNOWN, UNKNOWN), strict=True)
    texts = [without_times(card.inner_text().replace(name, "them")) for card, name in shown]
    assert texts[0] == texts[1] and "The standard answer, and nothing more" in texts[0]

    given_signed_in(ignatius, "Ignatius Pell")
    nothing = f"/cases/{uuid4()}/"
    ignatius_sees = [ignatius.request.get(path) for path in (case, nothing)]
    assert [answer.status for answer in ignatius_sees] == [404, 404]
    assert ignatius_sees[0].body() == ignatius_sees[1].body()
    assert list(ignatius_sees[0].headers) == list(ignatius_sees[1].headers)
    expect(ignatius.get_by_role("link", name="Enquiries")).to_have_count(0)
    then_the_attempt_stands_in_the_record(delphine, case)
    then_no_page_of_an_administrator_names_a_family(ignatius)
    ottoline.goto(f"{case}share/")
    expect(main(ottoline)).not_to_contain_text("You may say")
    when_she_lets_the_school_know(django_db_blocker, demonstration, case)
    then_the_school_may_be_told(ottoline, case)
