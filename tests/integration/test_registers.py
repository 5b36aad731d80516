"""Registers of what has gone: newest first, a page at a time, and as many queries at ten thousand rows as at one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import move
from cases.actions.sharing import keep_back
from cases.listing import Edge
from cases.models import Case, Disclosure, Person
from cases.workflow import CLOSE
from consent.actions import decide_consent, share
from consent.vocabulary import DecisionKind
from foundation import clock
from safeguarding import actions
from safeguarding.workflow import MOVES
from teams.models import User
from tests.conftest import SignIn, asking_as, open_a_case, person, signed_in
from tests.integration.coming_in import arrived
from tests.integration.concerns import worried_about
from tests.integration.discussed import keep_a_rota
from tests.integration.permission import NEEDS, agreed, school, telling, told, yes
from tests.security.raw import superuser_cursor

ROWS = 10_000
# Copies a minute apart, as only the superuser can make them; each permission is somebody else's.
COPIES = """
    INSERT INTO cases_disclosure
    SELECT (jsonb_populate_record(NULL::cases_disclosure, to_jsonb(d) || jsonb_build_object(
        'id', gen_random_uuid(), 'sent_at', d.sent_at - n * interval '1 minute'))).*
    FROM cases_disclosure AS d, generate_series(1, {rows}) AS n;
    INSERT INTO cases_breach
        (id, case_id, team_id, disclosure_id, cause, state, aware_at, due_at, recorded_at, recorded_by_id)
    SELECT gen_random_uuid(), d.case_id, d.team_id, d.id, 'verbal', 'open', d.sent_at,
        d.sent_at + interval '72 hours', now(),
        d.recorded_by_id FROM cases_disclosure AS d;
    INSERT INTO consent_consent
    SELECT (jsonb_populate_record(NULL::consent_consent, to_jsonb(c) || jsonb_build_object(
        'id', gen_random_uuid(), 'grantor_id', gen_random_uuid(),
        'expires_at', c.expires_at - n * interval '1 minute'))).*
    FROM consent_consent AS c, generate_series(1, {rows}) AS n;
    INSERT INTO consent_arrival
    SELECT (jsonb_populate_record(NULL::consent_arrival, to_jsonb(a) || jsonb_build_object(
        'id', gen_random_uuid(), 'quarantined_at', a.quarantined_at - n * interval '1 minute',
        'held', CASE n % 2 WHEN 0 THEN 'quarantine' ELSE 'gone' END))).*
    FROM consent_arrival AS a, generate_series(1, {rows}) AS n;
