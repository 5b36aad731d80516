"""Who sees what, and until when: a colleague who leaves, a relative, a wall, and somebody let in for a moment."""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from playwright.sync_api import Page, expect

from cases import actions
from cases.models import Case
from foundation import clock
from tests import databases
from tests.conftest import asking_as, person
from tests.integration.test_import_schools import text_of
from tests.journeys.conftest import Demonstration, Desks
from tests.journeys.places import LEAVER
from tests.journeys.steps import (
    given_signed_in,
    main,
    then_anybody_can_use_it,
    when_they_look_for,
    when_they_open_a_case,
    when_they_record_a_call,
)
from tests.journeys.test_membership import when_the_administrator_ends_it

NEW_PASSWORD = "correct horse battery"
NAME = "Philomena Crake"
MOMENT = timedelta(minutes=10)  # that somebody is let in for


def given_signed_in_by_password(page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(username)
    page.locator("#id_password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def when_the_administrator_asks_for_a_new_password(page: Page) -> None:
    page.get_by_role("link", name="Team", exact=True).click()
    main(page).get_by_role("link", name=NAME).first.click()
    main(page).get_by_role("link", name="New password").click()
    main(page).get_by_label("Why it is needed").fill("She forgot it")
    main(page).get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("status").filter(has_text="The manager confirms it")).to_be_visible()


def when_the_manager_confirms_it(page: Page) -> None:
    page.goto("/")
    main(page).get_by_role("link", name=NAME).first.click()
    main(page).get_by_role("link", name="Answer").click()
    main(page).get_by_label("Yes").check()
    then_anybody_can_use_it(page)
    main(page).get_by_role("button", name="Save this answer").click()
    expect(page.get_by_role("status").filter(has_text=re.compile("Saved"))).to_be_visible()


def when_their_half_is_made(page: Page, half: str) -> str:
    page.goto("/")
    main(page).get_by_role("link", name=NAME).first.click()
    main(page).get_by_role("button", name=f"Make the {half}").click()
    return main(page).locator("[data-way-in]").inner_text()


def when_they_set_it(page: Page, link: str, code: str) -> None:
    page.goto(link)
    page.get_by_label("Your code").fill(code)
    for box in ("New password", "New password again"):
        page.get_by_label(box, exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set this password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()


def when_they_leave_work_undone(page: Page) -> str:
    """A case of theirs with a call, a task on it, and a call that is half written; gives the case's path."""
    path = when_they_open_a_case(page, "Drusilla", "Leftbehind", telephone="07700 900090")
    when_they_record_a_call(page)
    expect(page.get_by_role("status").filter(has_text="Contact recorded")).to_be_visible()
    page.goto(f"{path}tasks/add/")
    main(page).get_by_label("What has to be done").fill("Send Drusilla the form")
    main(page).get_by_label("In 2 working days").check()
    main(page).get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Task added")).to_be_visible()
    page.goto(f"{path}contacts/add/")
    main(page).get_by_role("textbox", name="What was said").fill("She rang again, and")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved")
    return path


def test_a_new_password_and_then_all_that_a_leaver_had_is_the_managers(desks: Desks) -> None:
    ignatius, delphine, philomena = desks(), desks(), desks()
    given_signed_in(ignatius, "Ignatius Pell")
    given_signed_in(delphine, "Delphine Marrowby")
    when_the_administrator_asks_for_a_new_password(ignatius)
    when_the_manager_confirms_it(delphine)
    link, code = when_their_half_is_made(ignatius, "link"), when_their_half_is_made(delphine, "code")
    when_they_set_it(philomena, link, code)
    given_signed_in_by_password(philomena, LEAVER, NEW_PASSWORD)
    path = when_they_leave_work_undone(philomena)

    when_the_administrator_ends_it(ignatius, NAME)
    expect(main(ignatius)).not_to_contain_text("Leftbehind")
    delphine.goto("/")
    for said in ("Send Drusilla the form", f"Begun by {NAME}, who has left"):
        expect(main(delphine)).to_contain_text(said)
    then_anybody_can_use_it(delphine)
    main(delphine).get_by_role("link", name=re.compile("Continue.*Drusilla")).first.click()
    expect(main(delphine).get_by_role("textbox", name="What was said")).to_have_value("She rang again, and")
    delphine.goto(path)
    expect(delphine.locator(".app-case__facts")).to_contain_text("Delphine Marrowby")
    philomena.goto("/")
    expect(philomena.get_by_role("heading", level=1)).to_have_text("Sign in")


def then_it_is_not_there(page: Page, desks: Desks, path: str, name: str) -> None:
    """Absent on its own page, in the list and in a search."""
    desks.absent.add(page.evaluate("location.origin") + path)
    when_they_look_for(page, name)
    expect(main(page).get_by_role("link", name=name)).to_have_count(0)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text("This page cannot be found")
    page.goto("/cases/")
    expect(main(page)).not_to_contain_text(name)


def test_a_relative_a_wall_and_a_colleague_let_in_for_a_moment(
    desks: Desks, demonstration: Demonstration, django_db_blocker: Any
) -> None:
    ottoline, caspian, delphine = desks(), desks(), desks()
    given_signed_in(ottoline, "Ottoline Fernsby")
    given_signed_in(caspian, "Caspian Rookwell")
    given_signed_in(delphine, "Delphine Marrowby")
    ottoline.goto("/people-i-must-not-see/")
    main(ottoline).get_by_label("First name").fill("Ludovica")
    main(ottoline).get_by_label("Last name").fill("Brackenridge")
    main(ottoline).get_by_role("button", name="Add").click()
    expect(main(ottoline).get_by_role("listitem").filter(has_text="Ludovica")).to_be_visible()
    then_anybody_can_use_it(ottoline)
    hers = when_they_open_a_case(caspian, "Ludovica", "Brackenridge", telephone="07700 900091")
    then_it_is_not_there(ottoline, desks, hers, "Ludovica Brackenridge")
    delphine.goto("/")
    expect(main(delphine)).to_contain_text("Ottoline Fernsby")
    delphine.goto("/conflicts/")
    expect(main(delphine)).to_contain_text("Ludovica Brackenridge")
    then_anybody_can_use_it(delphine)

    his = when_they_open_a_case(ottoline, "Leander", "Brackenridge", telephone="07700 900092")
    reference = ottoline.locator(".app-case .app-reference").inner_text()
    delphine.goto(f"{hers}access/")
    main(delphine).get_by_role("link", name="Build a wall").click()
    main(delphine).get_by_label("Reference of the other file").fill(reference)
    main(delphine).get_by_role("group", name="Whose files they are").get_by_role("radio").first.check()
    then_anybody_can_use_it(delphine)
    main(delphine).get_by_label("What you know about it").fill("They have separated")
    main(delphine).get_by_role("button", name="Save", exact=True).click()
    expect(delphine.locator(".govuk-notification-banner")).to_contain_text("Check who works on which")
    then_anybody_can_use_it(delphine)
    main(delphine).get_by_role("group", name="Caspian Rookwell").get_by_label("Ludovica").check()
    main(delphine).get_by_role("button", name="Save", exact=True).click()
    then_it_is_not_there(caspian, desks, his, "Leander Brackenridge")
    caspian.goto(hers)
    expect(caspian.locator(".app-case__person")).to_have_text("Ludovica Brackenridge")

    rosalind = desks()
    given_signed_in(rosalind, "Rosalind Thackeray")
    let_in_for_a_moment(django_db_blocker, demonstration, his)
    rosalind.goto(his)
    expect(rosalind.locator(".app-case__person")).to_have_text("Leander Brackenridge")
    when_the_moment_is_over(demonstration.database, his)
    then_it_is_not_there(rosalind, desks, his, "Leander Brackenridge")


def let_in_for_a_moment(unblocked: Any, demonstration: Demonstration, path: str) -> None:
    """The manager lets Rosalind into a case."""
    with unblocked.unblock(), databases.pointed_at(demonstration.database):
        delphine, guest = person("delphine"), person("rosalind").pk
        with asking_as(delphine):
            case = Case.objects.get(pk=path.split("/")[2])
            actions.let_in(by=delphine, case=case, guest=guest, until=clock.now() + MOMENT, reason="Reads one letter")


def when_the_moment_is_over(database: str, path: str) -> None:
    """All of it is as if it had been so much longer ago: however slow the browser was, it was in time before."""
    with databases.superuser(database) as server, server.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # nobody in the product can turn time back
        for table, case, times in (
            ("cases_casepermission", "content_object_id", "until = until - %(moment)s"),
            ("cases_lettingin", "case_id", "until = until - %(moment)s, recorded_at = recorded_at - %(moment)s"),
        ):
            earlier = f"UPDATE {table} SET {times} WHERE {case} = %(case)s AND until IS NOT NULL"  # noqa: S608
            cursor.execute(earlier, {"moment": MOMENT, "case": path.split("/")[2]})
            assert cursor.rowcount == 1, table
        server.commit()


def test_a_school_of_the_official_register_is_chosen(
    desk: Page, demonstration: Demonstration, tmp_path: Path, django_db_blocker: Any
) -> None:
    given = tmp_path / "edubasealldata.csv"
    given.write_bytes(
        text_of({}, {"URN": "100002", "EstablishmentName": "Quillmoor Invented Academy"}).encode("cp1252")
    )
    with django_db_blocker.unblock(), databases.pointed_at(demonstration.database):
        call_command("import_schools", given, verbosity=0, stdout=StringIO())
    given_signed_in(desk, "Ottoline Fernsby")
    desk.goto(f"{demonstration.places.case_page()}people/{demonstration.places.grown}/school/")
    main(desk).get_by_role("textbox").first.fill("quillm foxglove")
    main(desk).get_by_role("button", name="Find").click()
    main(desk).get_by_label("Quillmoor Invented Academy, Foxglove, EN5 4ZZ").check()
    then_anybody_can_use_it(desk)
    main(desk).get_by_role("button", name="Save", exact=True).click()
    expect(main(desk)).to_contain_text("Quillmoor Invented Academy")


def test_after_a_quarter_of_an_hour_a_contact_is_added_to(desk: Page, demonstration: Demonstration) -> None:
    given_signed_in(desk, "Ottoline Fernsby")
    path = when_they_open_a_case(desk, "Theodora", "Afterthought", telephone="07700 900093")
    when_they_record_a_call(desk, "The school has not answered since May.")
    expect(desk.get_by_role("status").filter(has_text="Contact recorded")).to_be_visible()
    with databases.superuser(demonstration.database) as server, server.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # nobody in the product can turn time back
        back = "recorded_at = recorded_at - interval '16 minutes', happened_at = happened_at - interval '1 hour'"
        cursor.execute(f"UPDATE cases_contact SET {back} WHERE case_id = %s", [path.split("/")[2]])  # noqa: S608
        server.commit()
    desk.goto(path)
    desk.locator(".app-timeline__title").get_by_role("link").first.click()
    expect(main(desk).get_by_role("link", name="Correct the wording")).to_have_count(0)
    main(desk).get_by_role("link", name="Add to this contact").click()
    then_anybody_can_use_it(desk)
    main(desk).get_by_role("textbox", name="What has to be added or put right").fill("It was March, not May.")
    main(desk).get_by_role("button", name="Add this").click()
    for said in ("not answered since May", "It was March, not May."):
        expect(main(desk)).to_contain_text(said)
