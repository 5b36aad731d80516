"""Every look and every change is on the record, or it does not happen. Promises 3 and 4."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from audit.actions import SilentAction, action, record
from audit.models import LogEntry, UnrecordedWrite
from audit.vocabulary import Verb
from cases import actions
from cases.models import Case, Contact, ContactPoint, Person, SavedSearch, Task
from cases.views.reading import LOOKS
from tests.conftest import CALLING, asking_as
from tests.security.conftest import World, nowhere
from tests.security.raw import rows, superuser_cursor

ANY_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
RECORDED = (Case, Person, ContactPoint, Contact, Task, SavedSearch)


@pytest.fixture
def own(own_world: World) -> World:
    """A world for one test, in which acts are committed."""
    return own_world


def events(since: Any = None) -> list[tuple[Any, ...]]:
    """Every committed event after a moment: actor, verb, ids shown, page."""
    with superuser_cursor() as cursor:
        return rows(
            cursor,
            "SELECT actor, verb, objects_shown, page FROM audit_accessevent WHERE %s::timestamptz IS NULL OR at > %s"
            " ORDER BY at",
            [since, since],
        )


def now() -> Any:
    """The database's clock."""
    with superuser_cursor() as cursor:
        return rows(cursor, "SELECT clock_timestamp()")[0][0]


def objects_of_cases() -> set[UUID]:
    """Ids of every case, person, message and permission, of both services."""
    with superuser_cursor() as cursor:
        return {
            row[0]
            for row in rows(
                cursor,
                "SELECT id FROM cases_case UNION SELECT id FROM cases_person UNION SELECT id FROM cases_message"
                " UNION SELECT id FROM consent_consent",
            )
        }


PAGES = {
    "home": [],
    "record_call": [],
    "cases:cases": [],
    "cases:case": ["case"],
    "cases:looks": ["case"],
    "cases:change": ["case"],
    "cases:add_contact": ["case"],
    "cases:add_person": ["case"],
    "cases:people": ["case"],
    "cases:address": ["case", "address"],
    "cases:add_task": ["case"],
    "cases:contact": ["case", "contact"],
    "cases:correct_contact": ["case", "contact"],
    "cases:add_to_contact": ["case", "contact"],
    "cases:wrong_person": ["case", "contact"],
    "cases:move_contact": ["case", "contact", "case"],
    "cases:task": ["case", "task"],
    "tasks": [],
    "queue": [],
    "close_message": ["message"],
    "teams:team": ["team"],
    "teams:confirmation": ["team"],
    "teams:reaching": ["team"],
}


def address_of(name: str, world: World) -> str:
    return CALLING if name == "record_call" else reverse(name, args=[world.ids[each] for each in PAGES[name]])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_in_its_event_everything_it_shows(world: World, name: str) -> None:
    """Every id of a case or a person in the page is in an event of this page, in the name of who asked."""
    before = now()
    answer = world.client("delphine").get(address_of(name, world))
    assert answer.status_code == 200
    shown = {UUID(found) for found in ANY_UUID.findall(answer.content.decode())} & objects_of_cases()
    written = events(before)
    recorded = {pk for actor, _, ids, _ in written if actor == world.people["delphine"].pk for pk in ids}
    assert written and shown <= recorded
    if PAGES[name][:1] == ["case"] or name in ("home", "record_call", "cases:cases"):
        assert bool(shown) == (name != "record_call")  # at home she reads of the referral that waits for her


def test_looking_at_a_protected_address_is_an_event_of_its_own(world: World) -> None:
    before, case, kept = now(), world.barnet.pk, world.ids["address"]
    page = world.client("caspian").get(reverse("cases:address", args=[case, kept]))
    assert "Otterbourne Lane" in page.content.decode()
    assert (world.people["caspian"].pk, "address_shown", [case, kept], "cases:address") in events(before)


def test_a_search_names_the_hits_it_shows(world: World) -> None:
    delphine, before = world.client("delphine"), now()
    asked = delphine.post("/find/", {"term": "petronella"})
    page = delphine.get(asked["Location"]).content.decode()
    assert str(world.barnet.pk) in page
    written = events(before)
    assert [verb for _, verb, _, _ in written] == ["search_asked", "searched"]
    assert set(written[1][2]) == {world.barnet.pk, world.ids["person"]}


