"""Records whose bytes were changed or moved, or whose keys are wrong or gone: said in that place, hidden nowhere else.

The superuser does the damage, in a database of the test's own: nothing that the web may do could.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
import pytest
from django.conf import settings as product
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases import actions
from cases.models import Case, Contact, Person
from cases.presenting import UNREADABLE
from foundation.rowsecurity.context import acting_as
from foundation.sealing.keyring import provider
from foundation.sealing.provider import make_key_file
from pps_barnet.demonstration.families import Told
from tests.conftest import CALLING, asking_as, errors_in, open_a_case, person, signed_in
from tests.integration.test_log_a_call import CALL, OPENING

FIRST, SECOND = "The school has not answered.", "They answered at last."
NO_NAME = "Name cannot be opened"
pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def case() -> Case:
    """A case with two contacts, beside another one."""
    ottoline = person("ottoline")
    open_a_case(ottoline, "Barnaby", "Thistlewick")
    case = open_a_case(ottoline, "Petronella", "Quillfeather")
    with asking_as(ottoline):
        actions.record_contact(by=ottoline, case=case, contact=Told(0, SECOND).contact())
    return case


@pytest.fixture
def ottoline() -> Client:
    """Ottoline's browser."""
    user = person("ottoline")
    with acting_as(None), transaction.atomic():
        return signed_in(user)


@contextmanager
def damage() -> Iterator[Any]:
    """A superuser's cursor on the test's database, with the triggers that keep history off."""
    parts = psycopg2.extensions.make_dsn(os.environ["PPS_TEST_ADMIN_URL"], dbname=connection.settings_dict["NAME"])
    made = psycopg2.connect(parts)
    try:
        with made, made.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            yield cursor
            assert cursor.rowcount > 0
    finally:
        made.close()


def ids(model: type, case: Case) -> list[UUID]:
    """Ids of a case's rows, oldest first."""
    with asking_as(person("ottoline")):
        return list(model.objects.filter(case=case).order_by("recorded_at").values_list("pk", flat=True))  # type: ignore[attr-defined]


def page_of(client: Client, case: Case) -> str:
    answer = client.get(case.get_absolute_url())
    assert answer.status_code == 200
    page: str = answer.content.decode()
    assert case.readable_reference in page
    return page


def flip(table: str, column: str, row: UUID) -> None:
    """Change one bit in the middle of one sealed value."""
    with damage() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = set_byte({column}, 20, get_byte({column}, 20) # 1) WHERE id = %s",  # noqa: S608
            [str(row)],
        )


def test_the_page_is_whole_before_any_damage(ottoline: Client, case: Case) -> None:
    page = page_of(ottoline, case)
    assert "the school has not answered" in page
    assert SECOND in page
    assert UNREADABLE not in page


def test_a_changed_bit_hides_that_note_and_no_other(ottoline: Client, case: Case) -> None:
    flip("cases_contact", "summary", ids(Contact, case)[1])
    page = page_of(ottoline, case)
    assert page.count(UNREADABLE) == 1
    assert SECOND not in page
    assert "the school has not answered" in page
    assert "Petronella Quillfeather" in page


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x02" + bytes(60), bytes(100), b"\x01\xff\xff" + bytes(60)])
def test_bytes_that_are_no_sealed_value_hide_that_note(ottoline: Client, case: Case, blob: bytes) -> None:
    with damage() as cursor:
        cursor.execute("UPDATE cases_contact SET summary = %s WHERE id = %s", [blob, str(ids(Contact, case)[1])])
    page = page_of(ottoline, case)
    assert page.count(UNREADABLE) == 1
    assert "the school has not answered" in page


def test_notes_that_changed_places_open_in_neither(ottoline: Client, case: Case) -> None:
    first, second = ids(Contact, case)
    with damage() as cursor:
        cursor.execute(
            "UPDATE cases_contact c SET summary = o.summary FROM cases_contact o"
            " WHERE (c.id, o.id) IN ((%s, %s), (%s, %s))",
            [str(first), str(second), str(second), str(first)],
        )
    page = page_of(ottoline, case)
    assert page.count(UNREADABLE) == 2
    assert SECOND not in page
    assert "the school has not answered" not in page
    assert "Petronella Quillfeather" in page


def test_a_note_moved_in_from_another_case_does_not_open(ottoline: Client, case: Case) -> None:
    with asking_as(person("ottoline")):
        other = Contact.objects.exclude(case=case).get()
    with damage() as cursor:
        cursor.execute(
            "UPDATE cases_contact SET summary = %s WHERE id = %s",
            [psycopg2.Binary(other.summary.blob), str(ids(Contact, case)[1])],
        )
    page = page_of(ottoline, case)
    assert page.count(UNREADABLE) == 1
    assert "Barnaby" not in page


def test_a_damaged_name_says_so_on_every_page_and_the_rest_still_shows(ottoline: Client, case: Case) -> None:
    flip("cases_person", "given_name", ids(Person, case)[0])
    for address in (
        case.get_absolute_url(),
        "/",
        reverse("cases:cases"),
        CALLING,
        reverse("cases:add_contact", args=[case.pk]),
    ):
        answer = ottoline.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert NO_NAME in page, address
        assert case.readable_reference in page
        assert "Petronella Quillfeather" not in page
    listed = ottoline.get(reverse("cases:cases")).content.decode()
    assert "Barnaby Thistlewick" in listed


