"""Who joins and who leaves: asked for by one person, confirmed by another, ended at once for open pages too."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Desks
from tests.journeys.places import NAME, Places
from tests.journeys.steps import given_signed_in, main, then_anybody_can_use_it, then_they_are_asked_to_sign_in

BARTHOLOMEW = "Bartholomew Quince"


def when_the_administrator_asks(page: Page, username: str) -> None:
    page.get_by_role("link", name="Team", exact=True).click()
    main(page).get_by_role("link", name="Ask for a membership").click()
    main(page).get_by_label("Their user name").fill(username)
    main(page).get_by_label("Caseworker", exact=True).check()
    main(page).get_by_label("Why they are joining").fill("Helps out for a fortnight")
    main(page).get_by_role("button", name="Ask for this membership").click()
    expect(page.get_by_role("status").filter(has_text="It begins when the manager confirms it")).to_be_visible()


def when_the_manager_confirms_from_her_home_page(page: Page, name: str) -> None:
    page.goto("/")
    main(page).get_by_role("link", name=name).click()
    main(page).get_by_label("Yes").check()
    main(page).get_by_role("button", name="Save this answer").click()
    expect(page.get_by_role("status").filter(has_text=re.compile("Confirmed"))).to_be_visible()


def when_the_administrator_ends_it(page: Page, name: str) -> None:
    page.get_by_role("link", name="Team", exact=True).click()
    main(page).get_by_role("link", name=name).first.click()
    main(page).get_by_role("link", name="End this membership").click()
    main(page).get_by_label("Now", exact=True).check()
    main(page).get_by_label("Why it ends").fill("The fortnight is over")
    main(page).get_by_role("button", name="End this membership").click()
    expect(page.get_by_role("status").filter(has_text=re.compile("is no longer in the team"))).to_be_visible()


def then_the_list_holds(page: Page, name: str, *, found: bool) -> None:
    page.get_by_role("link", name="Cases", exact=True).click()
    expect(main(page).get_by_role("link", name=name)).to_have_count(1 if found else 0)


def test_a_membership_begins_when_it_is_confirmed_and_ends_at_once(desks: Desks, places: Places) -> None:
    ignatius, delphine, bartholomew = desks(), desks(), desks()
    given_signed_in(ignatius, "Ignatius Pell")
    given_signed_in(delphine, "Delphine Marrowby")
    given_signed_in(bartholomew, BARTHOLOMEW)
    then_the_list_holds(bartholomew, NAME, found=False)

    when_the_administrator_asks(ignatius, "bartholomew")
    then_the_list_holds(bartholomew, NAME, found=False)

    when_the_manager_confirms_from_her_home_page(delphine, BARTHOLOMEW)
    then_anybody_can_use_it(delphine)
    then_the_list_holds(bartholomew, NAME, found=True)
    main(bartholomew).get_by_role("link", name=NAME).click()
    expect(bartholomew.locator(".app-case__person")).to_have_text(NAME)

    when_the_administrator_ends_it(ignatius, BARTHOLOMEW)
    then_anybody_can_use_it(ignatius)
    bartholomew.get_by_role("link", name="Record a contact").click()
    then_they_are_asked_to_sign_in(bartholomew)
    assert NAME not in bartholomew.content()
    then_anybody_can_use_it(bartholomew)

    given_signed_in(bartholomew, BARTHOLOMEW)
    then_the_list_holds(bartholomew, NAME, found=False)


def when_somebody_new_is_invited(page: Page) -> None:
    page.get_by_role("link", name="Team", exact=True).click()
    main(page).get_by_role("link", name="Invite somebody new").click()
    main(page).get_by_label("Their name").fill("Hepzibah Thrupp")
    main(page).get_by_label("User name").fill("hepzibah")
    main(page).get_by_label("Work e-mail").fill("hepzibah@barnet.example")
    main(page).get_by_label("Caseworker", exact=True).check()
    main(page).get_by_label("Why they are joining").fill("Begins today")
    then_anybody_can_use_it(page)
    main(page).get_by_role("button", name="Ask for this invitation").click()
    expect(page.get_by_role("status").filter(has_text="When the manager has confirmed it")).to_be_visible()


def when_half_of_the_way_in_is_made(page: Page, half: str) -> str:
    page.goto("/")
    main(page).get_by_role("link", name="Hepzibah Thrupp").first.click()  # her invitation, then her place in the team
    then_anybody_can_use_it(page)
    main(page).get_by_role("button", name=f"Make the {half}").click()
    then_anybody_can_use_it(page)
    return main(page).locator("[data-way-in]").inner_text()


def test_somebody_new_is_invited_confirmed_sets_a_password_and_sees_the_cases(desks: Desks, places: Places) -> None:
    ignatius, delphine, hepzibah = desks(), desks(), desks()
    given_signed_in(ignatius, "Ignatius Pell")
    given_signed_in(delphine, "Delphine Marrowby")
    when_somebody_new_is_invited(ignatius)
    when_the_manager_confirms_from_her_home_page(delphine, "Hepzibah Thrupp")
    link = when_half_of_the_way_in_is_made(ignatius, "link")
    code = when_half_of_the_way_in_is_made(delphine, "code")

    hepzibah.goto(link)
    then_anybody_can_use_it(hepzibah)
    assert "Hepzibah" not in hepzibah.content()
    hepzibah.get_by_label("Your code").fill(code)
    for box in ("New password", "New password again"):
        hepzibah.get_by_label(box, exact=True).fill("correct horse battery")
    hepzibah.get_by_role("button", name="Set this password").click()
    expect(hepzibah.get_by_text("Your password is set")).to_be_visible()
    hepzibah.get_by_label("User name").fill("hepzibah")
    hepzibah.get_by_label("Password").fill("correct horse battery")
    hepzibah.get_by_role("button", name="Sign in", exact=True).click()
    then_the_list_holds(hepzibah, NAME, found=True)

    delphine.get_by_role("link", name="Team", exact=True).click()
    main(delphine).get_by_role("link", name="Confirm who is still rightly in the team").click()
    then_anybody_can_use_it(delphine)
    main(delphine).get_by_label("Hepzibah Thrupp").check()
    main(delphine).get_by_role("button", name="Confirm those ticked").click()
    expect(delphine.get_by_role("status").filter(has_text="Confirmed")).to_be_visible()


def test_the_manager_reads_who_has_looked(desks: Desks, places: Places) -> None:
    caspian, delphine = desks(), desks()
    given_signed_in(caspian, "Caspian Rookwell")
    caspian.goto(places.case_page())
    given_signed_in(delphine, "Delphine Marrowby")
    delphine.goto(places.case_page())
    delphine.get_by_role("link", name="Who has looked").click()
    looks = main(delphine).get_by_role("row")
    expect(looks.filter(has_text="Caspian Rookwell").first).to_contain_text("Read the case")
    expect(looks.filter(has_text="Delphine Marrowby").first).to_contain_text("who has looked")
    then_anybody_can_use_it(delphine)
    while (earlier := main(delphine).get_by_role("link", name="Earlier")).count():
        earlier.first.click()
        delphine.wait_for_load_state()
    expect(looks.filter(has_text="Ottoline Fernsby").last).to_contain_text("Opened it as a new case")
    caspian.reload()
    expect(caspian.get_by_role("link", name="Who has looked")).to_have_count(0)