def test_a_search_that_finds_nobody_is_on_the_record_too(world: World) -> None:
    bartholomew, before = world.client("bartholomew"), now()
    bartholomew.get(bartholomew.post("/find/", {"term": "petronella"})["Location"])
    assert [(verb, ids) for _, verb, ids, _ in events(before)] == [("search_asked", []), ("searched", [])]


@pytest.mark.parametrize("who", ["bartholomew", "ignatius", "augusta", "ferdinand"])
def test_a_refusal_is_recorded_although_everything_was_rolled_back(world: World, who: str) -> None:
    before = now()
    world.client(who).get(world.barnet.get_absolute_url())
    assert events(before) == [(world.people[who].pk, "refused", [world.barnet.pk], "cases:case")]


def test_a_refused_post_leaves_its_refusal_and_no_change(world: World) -> None:
    before = now()
    world.client("bartholomew").post(reverse("cases:add_task", args=[world.barnet.pk]), {"title": "Mine"})
    assert [verb for _, verb, _, _ in events(before)] == ["refused"]
    with superuser_cursor() as cursor:
        assert rows(cursor, "SELECT count(*) FROM audit_logentry WHERE timestamp > %s", [before]) == [(0,)]


@pytest.mark.parametrize(("trouble", "status"), [(ValueError, 500), (Http404, 404)])
def test_a_page_that_fails_after_writing_takes_its_writing_back(
    own: World, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception], status: int
) -> None:
    """The view's last step breaks when the task is already done: neither the change nor its record is kept."""
    from cases.views import tasks

    def broken(*_: Any) -> None:
        raise trouble

    monkeypatch.setattr(tasks, "redirect", broken)
    before = now()
    answer = own.client("ottoline").post(reverse("cases:finish_task", args=[own.barnet.pk, own.ids["task"]]))
    assert answer.status_code == status
    with superuser_cursor() as cursor:
        assert rows(cursor, "SELECT state FROM cases_task WHERE id = %s", [str(own.ids["task"])]) == [("open",)]
        assert rows(cursor, "SELECT count(*) FROM audit_logentry WHERE timestamp > %s", [before]) == [(0,)]
    assert [verb for _, verb, _, _ in events(before)] == (["refused"] if status == 404 else [])


def test_fifty_refusals_end_the_session_and_nobody_elses(own: World) -> None:
    bartholomew, ottoline = own.client("bartholomew"), own.client("ottoline")
    codes = [bartholomew.get(reverse("cases:case", args=[nowhere()])).status_code for _ in range(51)]
    assert codes == [404] * 50 + [302]
    assert ottoline.get("/").status_code == 200
    assert [verb for _, verb, _, _ in events()].count("shut_out") == 1


def test_refusals_count_for_ten_minutes_and_for_whoever_was_refused(own: World) -> None:
    """Forty-nine of long ago, and forty-nine of a colleague's just now, shut nobody out."""
    long_ago = "INSERT INTO audit_accessevent (actor, verb, at) SELECT %s, 'refused', now() - %s::interval"
    with superuser_cursor() as cursor:
        for who, ago in (("bartholomew", "11 minutes"), ("caspian", "1 minute")):
            cursor.execute(f"{long_ago} FROM generate_series(1, 49)", [str(own.people[who].pk), ago])
    bartholomew, path = own.client("bartholomew"), reverse("cases:case", args=[nowhere()])
    assert [bartholomew.get(path).status_code for _ in range(2)] == [404, 404]
    caspian = own.client("caspian")
    assert [caspian.get(path).status_code for _ in range(2)] == [404, 302]


# Nothing without a record --------------------------------------------------------------------------------------------
@action
def silent(task: Task) -> None:
    """An action that forgets to record: a plain row of SQL changes without auditlog's knowing."""
    Task.objects.filter(pk=task.pk)._update([(Task._meta.get_field("state"), None, "open")])


