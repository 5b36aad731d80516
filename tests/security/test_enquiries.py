# ruff: noqa: S608 -- these tests spell SQL from their own constants, as an attacker would from anything
"""Somebody asks about a family: what is kept says nothing of whether we know it, and only managers read it. S1."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from consent.models import Enquiry
from tests.conftest import asking_as, errors_in
from tests.security.conftest import EVERYBODY, TAKER, World
from tests.security.raw import asking, count, refused_with, rows, superuser_cursor

DENIED, CHECK, TWICE = "42501", "23514", "23505"
KNOWN, UNKNOWN = "Petronella Quillfeather", "Zebedee Nonesuch"
ANSWERS = ("ottoline", "caspian", "delphine", "bartholomew", TAKER)
ASKED = {
    "enquirer": "Mr Thistledown",
    "organisation": "Foxglove Invented Primary",
    "asked_by": "referrer",
    "asked_what": "engaged",
    "words": "Did she call you? We referred her.",
    "asked_how": "telephone",
    "day": "today",
    "at": "00:00",
    "response": "ncnd_standard",
}
WRITE = (
    "INSERT INTO consent_enquiry (id, team_id, asked_about, enquirer, asked_by, asked_how, asked_what, received_at,"
    " response, script_version, decided_by_row, recorded_at, recorded_by_id, in_writing, said_died)"
    " VALUES (%(id)s, %(team)s,"
    " decode(repeat('01', %(size)s), 'hex'), decode(repeat('01', 1055), 'hex'), %(asker)s, 'telephone', %(what)s,"
    " now(), 'ncnd_standard', %(script)s, %(row)s, '2001-01-01', %(by)s, %(writing)s, %(died)s)"
)
KEY = "SELECT gate.add_enquiry_key(%s, '\\x01', '1')"
OPEN = "SELECT count(*) FROM gate.open_enquiries(%s::uuid[], 'enquiries')"


def record(client: Client, about: str, **changes: str) -> Any:
    """What the page answers when somebody has asked about this person."""
    answer = client.post(reverse("consent:enquire"), ASKED | {"asked_about": about} | changes)
    assert answer.status_code == 302, errors_in(answer)
    return answer


def everything(cursor: Any) -> dict[str, list[str]]:
    """Every row of every table, as text, in no order of its own."""
    tables = rows(
        cursor,
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace IN"
        " ('public'::regnamespace, 'vault'::regnamespace)",
    )
    return {name: [row[0] for row in rows(cursor, f"SELECT t::text FROM {name} AS t ORDER BY 1")] for (name,) in tables}


def added(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """The rows that are new, without what is random in them: ids, times, transactions, ciphertext, wrapped keys and
    what marks a sealed value in the change log; a run of hexadecimal digits keeps its length."""
    found = {name: sorted(_plain(row) for row in set(after[name]) - set(before[name])) for name in after}
    return {name: new for name, new in found.items() if new}


def _plain(row: str) -> str:
    row = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "an id", row)
    row = re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+\d\d(:?\d\d)?|Z)?", "a time", row)
    row = re.sub(r"sealed [0-9a-f]{12}", "sealed", row)
    row = re.sub(r",\d+\)$", ",a transaction)", row)
    return re.sub(r"\\x[0-9a-f]+", lambda blob: f"{len(blob[0])} digits", row)


def test_two_families_leave_the_same_behind_known_or_not(world: World) -> None:
    """The whole database but for what is random: no table tells a family we know from one we do not."""
    ottoline = world.client("ottoline")
    ottoline.get(reverse("consent:enquire"))
    left = []
    for about in (UNKNOWN, KNOWN):
        with superuser_cursor() as cursor:
            before = everything(cursor)
        answer = record(ottoline, about)
        with superuser_cursor() as cursor:
            left.append((answer.status_code, answer["Location"], added(before, everything(cursor))))
    first, second = (found for _, _, found in left)
    assert {name: new for name, new in first.items() if new != second.get(name)} == {}
    assert left[0] == left[1]
    assert len(left[0][2]["consent_enquiry"]) == 1 and "ncnd_standard" in left[0][2]["consent_enquiry"][0]
    assert not {name for name in left[0][2] if name.startswith("cases_")}  # and no case has anything of it


def test_what_a_worker_sees_is_the_same_before_and_after(world: World) -> None:
    ottoline, case = world.client("ottoline"), reverse("cases:case", args=[world.barnet.pk])
    record(ottoline, KNOWN)
    ottoline.get("/")  # the message that it was recorded is shown once
    before = [_page(ottoline, path) for path in ("/", case, reverse("tasks"), reverse("queue"))]
    record(ottoline, KNOWN)
    ottoline.get("/")
    assert [_page(ottoline, path) for path in ("/", case, reverse("tasks"), reverse("queue"))] == before


def _page(client: Client, path: str) -> str:
    page = client.get(path).content.decode()
    drawn_anew = r'name="(csrfmiddlewaretoken|once|draft)" value="[^"]*"|(page was opened|Opened by [^<]*) on [^<]*'
    return re.sub(drawn_anew, "", page)


def test_only_the_managers_read_an_enquiry(world: World) -> None:
    """Falls when ``for_managers`` is opened, or ``open_enquiries`` asks for another verb."""
    record(world.client("ottoline"), KNOWN)
    with asking(world.people["delphine"].pk) as cursor:
        ids = [row[0] for row in rows(cursor, "SELECT id FROM consent_enquiry")]
    for who in EVERYBODY:
        manages = who == "delphine"
        with asking(world.people[who].pk) as cursor:
            assert count(cursor, "consent_enquiry") == (len(ids) if manages else 0), who
            assert refused_with(cursor, OPEN, [ids]) == ("" if manages else DENIED), who
            assert refused_with(cursor, OPEN, [[]]) == ("" if manages else DENIED), who
            assert refused_with(cursor, OPEN, [[str(uuid4())]]) == DENIED, who


@pytest.fixture
def enquiry(world: World) -> dict[str, Any]:
    """An enquiry in order, as whoever takes messages writes it down; each test below changes one thing."""
    in_order = {"asker": "referrer", "row": "D37", "script": "v1", "size": 1055, "what": "existence"}
    in_order |= {"writing": False, "died": False}
    return in_order | {"id": str(uuid4()), "team": str(world.ids["team"]), "by": str(world.people[TAKER].pk)}


def test_whoever_writes_one_down_cannot_read_it_again(world: World, enquiry: dict[str, Any]) -> None:
    with asking(world.people[TAKER].pk) as cursor:
        assert refused_with(cursor, WRITE + " RETURNING id", enquiry) == DENIED
        assert refused_with(cursor, WRITE, enquiry) == ""
        assert refused_with(cursor, KEY, [enquiry["id"]]) == ""
        assert refused_with(cursor, KEY, [enquiry["id"]]) == TWICE
        assert count(cursor, "consent_enquiry") == 0
        assert refused_with(cursor, OPEN, [[enquiry["id"]]]) == DENIED
        assert refused_with(cursor, "UPDATE consent_enquiry SET response = 'x'") == DENIED
        assert refused_with(cursor, "DELETE FROM consent_enquiry") == DENIED


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"by": "ottoline"}, DENIED),
        ({"team": "fernhill"}, DENIED),
        ({"row": "D16"}, CHECK),
        ({"asker": "service_user", "row": "D50"}, CHECK),
        ({"script": "v0"}, CHECK),
        ({"size": 63}, CHECK),
        ({"died": True}, CHECK),
        ({"writing": True}, CHECK),
        ({"asker": "other_parent", "what": "records", "row": "D30"}, CHECK),
        ({"asker": "other_parent", "what": "records", "row": "D31"}, ""),
        ({"asker": "representative", "writing": True, "row": "D38"}, ""),
        ({"asker": "relative", "died": True, "row": "D3"}, CHECK),
        ({"asker": "relative", "died": True, "row": "D49"}, ""),
    ],
    ids=lambda wrong: "-".join(wrong) if isinstance(wrong, dict) else "",
)
def test_an_enquiry_is_in_ones_own_name_and_answered_by_the_table(
    world: World, enquiry: dict[str, Any], wrong: dict[str, Any], code: str
) -> None:
    """Falls when the policy, the trigger or the constraint of its size is dropped."""
    ids = {name: str(user.pk) for name, user in world.people.items()} | {"fernhill": str(world.fernhill.team_id)}
    with asking(world.people[TAKER].pk) as cursor:
        said = enquiry | {
            name: ids.get(value, value) if isinstance(value, str) else value for name, value in wrong.items()
        }
        assert refused_with(cursor, WRITE, said) == code


def test_who_may_write_one_down(world: World, enquiry: dict[str, Any]) -> None:
    for who in EVERYBODY:
        by = {"by": str(world.people[who].pk)}
        team = {"team": str(world.fernhill.team_id)} if who == "bartholomew" else {}
        with asking(world.people[who].pk) as cursor:
            assert refused_with(cursor, WRITE, enquiry | by | team) == ("" if who in ANSWERS else DENIED), who


def test_the_answer_stands_before_anything_and_there_is_no_search_box(world: World) -> None:
    page = world.client("ottoline").get(reverse("consent:enquire")).content.decode()
    assert 'role="search"' not in page and 'type="search"' not in page and reverse("find") not in page
    assert page.index("We never say whether anybody has been in touch") < page.index('name="enquirer"')
    assert 'role="search"' in world.client("ottoline").get("/").content.decode()  # elsewhere there is one


def test_managers_read_who_asked_and_it_is_on_the_record(world: World) -> None:
    record(world.client(TAKER), UNKNOWN, response="referred_to_foi")
    page = world.client("delphine").get(reverse("consent:enquiries")).content.decode()
    for said in (UNKNOWN, "Mr Thistledown", "Foxglove Invented Primary", "freedom of information", "D37", "1"):
        assert said in page, said
    assert str(world.barnet.pk) not in page
    with superuser_cursor() as cursor:
        newest = "SELECT actor, verb, objects_shown FROM audit_accessevent ORDER BY at DESC LIMIT 1"
        actor, verb, shown = rows(cursor, newest)[0]
        first = rows(cursor, "SELECT id FROM consent_enquiry ORDER BY recorded_at DESC LIMIT 1")[0][0]
    assert (actor, verb) == (world.people["delphine"].pk, "enquiries_read")
    assert UUID(str(first)) in shown


def test_python_alone_keeps_them_to_managers(world: World) -> None:
    """With the policy opened, a worker's own queryset is still empty, and the register is still absent for them."""
    record(world.client("ottoline"), KNOWN)
    try:
        with superuser_cursor() as cursor:
            cursor.execute("ALTER POLICY for_managers ON consent_enquiry USING (true)")
        with asking_as(world.people["ottoline"]):
            assert Enquiry.objects.count() > 0
            assert not Enquiry.objects.visible_to(world.people["ottoline"]).exists()
        assert world.client("ottoline").get(reverse("consent:enquiries")).status_code == 404
    finally:
        with superuser_cursor() as cursor:
            managers = "team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[])"
            cursor.execute(f"ALTER POLICY for_managers ON consent_enquiry USING ({managers})")
