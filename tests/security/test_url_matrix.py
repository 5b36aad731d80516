"""Every address × every member of the cast: promises 1 and 2.

The expectations are one table keyed by route name; a route without a row fails, and so does a row without a route.
Whatever is not expected here is the absent page, the same bytes and headers as for a random id.
"""

import re
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from foundation import absence
from foundation.checks import url_patterns
from tests.security.conftest import EVERYBODY, TAKER, World, nowhere

PAGE, ABSENT, SIGN_IN, DONE, EMPTY = "page", "absent", "sign in", "done", "empty"
MANAGER, ADMINISTRATOR = ("delphine",), ("ignatius",)
BARNET_WORKERS = ("ottoline", "caspian", "delphine")
BARNET_PEOPLE = (*BARNET_WORKERS, "ignatius")
ALL_WORKERS = (*BARNET_WORKERS, "rosalind", "bartholomew")
ALL_MEMBERS = (*BARNET_PEOPLE, "rosalind", "bartholomew")


def can(who: tuple[str, ...], what: str = PAGE) -> dict[str, str]:
    """These people get this; everybody else who is signed in gets the absent page."""
    return dict.fromkeys(EVERYBODY, ABSENT) | dict.fromkeys(who, what)


# Route name: what a GET and what an empty POST bring each person. Object ids are Parent Partnership Barnet's.
EXPECTED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "home": (can(EVERYBODY), can(())),
    "tasks": (can(ALL_WORKERS), can(())),
    "queue": (can(ALL_WORKERS), can(())),
    "leave_message": (can((*ALL_WORKERS, TAKER)), can((*ALL_WORKERS, TAKER))),
    "take_message": (can(()), can(BARNET_WORKERS, DONE)),
    "release_message": (can(()), can(BARNET_WORKERS, DONE)),
    "try_message": (can(()), can(BARNET_WORKERS, DONE)),
    "close_message": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "record_call": (can(ALL_WORKERS, DONE), can(ALL_WORKERS)),  # a call gets an address of its own
    "find_caller": (can(()), can(ALL_WORKERS)),
    "find": (can(()), can(ALL_WORKERS)),
    "results": (can(("ottoline",)), can(())),
    "cases:cases": (can(ALL_WORKERS), can(())),
    "cases:open": (can(ALL_WORKERS), can(ALL_WORKERS)),
    "cases:case": (can(BARNET_WORKERS), can(())),
    "cases:looks": (can(MANAGER), can(())),
    "cases:access": (can(MANAGER), can(())),
    "cases:keep_out": (can(MANAGER), can(MANAGER)),
    "cases:review_conflict": (can(MANAGER), can(MANAGER)),
    "cases:end_conflict": (can(MANAGER), can(MANAGER)),
    "cases:declare": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:let_in": (can(MANAGER), can(MANAGER)),
    "cases:end_letting_in": (can(()), can(())),  # nobody is let in here: see test_access
    "cases:give_left": (can(()), can(())),  # nothing waits here for somebody kept out: see test_left_unseen
    "cases:build_wall": (can(MANAGER), can(MANAGER)),
    "cases:wall": (can(()), can(())),  # none stands here: see test_walls
    "cases:take_down_wall": (can(()), can(())),
    "conflicts": (can(MANAGER), can(())),
    "cases:alike": (can(()), can(())),  # nobody is alike here: see test_alike
    "cases:which_file": (can(MANAGER), can(MANAGER)),
    "cases:merge": (can(()), can(())),  # the other file is nobody's here: see test_merging
    "cases:part": (can(()), can(())),  # nor was anything made one with it: see test_parting
    "cases:settle": (can(()), can(())),
    "cases:change": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:move": (can(BARNET_WORKERS), can(BARNET_WORKERS, DONE)),
    "cases:hand_over": (can(MANAGER), can(())),
    "cases:hand_over_from": (can(MANAGER), can(MANAGER)),
    "cases:history": (can(BARNET_WORKERS), can(())),
    "cases:review": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:add_time": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:contact": (can(BARNET_WORKERS), can(())),
    "cases:correct_contact": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:add_to_contact": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:wording": (can(()), can(())),  # it was never corrected
    "cases:wrong_person": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:whose_contact": (can(("ottoline",)), can(())),
    "cases:move_contact": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:add_contact": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:people": (can(BARNET_WORKERS), can(())),
    "cases:which_two": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:make_one": (can(()), can(())),  # the other record is nobody's here: see test_one_person
    "cases:as_it_was": (can(()), can(())),  # nobody was recorded twice here
    "cases:change_person": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:own_case": (can(()), can(())),  # the one person in the address is no child
    "cases:rights_explained": (can(()), can(BARNET_WORKERS, DONE)),
    "cases:add_person": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:add_record": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:change_record": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:end_record": (can(BARNET_WORKERS), can(BARNET_WORKERS, DONE)),
    "cases:address": (can(BARNET_WORKERS), can(())),
    "cases:add_task": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:task": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "cases:take_call_back": (can(()), can(BARNET_WORKERS, DONE)),
    "cases:release_call_back": (can(()), can(BARNET_WORKERS, DONE)),
    "cases:try_call_back": (can(()), can(BARNET_WORKERS, DONE)),
    "cases:finish_task": (can(()), can(BARNET_WORKERS, DONE)),
    "consent:enquire": (can((*ALL_WORKERS, TAKER)), can((*ALL_WORKERS, TAKER))),
    "consent:enquiries": (can(MANAGER), can(())),
    "consent:arrive_unplaced": (can(ALL_WORKERS), can(ALL_WORKERS)),
    "consent:arrive": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:quarantine": (can(MANAGER), can(())),
    "consent:breach": (can(MANAGER), can(())),
    "consent:breach_step": (can(MANAGER), can(MANAGER)),
    "consent:quarantine_decided": (can(MANAGER), can(())),
    "consent:quarantined": (can(MANAGER), can(MANAGER)),
    "consent:request": (can(()), can(())),  # the permission in the address is to tell: see test_coming_in_pages
    "consent:asked": (can(()), can(())),  # nothing was asked for here: see test_coming_in_pages
    "consent:permissions": (can(BARNET_WORKERS), can(())),
    "consent:ask": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:take_back": (can(BARNET_WORKERS), can(BARNET_WORKERS, DONE)),
    "consent:alone": (can(()), can(())),  # whoever confides in the case is no child
    "consent:dispute": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:came_of_it": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:demands": (can(BARNET_WORKERS), can(())),
    "consent:demand_new": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:demand": (can(()), can(())),  # nothing is demanded here: see test_demands
    "consent:give_demanded": (can(()), can(())),
    "consent:put_demand": (can(()), can(())),
    "consent:take_demand_back": (can(()), can(())),
    "consent:sheet": (can(()), can(())),  # nothing is put to anybody here: see test_governance_confirms
    "consent:book": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:record": (can(BARNET_WORKERS), can(())),
    "guide": (can(EVERYBODY), can(())),  # how to work with it, the same for everybody
    "safeguarding:emergency": (can(EVERYBODY), can(EVERYBODY)),  # the same for everybody, signed in or not
    "safeguarding:record_emergency": (can(EVERYBODY), can(EVERYBODY)),  # whoever writes none down is told whom to tell
    "safeguarding:board": (can(ALL_WORKERS), can(())),
    "safeguarding:register": (can(MANAGER), can(())),
    "safeguarding:refer": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "safeguarding:answer": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "safeguarding:referral": (can(BARNET_WORKERS), can(())),
    "safeguarding:referral_pdf": (can(BARNET_WORKERS), can(())),
    "safeguarding:packet": (can(("honoria",)), can(("honoria",))),
    "safeguarding:rota": (can(ALL_WORKERS), can(())),
    "safeguarding:add_turn": (can(MANAGER), can(MANAGER)),
    "safeguarding:withdraw_turn": (can(MANAGER), can(MANAGER, DONE)),
    "safeguarding:directory": (can(ALL_WORKERS), can(())),
    "safeguarding:add_route": (can(MANAGER), can(MANAGER)),
    "safeguarding:verify_route": (can(MANAGER), can(MANAGER)),
    "safeguarding:withdraw_route": (can(MANAGER), can(MANAGER, DONE)),
    "safeguarding:days": (can(ALL_WORKERS), can(())),
    "safeguarding:add_day": (can(MANAGER), can(MANAGER)),
    "safeguarding:answer_day": (can(("ottoline", "caspian")), can(("ottoline", "caspian"))),  # she asked for it
    "safeguarding:laws": (can(ALL_WORKERS), can(())),
    "safeguarding:date_law": (can(MANAGER), can(MANAGER)),
    "safeguarding:answer_law": (can(("ottoline", "caspian")), can(("ottoline", "caspian"))),
    "consent:given": (can(()), can(())),  # what went here went to others: see test_own_record
    "consent:give": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:joint": (can(()), can(())),  # nobody but the confider is in the case
    "consent:share": (can(BARNET_WORKERS), can(())),
    "consent:tell": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:already": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:not_shared": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "consent:shared": (can(BARNET_WORKERS), can(())),
    "consent:shared_about": (can(BARNET_WORKERS), can(())),
    "consent:disclosure": (can(BARNET_WORKERS), can(())),
    "disclosures": (can(MANAGER), can(())),
    "breaches": (can(MANAGER), can(())),
    "breaches_closed": (can(MANAGER), can(())),
    "ending": (can(ALL_WORKERS), can(())),
    "safeguarding:concerns": (can(BARNET_WORKERS), can(())),
    "safeguarding:raise": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "safeguarding:raise_from_nothing": (can(ALL_WORKERS), can(ALL_WORKERS)),
    "safeguarding:concern": (can(BARNET_WORKERS), can(())),
    "safeguarding:describe": (can(BARNET_WORKERS), can(BARNET_WORKERS, DONE)),
    "safeguarding:move": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "safeguarding:decide_sharing": (can(()), can(())),  # its law is off: see test_laws
    "safeguarding:share_by_duty": (can(()), can(())),  # the same: see test_duty_to_share
    "safeguarding:put_again": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "safeguarding:injuries": (can(BARNET_WORKERS), can(BARNET_WORKERS)),
    "safeguarding:name": (can(()), can(())),  # no discussion is under way: see test_concern_moves
    "teams:teams": (can(ALL_MEMBERS, DONE), can(())),  # each of them is in one team, and goes straight to it
    "teams:team": (can(BARNET_PEOPLE), can(())),
    "teams:ask": (can(ADMINISTRATOR), can(ADMINISTRATOR)),
    "teams:confirmation": (can(MANAGER), can(MANAGER)),
    "teams:reaching": (can((*MANAGER, *ADMINISTRATOR)), can((*MANAGER, *ADMINISTRATOR))),
    "teams:deputy": (can((*MANAGER, *ADMINISTRATOR)), can((*MANAGER, *ADMINISTRATOR))),
    "teams:membership": (can(BARNET_PEOPLE), can(())),
    "teams:change": (can(()), can(())),  # the one membership in the address has ended
    "teams:answer": (can(()), can(MANAGER)),  # the one membership in the address has ended; sent late, it says so
    "teams:end": (can(()), can((*MANAGER, *ADMINISTRATOR))),
    "teams:invite": (can(ADMINISTRATOR), can(ADMINISTRATOR)),
    "teams:ask_password": (can(()), can(())),  # they have left
    "teams:recertify": (can((*MANAGER, *ADMINISTRATOR)), can((*MANAGER, *ADMINISTRATOR))),
    "teams:dates": (can(MANAGER), can(MANAGER)),
    # No new password is under way here: see test_new_passwords.
    **{f"teams:{name}": (can(()), can(())) for name in ("new_password", "answer_password", "make_link", "make_code")},
    "set_password": (can(()), can(())),  # a link to nothing
    "relatives": (can(ALL_WORKERS), can(ALL_WORKERS)),
    "remove_relative": (can(()), can(())),  # nobody's here
    "discard_draft": (can(("ottoline",)), can(("ottoline",), DONE)),
    "account_login": (can(EVERYBODY, DONE), can(EVERYBODY, DONE)),
    "account_logout": (can(EVERYBODY), can(EVERYBODY, DONE)),
    "stay": (can(()), can(EVERYBODY, EMPTY)),
    "password": (can(EVERYBODY), can(EVERYBODY)),
}
# What nobody gets there; everywhere else they are sent to sign in.
FOR_ANYBODY = {"set_password": (ABSENT, ABSENT), "account_login": (PAGE, PAGE), "safeguarding:emergency": (PAGE, PAGE)}
ARGUMENTS = {  # which id of the world stands for an argument of a route
    "cases": {"pk": "case"},
    "consent": {"pk": "case"},
    "safeguarding": {"pk": "case"},
    "safeguarding:refer": {"pk": "case", "concern": "discussed"},
    "safeguarding:answer": {"pk": "case", "concern": "referred"},
    "safeguarding:referral": {"pk": "case", "concern": "referred"},
    "safeguarding:referral_pdf": {"pk": "case", "concern": "referred"},
    "safeguarding:put_again": {"pk": "case", "concern": "discussed"},
    "safeguarding:share_by_duty": {"pk": "case", "concern": "discussed", "decision": "discussed"},
    "cases:move_contact": {"pk": "case", "to": "case"},
    **{f"{what}_message": {"pk": "message"} for what in ("take", "release", "try", "close")},
    "cases:change_record": {"pk": "case", "row": "point"},
    "cases:end_record": {"pk": "case", "row": "former"},
    "teams": {"pk": "team"},
    "teams:membership": {"pk": "membership"},
    "teams:change": {"pk": "membership"},
    "teams:answer": {"pk": "membership"},
    "teams:end": {"pk": "membership"},
    "teams:ask_password": {"pk": "membership"},
    "teams:dates": {"pk": "membership"},
    **{f"teams:{name}": {"pk": "request"} for name in ("new_password", "answer_password", "make_link", "make_code")},
    "discard_draft": {"pk": "draft"},
    "remove_relative": {"pk": "request"},
}
# One word for each argument of a route that is not an id.
WORDS = {"cases:move": {"move": "rest"}, "cases:change_person": {"section": "risk"}}
WORDS |= {"cases:add_record": {"kind": "wishes"}, "cases:change_record": {"kind": "reach"}}
WORDS |= {"safeguarding:describe": {"part": "said"}, "safeguarding:move": {"move": "seek"}}
WORDS |= {"safeguarding:refer": {"move": "refer_now"}, "safeguarding:answer": {"move": "acknowledge"}}
WORDS |= {"consent:breach_step": {"part": "contain"}}
WORDS |= {"cases:end_record": {"kind": "former-name"}}


