"""Every page, for somebody whose page it is, at three widths: usable by anybody, and telling nothing in its title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Page, expect

from tests.conftest import LONG
from tests.journeys.conftest import Desks
from tests.journeys.places import BOTH_TEAMS, FAMILY, GIVEN, NAME, TAKER, Places
from tests.journeys.steps import main, then_anybody_can_use_it, then_nothing_sticks_out

WIDTHS = (1280, 375, 320)
NARROWEST = min(WIDTHS)  # laid out as the next width is: read by axe in long runs alone
HEIGHT = 900


@dataclass(frozen=True)
class Sight:
    """Who opens a page, what its address takes (ids by name, or a word), and whether it is a page of one case."""

    who: str
    ids: tuple[str, ...] = ()
    of_a_case: bool = False

    def address(self, name: str, places: Places) -> str:
        """The path of the page."""
        return reverse(name, args=[getattr(places, each, each) for each in self.ids])


SIGHTS = {
    "home": Sight("ottoline"),
    "record_call": Sight("ottoline"),
    "tasks": Sight("ottoline"),
    "queue": Sight("ottoline"),
    "leave_message": Sight("ottoline"),
    "close_message": Sight("ottoline", ("message",)),
    "results": Sight("ottoline", ("search",)),
    "password": Sight("ottoline"),
    "discard_draft": Sight("ottoline", ("draft",)),
    "account_login": Sight(""),
    "account_logout": Sight("ottoline"),
    "cases:cases": Sight("ottoline"),
    "cases:open": Sight("ottoline"),
    "cases:case": Sight("ottoline", ("case",), of_a_case=True),
    "cases:change": Sight("ottoline", ("case",), of_a_case=True),
    "cases:move": Sight("ottoline", ("case", "close"), of_a_case=True),
    "cases:hand_over": Sight("delphine"),
    "cases:hand_over_from": Sight("delphine", ("worker",)),
    "cases:history": Sight("ottoline", ("case",), of_a_case=True),
    "cases:review": Sight("ottoline", ("case",), of_a_case=True),
    "cases:add_time": Sight("ottoline", ("case",), of_a_case=True),
    "cases:looks": Sight("delphine", ("case",), of_a_case=True),
    "cases:access": Sight("delphine", ("case",), of_a_case=True),
    "cases:keep_out": Sight("delphine", ("case",), of_a_case=True),
    "cases:review_conflict": Sight("delphine", ("case", "conflict"), of_a_case=True),
    "cases:end_conflict": Sight("delphine", ("case", "conflict"), of_a_case=True),
    "cases:declare": Sight("ottoline", ("case",), of_a_case=True),
    "cases:let_in": Sight("delphine", ("case",), of_a_case=True),
    "cases:end_letting_in": Sight("delphine", ("case", "letting_in"), of_a_case=True),
    "cases:which_file": Sight("delphine", ("case",), of_a_case=True),
    "cases:merge": Sight("delphine", ("case", "other"), of_a_case=True),
    "cases:part": Sight("delphine", ("merged", "merged_with")),
    "cases:settle": Sight("delphine", ("merged", "merged_with")),
    "cases:alike": Sight("delphine", ("case", "alike"), of_a_case=True),
    "conflicts": Sight("delphine"),
    "cases:contact": Sight("ottoline", ("case", "contact"), of_a_case=True),
    "cases:correct_contact": Sight("ottoline", ("case", "contact"), of_a_case=True),
    "cases:add_to_contact": Sight("ottoline", ("case", "contact"), of_a_case=True),
    "cases:wording": Sight("delphine", ("case", "contact"), of_a_case=True),
    "cases:wrong_person": Sight("ottoline", ("case", "contact"), of_a_case=True),
    "cases:whose_contact": Sight("ottoline", ("case", "contact", "other_search"), of_a_case=True),
    "cases:move_contact": Sight("ottoline", ("case", "contact", "other"), of_a_case=True),
    "cases:add_contact": Sight("ottoline", ("case",), of_a_case=True),
    "cases:people": Sight("ottoline", ("case",), of_a_case=True),
    "cases:change_person": Sight("ottoline", ("case", "person", "education"), of_a_case=True),
    "cases:which_two": Sight("ottoline", ("case",), of_a_case=True),
    "cases:make_one": Sight("ottoline", ("case", "person", "grown"), of_a_case=True),
    "cases:as_it_was": Sight("delphine", ("walled", "made_one")),
    "cases:own_case": Sight("ottoline", ("case", "grown"), of_a_case=True),
    "cases:add_person": Sight("ottoline", ("case",), of_a_case=True),
    "cases:add_record": Sight("ottoline", ("case", "person", "ability"), of_a_case=True),
    "cases:change_record": Sight("ottoline", ("case", "reach", "point"), of_a_case=True),
    "cases:end_record": Sight("ottoline", ("case", "reach", "point"), of_a_case=True),
    "cases:address": Sight("ottoline", ("case", "hidden"), of_a_case=True),
    "cases:task": Sight("ottoline", ("case", "task"), of_a_case=True),
    "cases:add_task": Sight("ottoline", ("case",), of_a_case=True),
    "cases:build_wall": Sight("delphine", ("case",), of_a_case=True),
    "cases:wall": Sight("delphine", ("walled", "wall")),
    "cases:give_left": Sight("delphine", ("walled", "worker")),
    "cases:take_down_wall": Sight("delphine", ("walled", "wall")),
    "consent:arrive_unplaced": Sight("ottoline"),
    "consent:arrive": Sight("ottoline", ("case",), of_a_case=True),
    "consent:quarantine": Sight("delphine"),
    "consent:quarantine_decided": Sight("delphine"),
    "consent:quarantined": Sight("delphine", ("item",), of_a_case=True),
    "consent:request": Sight("ottoline", ("case", "inward"), of_a_case=True),
    "consent:asked": Sight("ottoline", ("case", "request"), of_a_case=True),
    "consent:enquire": Sight("ottoline"),
    "consent:enquiries": Sight("delphine"),
    "consent:permissions": Sight("ottoline", ("case",), of_a_case=True),
    "consent:ask": Sight("ottoline", ("case",), of_a_case=True),
    "consent:take_back": Sight("ottoline", ("case", "consent"), of_a_case=True),
    "consent:alone": Sight("ottoline", ("childs",)),
    "consent:dispute": Sight("ottoline", ("case", "consent"), of_a_case=True),
    "consent:came_of_it": Sight("ottoline", ("case", "disclosure"), of_a_case=True),
    "consent:demands": Sight("ottoline", ("case",), of_a_case=True),
    "consent:demand_new": Sight("ottoline", ("case",), of_a_case=True),
    "consent:demand": Sight("delphine", ("case", "demand"), of_a_case=True),
    "consent:give_demanded": Sight("ottoline", ("case", "demand"), of_a_case=True),
    "consent:put_demand": Sight("delphine", ("case", "unconfirmed"), of_a_case=True),
    "consent:sheet": Sight("percival", ("sheet",)),
    "consent:book": Sight("ottoline", ("case",), of_a_case=True),
    "consent:record": Sight("ottoline", ("case", "consent"), of_a_case=True),
    "guide": Sight("clementine"),
    "safeguarding:emergency": Sight(""),
    "safeguarding:record_emergency": Sight("ottoline"),
    "safeguarding:board": Sight("delphine"),
    "safeguarding:register": Sight("delphine"),
    "safeguarding:refer": Sight("ottoline", ("case", "discussed", "refer_now_written"), of_a_case=True),
    "safeguarding:answer": Sight("ottoline", ("case", "referred", "decide"), of_a_case=True),
    "safeguarding:referral": Sight("ottoline", ("case", "referred", "referral"), of_a_case=True),
    "safeguarding:packet": Sight("honoria", ("packet",)),
    "safeguarding:rota": Sight("delphine"),
    "safeguarding:add_turn": Sight("delphine"),
    "safeguarding:withdraw_turn": Sight("delphine", ("turn",)),
    "safeguarding:directory": Sight("delphine"),
    "safeguarding:add_route": Sight("delphine"),
    "safeguarding:verify_route": Sight("delphine", ("route",)),
    "safeguarding:withdraw_route": Sight("delphine", ("route",)),
    "safeguarding:days": Sight("ottoline"),
    "safeguarding:add_day": Sight("delphine"),
    "safeguarding:answer_day": Sight("ottoline", ("day",)),
    "safeguarding:laws": Sight("delphine"),
    "safeguarding:date_law": Sight("delphine"),
    "safeguarding:answer_law": Sight("ottoline", ("law",)),
    "consent:give": Sight("ottoline", ("case", "consent"), of_a_case=True),
    "consent:joint": Sight("ottoline", ("case",), of_a_case=True),
    "consent:share": Sight("ottoline", ("case",), of_a_case=True),
    "consent:tell": Sight("ottoline", ("case", "recipient"), of_a_case=True),
    "consent:already": Sight("ottoline", ("case",), of_a_case=True),
    "consent:not_shared": Sight("ottoline", ("case",), of_a_case=True),
    "consent:shared": Sight("ottoline", ("case",), of_a_case=True),
    "consent:shared_about": Sight("ottoline", ("case", "person"), of_a_case=True),
    "consent:disclosure": Sight("ottoline", ("case", "disclosure"), of_a_case=True),
    "disclosures": Sight("delphine"),
    "breaches": Sight("delphine"),
    "breaches_closed": Sight("delphine"),
    "consent:breach": Sight("delphine", ("case", "breach"), of_a_case=True),
    "consent:breach_step": Sight("delphine", ("case", "breach", "decide"), of_a_case=True),
    "ending": Sight("ottoline"),
    "safeguarding:concerns": Sight("ottoline", ("case",), of_a_case=True),
    "safeguarding:raise": Sight("ottoline", ("case",), of_a_case=True),
    "safeguarding:raise_from_nothing": Sight("ottoline"),
    "safeguarding:concern": Sight("ottoline", ("case", "concern"), of_a_case=True),
    "safeguarding:describe": Sight("ottoline", ("case", "concern", "harm"), of_a_case=True),
    "safeguarding:move": Sight("ottoline", ("case", "concern", "discussed_refer"), of_a_case=True),
    "safeguarding:put_again": Sight("ottoline", ("case", "discussed", "packet"), of_a_case=True),
    "safeguarding:injuries": Sight("ottoline", ("case", "concern"), of_a_case=True),
    "safeguarding:name": Sight("ottoline", ("case", "concern"), of_a_case=True),
    "teams:teams": Sight(BOTH_TEAMS),
    "teams:team": Sight("ignatius", ("team",)),
    "teams:ask": Sight("ignatius", ("team",)),
    "teams:confirmation": Sight("delphine", ("team",)),
    "teams:reaching": Sight("ignatius", ("team",)),
    "teams:deputy": Sight("delphine", ("team",)),
    "teams:membership": Sight("ignatius", ("current",)),
    "teams:change": Sight("ignatius", ("current",)),
    "teams:answer": Sight("delphine", ("asked",)),
    "teams:end": Sight("ignatius", ("current",)),
    "teams:invite": Sight("ignatius", ("team",)),
    "teams:recertify": Sight("delphine", ("team",)),
    "teams:dates": Sight("delphine", ("current",)),
    "teams:ask_password": Sight("ignatius", ("current",)),
    "teams:new_password": Sight("ignatius", ("renewed",)),
    "teams:answer_password": Sight("delphine", ("renewed",)),
    "set_password": Sight("", ("link",)),
    "relatives": Sight("ottoline"),
}
# The same page as it meets somebody else, or in another state.
MORE = {
    "form about a relationship": (
        "cases:add_record",
        Sight("ottoline", ("case", "person", "relationship"), of_a_case=True),
    ),
    "form about an address": ("cases:add_record", Sight("ottoline", ("case", "person", "address"), of_a_case=True)),
    "form about who somebody is": (
        "cases:change_person",
        Sight("ottoline", ("case", "grown", "identity"), of_a_case=True),
    ),
    "concern that is to be discussed": (
        "safeguarding:move",
        Sight("ottoline", ("case", "concern", "more_info"), of_a_case=True),
    ),
    "form that finds a school": ("cases:change_person", Sight("ottoline", ("case", "grown", "school"), of_a_case=True)),
    "home of an administrator": ("home", Sight("ignatius")),
    "home of a manager": ("home", Sight("delphine")),
    "home of somebody outside": ("home", Sight("honoria")),
    "home of a message taker": ("home", Sight(TAKER)),
    "message that is left by a message taker": ("leave_message", Sight(TAKER)),
    "list that nothing fits": ("cases:cases", Sight("bartholomew")),
    "enquiry that is taken by a message taker": ("consent:enquire", Sight(TAKER)),
    "team for its manager": ("teams:team", Sight("delphine", ("team",))),
}
ONLY_POSTED = {
    *("safeguarding:referral_pdf", "consent:given"),  # downloads, no pages
    "consent:take_demand_back",
    "safeguarding:decide_sharing",  # absent while its law is off: see test_laws
    "safeguarding:share_by_duty",  # the same: see test_duty_to_share
    *("find", "stay", "cases:finish_task", "cases:rights_explained", "take_message", "release_message", "try_message"),
    *("cases:take_call_back", "cases:release_call_back", "cases:try_call_back", "find_caller"),
    *("remove_relative", "teams:make_link", "teams:make_code"),
}


def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"
        else:
            yield from names(entry, f"{entry.namespace}:" if entry.namespace else prefix)


def test_every_page_is_looked_at() -> None:
    assert set(SIGHTS) | ONLY_POSTED == set(names())


@pytest.fixture(scope="session")
def states() -> dict[str, Any]:
    """Browsers' cookies by user name: each person signs in once."""
    return {}