@pytest.mark.django_db
def test_an_action_that_records_nothing_is_rolled_back(world: World) -> None:
    """Falls when the count is taken out of ``audit.actions.action``."""
    ottoline = world.people["ottoline"]
    with asking_as(ottoline):
        task = Task.objects.get(pk=world.ids["task"])
        with pytest.raises(SilentAction):
            silent(task)


@pytest.mark.django_db
def test_a_silent_action_does_not_hide_behind_its_caller(world: World) -> None:
    @action
    def outer(task: Task) -> None:
        record(Verb.CHANGED, shown=[task.pk])
        silent(task)

    with asking_as(world.people["ottoline"]):
        task = Task.objects.get(pk=world.ids["task"])
        with pytest.raises(SilentAction):
            outer(task)


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED)
def test_a_row_saved_outside_an_action_is_refused(world: World, model: Any) -> None:
    with asking_as(world.people["ottoline"]):
        row = model.objects.first()
        with pytest.raises(UnrecordedWrite):
            row.save()
        with pytest.raises(UnrecordedWrite):
            row.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDED)
@pytest.mark.parametrize("how", ["update", "delete", "bulk_create", "bulk_update", "aupdate", "adelete"])
def test_a_write_in_bulk_is_refused(world: World, model: Any, how: str) -> None:
    """auditlog sees none of these; the async twins are Django's own and end in the same methods."""
    arguments: dict[str, tuple[Any, ...]] = {"bulk_create": ([],), "bulk_update": ([], ["id"])}
    with asking_as(world.people["ottoline"]), pytest.raises(UnrecordedWrite):
        _written(getattr(model.objects.all(), how), *arguments.get(how, ()), is_async=how.startswith("a"))


def _written(write: Any, *arguments: Any, is_async: bool) -> None:
    (async_to_sync(write) if is_async else write)(*arguments)


# If the event cannot be written, the page is not shown ----------------------------------------------------------------
BREAK = """
CREATE OR REPLACE FUNCTION gate.write_event(p_verb text, p_shown uuid[], p_teams uuid[], p_page text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$
"""


@pytest.fixture
def broken_record(own: World) -> World:
    """A database in which no event can be written."""
    with superuser_cursor() as cursor:
        cursor.execute(BREAK)
    return own


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_shown_when_its_event_cannot_be_written(world: World, name: str) -> None:
    with superuser_cursor() as cursor:
        sound = rows(cursor, "SELECT pg_get_functiondef('gate.write_event'::regproc)")[0][0]
        client = world.client("delphine")
        cursor.execute(BREAK)
        try:
            answer = client.get(address_of(name, world))
        finally:
            cursor.execute(sound)
    page = answer.content.decode()
    assert answer.status_code == 500
    for told in ("Petronella", "Quillfeather", "Fernsby", world.barnet.readable_reference, str(world.barnet.pk)):
        assert told not in page


def test_nothing_is_saved_when_its_event_cannot_be_written(broken_record: World) -> None:
    own, form = broken_record, {"title": "Call the school", "due": "today"}
    with superuser_cursor() as cursor:
        before = rows(cursor, "SELECT count(*) FROM cases_task")
        client = own.client("ottoline")
        assert client.post(reverse("cases:add_task", args=[own.barnet.pk]), form).status_code == 500
        assert client.post(reverse("cases:finish_task", args=[own.barnet.pk, own.ids["task"]])).status_code == 500
        assert rows(cursor, "SELECT count(*), count(*) FILTER (WHERE state = 'done') FROM cases_task") == [
            (*before[0], 0)
        ]


def test_a_page_that_forgets_to_record_is_an_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """``_insist_on_record`` in the middleware: the view is real, its one call that records is taken out."""
    from teams.views import team

    monkeypatch.setattr(team, "record", lambda *_, **__: None)
    answer = world.client("delphine").get(reverse("teams:team", args=[world.ids["team"]]))
    assert (answer.status_code, "Caspian" in answer.content.decode()) == (500, False)