"""


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.fixture
def manager(own_database: str) -> Client:
    """The manager, where one thing was shared and really committed."""
    ottoline = person("ottoline")
    case = open_a_case(ottoline)
    with asking_as(ottoline):
        consent = agreed(case, ottoline)
        share(by=ottoline, case=case, told=told(consent.recipient), telling=telling(consent))
        keep_back(
            by=ottoline, case=case, recipient=consent.recipient, categories=NEEDS, reasons="They asked us not to."
        )
        arrived(case, ottoline)
    return signed_in(person("delphine"))


def of_one_case() -> list[str]:
    """Where everything stands that has gone from the case, and about the one person in it."""
    with asking_as(person("delphine")):
        who = Person.objects.get()
    about = reverse("consent:shared_about", args=[who.case_id, who.pk])
    return [about, reverse("consent:shared", args=[who.case_id])]


def pages_through(client: Client, address: str) -> Iterator[Any]:
    """The first two pages, and the first again from the second."""
    first = client.get(address)
    second = client.get(address + first.context["following"])
    yield from (first, second, client.get(address + second.context["previous"]))


def end_of(page: Any) -> Edge | None:
    """The last row of a page, by when it was and its id."""
    return Edge.read(QueryDict(page.context["following"][1:])["from"])


def test_ten_thousand_rows_cost_as_many_queries_as_one(manager: Client) -> None:
    names = ("disclosures", "ending", "consent:quarantine", "home")
    addresses = [*map(reverse, names), *of_one_case()]
    one = {address: queries(manager, address) for address in addresses}
    with superuser_cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(COPIES.format(rows=ROWS))
        cursor.execute("ANALYZE cases_disclosure, cases_breach, consent_consent, consent_arrival")
    assert {address: queries(manager, address) for address in addresses} == one
    assert queries(manager, reverse("breaches")) <= one[reverse("disclosures")]
    for address, rows in (
        (reverse("disclosures"), lambda page: page.context["table"].rows),
        (reverse("breaches"), lambda page: page.context["table"].rows),
        (reverse("ending"), lambda page: page.context["ends"]),
        (reverse("consent:quarantine"), lambda page: page.context["items"]),
        (reverse("consent:quarantine_decided"), lambda page: page.context["items"]),
        *((each, lambda page: page.context["entries"]) for each in of_one_case()),
    ):
        first, second, back = pages_through(manager, address)
        assert len(rows(first)) == len(rows(second)) == 25 and not first.context["previous"]
        assert end_of(second) != end_of(first) == end_of(back)


@pytest.mark.django_db
def test_a_register_is_the_managers_of_its_own_team(case: Case, cast: dict[str, User], sign_in: SignIn) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        consent = agreed(case, ottoline)
        share(by=ottoline, case=case, told=told(consent.recipient), telling=telling(consent))
        assert Disclosure.objects.count() == 1
    shown = sign_in("delphine").get(reverse("disclosures")).content.decode()
    assert case.readable_reference in shown and "Quillfeather" not in shown
    assert sign_in("bartholomew").get(reverse("disclosures")).status_code == 404


@pytest.mark.django_db
def test_permissions_that_end_soon_stand_at_home_until_taken_back(
    case: Case, cast: dict[str, User], sign_in: SignIn
) -> None:
    from cases import keys
    from consent.actions import take_back

    client, ottoline = sign_in("ottoline"), cast["ottoline"]
    with asking_as(ottoline):
        consent = agreed(case, ottoline)
    tiles = {tile.label: tile.number for tile in client.get("/").context["tiles"]}
    assert tiles["Permissions ending soon"] == 1
    assert "The SENCo, Foxglove Invented Primary" in client.get(reverse("ending")).content.decode()
    with asking_as(ottoline):
        keys.open_to_change(case)
        take_back(by=ottoline, case=case, consent=consent, words="")
    assert "No permission ends soon" in client.get(reverse("ending")).content.decode()


@pytest.mark.django_db
def test_what_no_longer_ends_is_not_said_to_end_soon(case: Case, cast: dict[str, User], sign_in: SignIn) -> None:
    """Renewed: the newest alone ends. Used up, refused since, or of a closed case: nothing ends."""
    ottoline, ends = cast["ottoline"], lambda: len(sign_in("ottoline").get(reverse("ending")).context["ends"])
    with asking_as(ottoline):
        foxglove = school(case, ottoline)
        decide_consent(by=ottoline, case=case, said=yes(case, foxglove))
        decide_consent(by=ottoline, case=case, said=yes(case, foxglove, replaces=True))
        once = agreed(case, ottoline, one_off=True)
    assert ends() == 2
    with asking_as(ottoline):
        share(by=ottoline, case=case, told=told(once.recipient), telling=telling(once))
    assert ends() == 1
    with asking_as(ottoline):
        agreed(case, ottoline)
        no = yes(case, foxglove, decision=DecisionKind.REFUSED, categories=frozenset())
        decide_consent(by=ottoline, case=case, said=no)
    assert ends() == 1
    with asking_as(ottoline):
        move(by=ottoline, case=case, to=CLOSE, reason="All is well.")
    assert ends() == 0


@pytest.mark.django_db
def test_pages_of_one_case_ask_as_often_for_three_as_for_one(
    case: Case, cast: dict[str, User], sign_in: SignIn
) -> None:
    client, ottoline, found = sign_in("ottoline"), cast["ottoline"], []
    pages = ("consent:permissions", "consent:share", "consent:shared", "cases:add_contact", "cases:case")
    for more in (1, 2):
        for _ in range(more):
            with asking_as(ottoline):
                consent = agreed(case, ottoline)
                share(by=ottoline, case=case, told=told(consent.recipient), telling=telling(consent))
        found.append({name: queries(client, reverse(name, args=[case.pk])) for name in pages})
    assert found[0] == found[1]


@pytest.mark.parametrize("accused", ["caspian", "delphine"])
def test_the_accused_does_not_read_that_somebody_was_named(
    case: Case, cast: dict[str, User], sign_in: SignIn, accused: str
) -> None:
    """Before the discussion is written down, and whether it ever is (§4.6)."""
    ottoline, register = cast["ottoline"], reverse("consent:shared", args=[case.pk])
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    with asking_as(ottoline):
        concern = worried_about(case, ottoline, subject="staff_allegation", accused=cast[accused])
        actions.step(by=ottoline, concern=concern, move=MOVES["seek"], way_chosen=True)
        concern.refresh_from_db()
        said = {"what": "A first name", "reason": "It is one of us"}
        actions.name_somebody(by=ottoline, concern=concern, manager=cast["honoria"], **said)
    assert "Honoria Vance-Tully" in sign_in("ottoline").get(register).content.decode()
    page = sign_in(accused).get(register).content.decode()
    assert "Nothing has left the service" in page and "Honoria" not in page
    assert "Honoria" not in sign_in(accused).get("/disclosures/").content.decode()


@pytest.mark.django_db
def test_a_page_about_one_person_does_not_say_that_nothing_has_left(case: Case, sign_in: SignIn) -> None:
    """Something may have gone about somebody else in the case."""
    with asking_as(person("ottoline")):
        about = Person.objects.get(case=case).pk
    empty = sign_in("ottoline").get(reverse("consent:shared_about", args=[case.pk, about])).content.decode()
    assert "Nothing about them alone has left the service" in empty and "Nothing has left the service" not in empty
