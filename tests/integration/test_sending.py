"""A form is done once however often it is sent; one that was changed, refused or failed may be sent again."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import Case, Task
from tests.conftest import SignIn, asking_as, open_a_case, person, signed_in
from tests.integration.test_log_a_call import OPENING
from tests.security.raw import superuser_cursor
from tests.security.test_record import BREAK


def marked(client: Client, address: str) -> dict[str, str]:
    """The hidden fields of a page's last form: what a browser sends along."""
    form = client.get(address).content.decode().rpartition("<main")[2]
    return dict(re.findall(r'<input type="hidden" name="(once)" value="([^"]*)"', form))


def task_of(case: Case, title: str = "Ring the school") -> dict[str, str]:
    return {"title": title, "due": "today", "assigned_to": str(case.opened_by_id)}


def adding(case: Case) -> str:
    return reverse("cases:add_task", args=[case.pk])


def tasks_of(case: Case) -> int:
    """How many tasks a case has besides the one it begins with."""
    with asking_as(person("ottoline")):
        return Task.objects.filter(case=case).count() - 1


def said_by(client: Client, address: str) -> list[str]:
    """The messages a page shows."""
    page = client.get(address).content.decode()
    return re.findall(r"(Task added|Case opened|Task done)", page)


@pytest.mark.django_db
def test_sent_twice_is_done_once_and_answered_the_same(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    form = task_of(case) | marked(ottoline, adding(case))
    first, second = (ottoline.post(adding(case), form) for _ in range(2))
    assert first["Location"] == second["Location"] == case.get_absolute_url()
    assert said_by(ottoline, case.get_absolute_url())[:1] == ["Task added"]
    assert tasks_of(case) == 1


@pytest.mark.django_db
def test_a_case_opened_twice_is_one_case_and_leads_to_it(sign_in: SignIn) -> None:
    ottoline = sign_in("ottoline")
    form = OPENING | marked(ottoline, reverse("cases:open"))
    assert len({ottoline.post(reverse("cases:open"), form)["Location"] for _ in range(3)}) == 1


@pytest.mark.django_db
def test_a_form_taken_back_and_changed_is_no_repetition(sign_in: SignIn, case: Case) -> None:
    """The Back button, another word, sent again: dropping it would lose what was typed."""
    ottoline = sign_in("ottoline")
    mark = marked(ottoline, adding(case))
    for title in ("Ring the school", "Ring the school on Monday"):
        assert ottoline.post(adding(case), task_of(case, title) | mark).status_code == 302
    assert tasks_of(case) == 2


@pytest.mark.django_db
def test_a_form_that_came_back_with_errors_may_be_sent_again(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    mark = marked(ottoline, adding(case))
    for _ in range(2):
        assert ottoline.post(adding(case), task_of(case, "") | mark).status_code == 200
    assert ottoline.post(adding(case), task_of(case) | mark).status_code == 302
    assert tasks_of(case) == 1


@pytest.mark.django_db
def test_what_was_drawn_for_another_person_is_refused_as_stale(sign_in: SignIn, case: Case) -> None:
    form = task_of(case) | marked(sign_in("ottoline"), adding(case))
    answer = sign_in("caspian").post(adding(case), form)
    assert answer.status_code == 403
    assert b"This form has expired" in answer.content
    assert tasks_of(case) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("mark", ["", "x", "a.b.c", "é" * 40, "0" * 5000, "\0"])
def test_a_mark_that_is_none_of_ours_counts_as_none(sign_in: SignIn, case: Case, mark: str) -> None:
    assert sign_in("ottoline").post(adding(case), task_of(case) | {"once": mark}).status_code == 302
    assert tasks_of(case) == 1


def test_after_a_failure_the_same_form_is_done(own_database: str) -> None:
    """The claim goes with the transaction that failed."""
    case = open_a_case(person("ottoline"))
    ottoline = signed_in(person("ottoline"))
    form = task_of(case) | marked(ottoline, adding(case))
    with superuser_cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('gate.write_event'::regproc)")
        sound = cursor.fetchone()[0]
        cursor.execute(BREAK)
        assert ottoline.post(adding(case), form).status_code == 500
        cursor.execute(sound)
    assert ottoline.post(adding(case), form).status_code == 302
    assert tasks_of(case) == 1


def test_two_at_once_make_one_row_and_both_are_answered(own_database: str) -> None:
    """A double press reaches two threads of the server: the second waits for the first and gets its answer."""
    case = open_a_case(person("ottoline"))
    form = task_of(case) | marked(signed_in(person("ottoline")), adding(case))
    clients = [signed_in(person("ottoline")) for _ in range(4)]
    start, answers = threading.Barrier(len(clients), timeout=60), []

    def press(client: Client) -> None:
        start.wait()
        try:
            answers.append(client.post(adding(case), form))
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=[client]) for client in clients]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, case.get_absolute_url())}
    assert len(answers) == 4
    assert tasks_of(case) == 1


@pytest.mark.django_db
def test_the_button_done_pressed_twice_is_answered_twice(sign_in: SignIn, case: Case) -> None:
    ottoline = sign_in("ottoline")
    page = ottoline.get(case.get_absolute_url()).content.decode()
    done, mark = re.findall(r'action="(/cases/[^"]+/done/)".*?name="once" value="([^"]+)"', page, re.DOTALL)[0]
    answers: list[Any] = [ottoline.post(done, {"once": mark}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [case.get_absolute_url()] * 2