def given_at_a_desk(desks: Desks, states: dict[str, Any], username: str) -> Page:
    page = desks(storage_state=states.get(username))
    if username and username not in states:
        page.goto("/sign-in/")
        page.get_by_label("User name").fill(username)
        page.locator("#id_password").fill("everybody here is invented")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        states[username] = page.context.storage_state()
    return page


def then_it_is_a_good_page(page: Page, sight: Sight, places: Places) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        then_nothing_sticks_out(page)
        if LONG or width != NARROWEST:
            then_anybody_can_use_it(page)
    expect(page.locator("h1")).to_have_count(1)
    then_its_title_tells_nothing(page, places)
    if sight.of_a_case:
        then_it_says_whose_record_it_is(page, places)


def then_its_title_tells_nothing(page: Page, places: Places) -> None:
    title = page.title().casefold()
    assert title.endswith(" – parent partnership barnet")
    secrets = {GIVEN, FAMILY, places.reference, places.reference.replace("-", ""), str(places.case)}
    assert [secret for secret in secrets if secret.casefold() in title] == []


def then_it_says_whose_record_it_is(page: Page, places: Places) -> None:
    header = page.get_by_role("region", name="Case record")
    expect(header).to_contain_text(NAME)
    expect(header).to_contain_text(places.reference)
    assert GIVEN not in page.url and places.reference not in page.url