# The log of changes ---------------------------------------------------------------------------------------------------
def test_changes_hold_no_plaintext_and_name_their_actor(own: World) -> None:
    """Everything typed at the start, and a change of a sealed value afterwards."""
    caspian = own.people["caspian"]
    with asking_as(caspian):
        case = Case.objects.get(pk=own.barnet.pk)
        point = ContactPoint.objects.get(pk=own.ids["point"])
        said = {"safe_to_use": "no", "safe_times": "at Petronella's teatime"}
        actions.change_record(by=caspian, case=case, row=point, said=said)
    with superuser_cursor() as cursor:
        found = rows(cursor, "SELECT actor_id, action, l::text FROM audit_logentry AS l ORDER BY timestamp")
    text = " ".join(row[2] for row in found)
    for typed in (
        "Petronella",
        "Quillfeather",
        "Winifred",
        "07700",
        "900077",
        "the school has not answered",
        "teatime",
    ):
        assert typed.casefold() not in text.casefold(), typed
    assert "[sealed " in text
    acted = ("ottoline", "bartholomew", "delphine", "caspian")
    assert {row[0] for row in found} == {own.people[who].pk for who in acted}
    assert (found[-1][0], found[-1][1]) == (caspian.pk, 1)


@pytest.mark.django_db
def test_every_model_of_a_case_is_on_the_record(world: World) -> None:
    from auditlog.registry import auditlog

    assert [model.__name__ for model in RECORDED if not auditlog.contains(model)] == []
    with asking_as(world.people["ottoline"]), transaction.atomic():
        before = LogEntry.objects.count()
        case = Case.objects.get(pk=world.ids["case"])
        task = Task.objects.get(pk=world.ids["task"])
        actions.finish_task(by=world.people["ottoline"], case=case, task=task)
        # the task, and the case whose next day it was
        assert LogEntry.objects.count() - before == 2


def test_looks_are_listed_for_the_manager_with_who_and_what(own: World) -> None:
    own.client("caspian").get(own.barnet.get_absolute_url())
    own.client("bartholomew").get(own.barnet.get_absolute_url())
    page = own.client("delphine").get(reverse("cases:looks", args=[own.barnet.pk])).content.decode()
    assert "Caspian Rookwell" in page and "Read the case" in page
    assert "Somebody outside the team" in page and "Asked for it and was refused" in page
    assert "Bartholomew" not in page  # who he is, is not this team's to know


def test_looks_of_one_moment_over_the_end_of_a_page_are_each_shown_once(own: World) -> None:
    """Falls when the pages are cut by the time alone: those of the same moment on the next page would be lost."""
    many = LOOKS + 10
    with superuser_cursor() as cursor:
        look = "INSERT INTO audit_accessevent (at, actor, verb, objects_shown, address) SELECT now(), %s, 'case_read',"
        cursor.execute(
            f"{look} ARRAY[%s]::uuid[], '198.51.100.0'::inet + n FROM generate_series(1, {many}) AS n",
            [str(own.people["caspian"].pk), str(own.barnet.pk)],
        )
    client, address, query, pages = own.client("delphine"), reverse("cases:looks", args=[own.barnet.pk]), "", []
    while query is not None:
        page = client.get(address + query).content.decode()
        pages.append(re.findall(r"198\.51\.100\.\d+", page))
        earlier = re.search(r'href="(\?before=[^"]+)"', page)
        query = earlier and unescape(earlier[1])
    shown = [each for page in pages for each in page]
    assert len(pages[0]) in (LOOKS - 1, LOOKS) and len(pages) == 2  # reading it is a look itself
    assert sorted(shown) == sorted({*shown}) and len(shown) == many


def test_an_event_keeps_the_address_that_was_verified(own: World) -> None:
    """``X-Forwarded-For`` is anybody's to write, and is not believed where no proxy of ours stands in front."""
    client: Client = own.client("caspian")
    client.get(own.barnet.get_absolute_url(), REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="203.0.113.9")
    with superuser_cursor() as cursor:
        latest = "SELECT host(address) FROM audit_accessevent WHERE actor = %s ORDER BY at DESC LIMIT 1"
        assert rows(cursor, latest, [str(own.people["caspian"].pk)]) == [("192.0.2.7",)]
