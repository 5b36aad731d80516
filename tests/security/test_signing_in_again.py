"""A form that is sent after its session has ended keeps its text, for whoever typed it and nobody else (promise 9)."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.models import Case, Contact, Draft
from foundation.holding import Ticket
from tests.conftest import SignIn, asking_as, open_a_case, person, signed_in
from tests.integration.test_log_a_call import CALL
from tests.security.raw import app_cursor, asking, refused_with, rows, superuser_cursor

WORDS = "Zwischenhalt: she rang before nine, and the school has not answered."
HELD = re.compile(r'name="held" value="([^"]+)"')
PUT = "SELECT gate.hold_form(gen_random_uuid(), %s, '/x/', 'c')"
HIDDEN = re.compile(r'<input type="hidden" name="(once|draft|csrfmiddlewaretoken)" value="([^"]*)"')


def adding(case: Case) -> str:
    return reverse("cases:add_contact", args=[case.pk])


def form_of(client: Client, address: str, **typed: str) -> dict[str, str]:
    """A form as a browser would send it, with its hidden fields."""
    main = client.get(address).content.decode().partition("<main")[2]
    return CALL | {"summary": WORDS} | typed | dict(HIDDEN.findall(main))


def sent_after_the_end(client: Client, address: str, **typed: str) -> Any:
    """The form is opened, the session ends, the form is sent."""
    form = form_of(client, address, **typed)
    client.cookies.pop("session")
    return client.post(address, form)


def ticket_in(answer: Any) -> str:
    found = set(HELD.findall(answer.content.decode()))
    assert len(found) == 1
    return found.pop()


def signs_in(client: Client, who: str, held: str, password: str = "") -> Any:
    said = {"login": who, "password": password or settings.CAST_PASSWORD, "held": held}
    return client.post(reverse("account_login"), said)


def contacts(case: Case) -> int:
    """How many were recorded besides the one it begins with."""
    with asking_as(person("ottoline")):
        return Contact.objects.filter(case=case).count() - 1


def drafts_of(who: str) -> int:
    with asking_as(person(who)):
        return Draft.objects.count()


def test_the_form_comes_back_filled_in_and_one_press_records_it_once(sign_in: SignIn, case: Case) -> None:
    client = sign_in("ottoline")
    answer = sent_after_the_end(client, adding(case))
    page = answer.content.decode()
    assert answer.status_code == 200 and "Sign in again" in page and "What you typed is kept for you" in page
    assert "Zwischenhalt" not in page and "Petronella" not in page and contacts(case) == 0
    back = signs_in(client, "ottoline", ticket_in(answer))
    assert back.status_code == 302 and back["Location"].startswith(f"{adding(case)}?draft=")
    assert contacts(case) == 0  # nothing was sent again by itself
    page = client.get(back["Location"]).content.decode()
    assert WORDS in html.unescape(page) and "not recorded yet" in page and "data-error-summary" not in page
    form = form_of(client, back["Location"])
    assert [client.post(adding(case), form)["Location"] for _ in range(2)] == [case.get_absolute_url()] * 2
    assert contacts(case) == 1 and drafts_of("ottoline") == 0


def test_a_wrong_password_loses_nothing(sign_in: SignIn, case: Case) -> None:
    client = sign_in("ottoline")
    held = ticket_in(sent_after_the_end(client, adding(case)))
    again = signs_in(client, "ottoline", held, "not her password")
    assert again.status_code == 200 and ticket_in(again) == held
    assert "draft=" in signs_in(client, "ottoline", held)["Location"]


@pytest.mark.parametrize("who", ["caspian", "delphine", "ignatius", "bartholomew"])
def test_somebody_else_gets_nothing_of_it(sign_in: SignIn, case: Case, who: str) -> None:
    client = sign_in("ottoline")
    held = ticket_in(sent_after_the_end(client, adding(case)))
    assert signs_in(client, who, held)["Location"] == "/"
    assert drafts_of(who) == 0 and "Zwischenhalt" not in client.get("/").content.decode()
    assert "draft=" in signs_in(Client(), "ottoline", held)["Location"]  # it still waits for her


def test_it_goes_on_with_the_draft_that_the_page_had_begun(sign_in: SignIn, case: Case) -> None:
    """The script had saved the page a moment before, and did not hear of it: this is the same page's next."""
    client = sign_in("ottoline")
    form = form_of(client, adding(case))
    script = {"keep": "typing", "sitting": str(uuid4())}
    assert client.post(adding(case), form | script | {"turn": "1", "summary": "Zwischen"}).status_code == 200
    client.cookies.pop("session")
    held = ticket_in(client.post(adding(case), form | {"sitting": script["sitting"], "turn": "2"}))
    page = client.get(signs_in(client, "ottoline", held)["Location"]).content.decode()
    assert WORDS in html.unescape(page) and drafts_of("ottoline") == 1


def test_it_is_handed_out_once(sign_in: SignIn, case: Case) -> None:
    held = ticket_in(sent_after_the_end(sign_in("ottoline"), adding(case)))
    assert [signs_in(Client(), "ottoline", held)["Location"] == "/" for _ in range(2)] == [False, True]


@pytest.fixture
def waiting(own_database: str) -> tuple[Case, str]:
    """A case of Ottoline's, and the ticket of what waits for her to sign in again."""
    case = open_a_case(person("ottoline"))
    return case, ticket_in(sent_after_the_end(signed_in(person("ottoline")), adding(case)))