def routes() -> dict[str, URLPattern]:
    """Every pattern of the URLconf by the name it is reversed by."""
    return dict(_named(get_resolver()))


def _named(resolver: URLResolver, space: str = "") -> Any:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _named(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


def address(name: str, ids: dict[str, UUID]) -> str:
    """The address of a route with these ids in it."""
    renamed = ARGUMENTS.get(name) or ARGUMENTS.get(name.partition(":")[0], {})
    arguments = re.findall(r"<uuid:(\w+)>", next(str(e.pattern) for n, e in _named(get_resolver()) if n == name))
    given = {argument: ids[renamed.get(argument, argument)] for argument in arguments}
    return reverse(name, kwargs=given | WORDS.get(name, {}))


def outcome(answer: HttpResponse, absent: HttpResponse) -> str:
    """The kind of an answer; anything that is none of the kinds is described as it is."""
    if answer.status_code == 404:
        same = (answer.content, dict(answer.headers)) == (absent.content, dict(absent.headers))
        return ABSENT if same else f"a 404 that tells itself apart: {dict(answer.headers)}"
    if answer.status_code == 302:
        return SIGN_IN if answer["Location"].startswith("/sign-in/?next=") else DONE
    return {200: PAGE, 204: EMPTY}.get(answer.status_code, str(answer.status_code))


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight hundred refusals would wait half a minute; that refusals wait is shown in test_absence_timing."""
    monkeypatch.setattr(absence, "TICK_SECONDS", 0.001)


@pytest.fixture(scope="module")
def absent(world: World) -> HttpResponse:
    """The answer that every refusal has to equal: for a case that never was, to somebody who may see cases."""
    return world.client("ottoline").get(reverse("cases:case", args=[nowhere()]))


def test_routes_and_expectations_are_the_same() -> None:
    """A new address fails here until somebody says who may have it."""
    assert sorted(EXPECTED) == sorted(routes())
    assert len(list(url_patterns())) == len(EXPECTED)


OF_A_LIST = (
    "breach",
    "move",
    "section",
    "record",
    "step",
    "part",
)  # arguments that are one of a few words of ours


def test_addresses_hold_random_ids_and_nothing_else() -> None:
    for route, _ in url_patterns():
        kinds = re.findall(r"<(\w+):", route)
        assert set(kinds) <= {"uuid", *OF_A_LIST} and len(kinds) == route.count("<"), route


@pytest.mark.django_db
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", EXPECTED)
def test_an_address_asked_for_by_each_person(world: World, absent: HttpResponse, name: str, who: str) -> None:
    """Gate 1 is ``Need`` and ``visible_to``; with either gone, somebody here gets a page that is not theirs."""
    path = address(name, world.ids)
    got = outcome(world.desk(who).get(path), absent), outcome(world.desk(who).post(path), absent)
    assert got == (EXPECTED[name][0][who], EXPECTED[name][1][who])


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXPECTED)
def test_an_address_asked_for_by_nobody(world: World, absent: HttpResponse, name: str) -> None:
    """Nobody learns nothing: there or not, the way to sign in is the same but for the address they sent themselves."""
    client = world.client(None)
    path, other = address(name, world.ids), address(name, {key: nowhere() for key in world.ids})
    got = outcome(client.get(path), absent), outcome(client.post(path), absent)
    assert got == FOR_ANYBODY.get(name, (SIGN_IN, SIGN_IN))
    if name not in FOR_ANYBODY:
        here, there = client.get(path), client.get(other)
        assert here["Location"].replace(path, "") == there["Location"].replace(other, "")
        assert here.content == there.content


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in EXPECTED if "uuid" in str(routes()[name].pattern)])
@pytest.mark.parametrize("who", ["delphine", "ignatius"])
def test_an_address_of_nothing_is_absent_for_everybody(world: World, absent: HttpResponse, name: str, who: str) -> None:
    path = address(name, {key: nowhere() for key in world.ids})
    client = world.desk(who)
    assert [outcome(client.get(path), absent), outcome(client.post(path), absent)] == [ABSENT, ABSENT]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in EXPECTED if str(routes()[name].pattern).count("uuid") == 2])
def test_an_object_of_another_case_is_absent_inside_ones_own(world: World, absent: HttpResponse, name: str) -> None:
    """The first id is ottoline's own, the second is Fernhill's: real, but not hers."""
    mixed = world.ids | {key: pk for key, pk in world.foreign.items() if key not in ("case", "team")}
    path = address(name, mixed)
    assert outcome(world.desk("ottoline").get(path), absent) == ABSENT
    assert outcome(world.desk("ottoline").post(path), absent) == ABSENT


@pytest.mark.django_db
def test_an_unknown_address_is_absent(world: World, absent: HttpResponse) -> None:
    for path in ("/cases/not-an-id/", "/cases/1/", "/admin/", "/nothing/", f"/cases/{world.barnet.pk}/annals/"):
        assert outcome(world.client("bartholomew").get(path), absent) == ABSENT, path


def test_the_absent_page_has_no_form_no_token_and_no_name(absent: HttpResponse) -> None:
    page = absent.content.decode()
    assert (absent.status_code, page.count("<form"), page.count("csrf"), page.count("Ottoline")) == (404, 0, 0, 0)
    assert "Set-Cookie" not in absent.headers


@pytest.mark.django_db
def test_answers_to_an_asked_membership_are_the_managers(world: World, absent: HttpResponse) -> None:
    """A membership that waits: the manager answers it, she and the administrator may end it, nobody else sees it."""
    from teams.actions import Terms, ask_for
    from teams.models import Membership, Team
    from tests.conftest import asking_as

    ignatius = world.people["ignatius"]
    with asking_as(ignatius):
        team = Team.objects.get(pk=world.ids["team"])
        ask_for(by=ignatius, team=team, username="bartholomew", terms=Terms("worker"), reason="Will cover in summer")
        waits = Membership.objects.get(team=team, state="asked")
    for name, allowed in (("teams:answer", MANAGER), ("teams:end", (*MANAGER, *ADMINISTRATOR))):
        path = address(name, world.ids | {"membership": waits.pk})
        got = {who: outcome(world.client(who).get(path), absent) for who in EVERYBODY}
        assert got == can(allowed), name