@pytest.mark.parametrize("name", SIGHTS)
def test_a_page_is_for_everybody_at_every_width(
    desks: Desks, states: dict[str, Any], places: Places, name: str
) -> None:
    sight = SIGHTS[name]
    page = given_at_a_desk(desks, states, sight.who)
    answer = page.goto(sight.address(name, places))
    assert answer is not None and answer.status == 200
    then_it_is_a_good_page(page, sight, places)


@pytest.mark.parametrize("what", MORE)
def test_a_page_is_for_everybody_in_its_other_states(
    desks: Desks, states: dict[str, Any], places: Places, what: str
) -> None:
    name, sight = MORE[what]
    page = given_at_a_desk(desks, states, sight.who)
    page.goto(sight.address(name, places))
    then_it_is_a_good_page(page, sight, places)


def test_a_form_with_errors_is_for_everybody_as_well(desks: Desks, states: dict[str, Any], places: Places) -> None:
    page = given_at_a_desk(desks, states, "ottoline")
    page.goto(reverse("cases:add_contact", args=[places.case]))
    main(page).get_by_role("button", name="Record this contact").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[data-error-summary]")).to_have_count(1)
    then_it_is_a_good_page(page, SIGHTS["cases:add_contact"], places)


def test_the_form_to_open_a_case_with_errors_is_for_everybody(
    desks: Desks, states: dict[str, Any], places: Places
) -> None:
    page = given_at_a_desk(desks, states, "ottoline")
    page.goto(reverse("cases:open"))
    main(page).get_by_role("button", name="Open this case").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[data-error-summary]")).to_have_count(1)
    then_it_is_a_good_page(page, SIGHTS["cases:open"], places)