def test_a_damaged_search_document_hides_one_person_from_searches_only(ottoline: Client, case: Case) -> None:
    flip("cases_person", "search_document", ids(Person, case)[0])
    found = ottoline.post("/find/", {"term": "barnaby"})
    assert "Barnaby Thistlewick" in ottoline.get(found["Location"]).content.decode()
    lost = ottoline.post("/find/", {"term": "quillfeather"})
    assert "Nobody was found" in ottoline.get(lost["Location"]).content.decode()
    assert "Petronella Quillfeather" in page_of(ottoline, case)


@pytest.fixture
def change_key(settings: Any, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Put another sealing key, or none, where the product looks for its own."""

    def change(to: str) -> None:
        path = tmp_path / "other.key"
        if to == "wrong":
            make_key_file(path, demonstration=True)
        elif to == "same number":
            number = product.SEALING_KEY_FILE.read_text().split()[3]
            path.write_text(f"pps-sealing-key v1 demonstration {number} {secrets.token_hex(32)}\n")
            path.chmod(0o400)
        elif to == "no key at all":
            path.write_text("not a key")
            path.chmod(0o400)
        settings.SEALING_KEY_FILE = path
        provider.cache_clear()

    yield change
    provider.cache_clear()


KEYS = ["wrong", "same number", "no key at all", "missing"]


@pytest.mark.parametrize("key", KEYS)
def test_without_the_right_key_pages_still_come_and_say_so(
    ottoline: Client, case: Case, change_key: Callable[[str], None], key: str
) -> None:
    change_key(key)
    page = page_of(ottoline, case)
    assert page.count(UNREADABLE) >= 3  # two notes and a telephone number
    assert NO_NAME in page
    assert SECOND not in page
    assert "Petronella" not in page
    for address in ("/", reverse("cases:cases"), reverse("cases:add_contact", args=[case.pk])):
        assert ottoline.get(address).status_code == 200, address


@pytest.mark.parametrize("key", KEYS)
def test_without_the_right_key_everything_typed_is_kept(
    ottoline: Client, case: Case, change_key: Callable[[str], None], key: str
) -> None:
    change_key(key)
    answer = ottoline.post(reverse("cases:add_contact", args=[case.pk]), CALL)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert CALL["summary"] in page
    assert "Nothing was saved" in page
    provider.cache_clear()


@pytest.mark.parametrize("key", ["no key at all", "missing"])
def test_without_any_key_a_new_case_is_not_opened_and_is_kept_as_typed(
    ottoline: Client, case: Case, change_key: Callable[[str], None], key: str
) -> None:
    change_key(key)
    answer = ottoline.post(reverse("cases:open"), OPENING | {"person-given_name": "Ermintrude"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Ermintrude" in page
    assert "Nothing was saved" in page


@pytest.mark.parametrize("key", KEYS)
def test_without_the_right_key_a_search_says_that_it_cannot_be_made(
    ottoline: Client, case: Case, change_key: Callable[[str], None], key: str
) -> None:
    change_key(key)
    answer = ottoline.post("/find/", {"term": "quillfeather"}, follow=True)
    assert answer.status_code == 200, errors_in(answer)
    assert "Petronella Quillfeather" not in answer.content.decode()


def test_a_search_key_made_under_a_wrong_sealing_key_does_not_break_the_box_for_good(
    ottoline: Client, case: Case, change_key: Callable[[str], None], settings: Any
) -> None:
    right = settings.SEALING_KEY_FILE
    change_key("wrong")
    ottoline.post("/find/", {"term": "quillfeather"})
    settings.SEALING_KEY_FILE = right
    provider.cache_clear()
    assert ottoline.post("/find/", {"term": "quillfeather"}, follow=True).status_code == 200


def delete_key(case: Case, purpose: str) -> None:
    with damage() as cursor:
        cursor.execute("DELETE FROM vault.scope_key WHERE scope = %s AND purpose = %s", [str(case.pk), purpose])


def test_a_destroyed_key_leaves_a_case_that_says_so_and_the_others_whole(ottoline: Client, case: Case) -> None:
    delete_key(case, "content")
    page = page_of(ottoline, case)
    assert page.count(UNREADABLE) >= 3
    assert NO_NAME in page
    listed = ottoline.get(reverse("cases:cases")).content.decode()
    assert NO_NAME in listed
    assert "Barnaby Thistlewick" in listed


def test_saving_under_a_destroyed_key_keeps_everything_typed(ottoline: Client, case: Case) -> None:
    delete_key(case, "content")
    answer = ottoline.post(reverse("cases:add_contact", args=[case.pk]), CALL)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert CALL["summary"] in page
    assert "Nothing was saved" in page
    assert len(ids(Contact, case)) == 2


def test_a_destroyed_search_key_leaves_the_page_whole(ottoline: Client, case: Case) -> None:
    delete_key(case, "search")
    assert "Petronella Quillfeather" in page_of(ottoline, case)
    found = ottoline.post("/find/", {"term": "barnaby"})
    assert "Barnaby Thistlewick" in ottoline.get(found["Location"]).content.decode()