def test_what_lies_there_is_opened_by_the_page_alone(waiting: tuple[Case, str]) -> None:
    """Neither the text nor its key stands anywhere in the database; the id without its key opens nothing."""
    case, held = waiting
    named, _, key = held.partition(".")
    with asking(person("ottoline").pk) as cursor:
        ((address, blob),) = rows(cursor, "SELECT * FROM gate.take_form(%s)", [named])
        assert address == adding(case) and WORDS.encode() not in bytes(blob)
        assert bytes.fromhex(key) not in bytes(blob)
        cursor.connection.rollback()
        for statement in ("SELECT * FROM vault.held_form", "DELETE FROM vault.held_form"):
            assert refused_with(cursor, statement) == "42501"
    assert signs_in(Client(), "ottoline", f"{named}.{'0' * 64}")["Location"] == "/"


def test_the_database_gives_it_to_nobody_else_and_nobody_signed_in_puts_any_there(waiting: tuple[Case, str]) -> None:
    named = waiting[1].partition(".")[0]
    for who in ("caspian", "delphine", "ignatius"):
        with asking(person(who).pk) as cursor:
            assert rows(cursor, "SELECT * FROM gate.take_form(%s)", [named]) == []
            assert rows(cursor, PUT, [str(person("ottoline").pk)]) == [(False,)]
    with app_cursor() as cursor:
        assert refused_with(cursor, "SELECT * FROM gate.take_form(%s)", [named]) == "28000"


def test_no_more_than_a_few_wait_for_one_person(waiting: tuple[Case, str]) -> None:
    with app_cursor() as cursor:
        put = [rows(cursor, PUT, [str(person("ottoline").pk)])[0][0] for _ in range(60)]
        assert put == [True] * 49 + [False] * 11
        cursor.connection.rollback()


def test_it_goes_after_a_day(own_database: str) -> None:
    case = open_a_case(person("ottoline"))
    held = [ticket_in(sent_after_the_end(signed_in(person("ottoline")), adding(case))) for _ in range(2)]
    with superuser_cursor() as cursor:
        cursor.execute(
            "UPDATE vault.held_form SET at = at - interval '25 hours' WHERE id = %s", [held[0].partition(".")[0]]
        )
        assert signs_in(Client(), "ottoline", held[0])["Location"] == "/"
        with asking(person("ottoline").pk) as app:
            assert rows(app, "SELECT gate.purge_forms()") == [(1,)]
            app.connection.commit()
        assert rows(cursor, "SELECT id::text FROM vault.held_form") == [(held[1].partition(".")[0],)]


def test_a_case_that_was_taken_away_meanwhile_is_absent_and_says_nothing(own_database: str) -> None:
    case = open_a_case(person("ottoline"))
    held = ticket_in(sent_after_the_end(signed_in(person("ottoline")), adding(case)))
    with superuser_cursor() as cursor:
        insert = "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)"
        cursor.execute(insert, [str(person("ottoline").pk), str(case.pk)])
    client = Client()
    assert signs_in(client, "ottoline", held)["Location"] == "/"
    assert drafts_of("ottoline") == 0


def test_a_form_from_before_signing_in_again_in_another_tab_comes_back_at_once(sign_in: SignIn, case: Case) -> None:
    """Its token against forgery no longer fits; the mark that we signed for her says that it is hers."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signs_in_with_token(client, "ottoline")
    form = form_of(client, adding(case))
    client.cookies.pop("session")
    signs_in_with_token(client, "ottoline")
    answer = client.post(adding(case), form)
    assert answer.status_code == 302 and "draft=" in answer["Location"] and contacts(case) == 0
    page = client.get(answer["Location"]).content.decode()
    assert WORDS in html.unescape(page) and "as you left it" in page


def test_without_the_mark_signed_for_them_a_forged_form_is_stale_and_keeps_nothing(sign_in: SignIn, case: Case) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signs_in_with_token(client, "caspian")
    hers = form_of(sign_in("ottoline"), adding(case))
    for once in (hers["once"], "", "x"):
        answer = client.post(adding(case), hers | {"once": once})
        assert answer.status_code == 403 and b"This form has expired" in answer.content
    assert drafts_of("caspian") == drafts_of("ottoline") == 0


def test_with_every_cookie_gone_the_text_is_kept_as_well(sign_in: SignIn, case: Case) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    signs_in_with_token(client, "ottoline")
    form = form_of(client, adding(case))
    client.cookies.clear()
    held = ticket_in(client.post(adding(case), form))
    assert "draft=" in signs_in_with_token(client, "ottoline", held)["Location"]


def signs_in_with_token(client: Client, who: str, held: str = "") -> Any:
    token = dict(HIDDEN.findall(client.get(reverse("account_login")).content.decode()))
    said = {"login": who, "password": settings.CAST_PASSWORD, "held": held, **token}
    return client.post(reverse("account_login"), said)


def test_save_draft_pressed_too_late_is_kept_too(sign_in: SignIn, case: Case) -> None:
    client = sign_in("ottoline")
    back = signs_in(
        client, "ottoline", ticket_in(sent_after_the_end(client, adding(case), keep="save", at="half past"))
    )
    page = client.get(back["Location"]).content.decode()
    assert WORDS in html.unescape(page) and "half past" in page


@pytest.mark.parametrize(("route", "typed"), [("password", {"current": "a secret"}), ("stay", {})])
def test_secrets_and_buttons_are_not_held(sign_in: SignIn, route: str, typed: dict[str, str]) -> None:
    client = sign_in("ottoline")
    form = form_of(client, reverse("password")) | typed
    client.cookies.pop("session")
    assert client.post(reverse(route), form)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("text", ["", ".", "x.y", f"{'0' * 36}.00", "é" * 90])
def test_a_ticket_that_is_none_of_ours_counts_as_none(sign_in: SignIn, text: str) -> None:
    assert Ticket.read(text) is None
    assert signs_in(Client(), "ottoline", text)["Location"] == "/"
