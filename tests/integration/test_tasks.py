"""Tasks through their pages: overdue first, given to somebody else, finished by a contact or without one."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases import actions
from cases.models import Case, Contact, Task
from foundation import clock
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.caseload import open_cases
from tests.integration.test_log_a_call import CALL

pytestmark = pytest.mark.django_db


def given(by: User, case: Case, title: str, days: int = 0, to: User | None = None, **more: Any) -> Task:
    """A task due so many days from today."""
    due = clock.today() + timedelta(days=days)
    with asking_as(by):
        return actions.add_task(by=by, case=case, title=title, due=due, assigned_to=to or by, **more)


def task_of(user: User, task: Task) -> Task:
    """The task as it stands, read as somebody."""
    with asking_as(user):
        return Task.objects.get(pk=task.pk)


def titles(answer: Any) -> list[str]:
    return [task["title"] for task in answer.context["tasks"]]


def test_the_longest_overdue_stands_first(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    ottoline = cast["ottoline"]
    for title, days in (("Later", 3), ("Longest", -9), ("Late", -2)):
        given(ottoline, case, title, days)
    page = sign_in("ottoline").get(reverse("tasks"))
    assert titles(page) == ["Longest", "Late", "Call Petronella back", "Later"]
    assert "working days late" in page.content.decode()
    assert titles(sign_in("ottoline").get(reverse("tasks"), {"late": "on"})) == ["Longest", "Late"]


def test_mine_a_colleagues_and_everybodys(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    given(ottoline, case, "For Caspian", to=caspian)
    client = sign_in("ottoline")
    assert titles(client.get(reverse("tasks"))) == ["Call Petronella back"]
    assert titles(client.get(reverse("tasks"), {"whose": str(caspian.pk)})) == ["For Caspian"]
    assert len(titles(client.get(reverse("tasks"), {"whose": "team"}))) == 2
    assert titles(client.get(reverse("tasks"), {"whose": "team", "kind": "review"})) == []
    offered = [name for _, name in client.get(reverse("tasks")).context["filter_form"].fields["whose"].choices]
    assert str(caspian) in offered and str(cast["ignatius"]) not in offered  # an administrator has no tasks


def test_pages_follow_each_other_and_miss_nothing(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    for n in range(30):
        given(cast["ottoline"], case, f"Task {n:02}", n // 7)
    client = sign_in("ottoline")
    first = client.get(reverse("tasks"))
    second = client.get(reverse("tasks"), {"after": first.context["last"]})
    assert len(titles(first)) == 25 and second.context["last"] is None
    assert len(set(titles(first) + titles(second))) == 31
    assert titles(client.get(reverse("tasks"), {"after": "rubbish"})) == titles(first)


def test_another_teams_tasks_are_in_nobodys_list(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    client = sign_in("bartholomew")
    assert titles(client.get(reverse("tasks"), {"whose": "team"})) == []
    assert titles(client.get(reverse("tasks"), {"whose": str(cast["ottoline"].pk)})) == []


def test_a_task_is_worded_better_put_off_and_given_away(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    task = given(ottoline, case, "Ring the school", -3)
    path = reverse("cases:task", args=[case.pk, task.pk])
    client = sign_in("ottoline")
    assert "Ring the school" in client.get(path).content.decode()
    typed = {"title": "Ring the academy", "note": "After three", "by": "in_2", "assigned_to": str(caspian.pk)}
    answer = client.post(path, typed)
    assert answer.status_code == 302, errors_in(answer)
    changed = task_of(ottoline, task)
    assert changed.assigned_to_id == caspian.pk and changed.due > clock.today()
    assert "After three" in client.get(path).content.decode()


def test_a_task_goes_only_to_those_who_work_in_the_team(cast: dict[str, User], case: Case) -> None:
    with pytest.raises(Refused, match="does not work in this team"):
        given(cast["ottoline"], case, "Ring", to=cast["ignatius"])
    task = given(cast["ottoline"], case, "Ring")
    changes = {"title": "Ring", "note": "", "assigned_to": cast["bartholomew"]}
    with asking_as(cast["ottoline"]), pytest.raises(Refused, match="does not work in this team"):
        actions.change_task(by=cast["ottoline"], case=case, task=task, **changes)


def test_recording_a_contact_finishes_the_task(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    ottoline, client = cast["ottoline"], sign_in("ottoline")
    task = given(ottoline, case, "Ring the school", -3)
    path = f"{reverse('cases:add_contact', args=[case.pk])}?task={task.pk}"
    assert "finishes the task: Ring the school" in client.get(path).content.decode()
    answer = client.post(path, CALL)
    assert answer.status_code == 302, errors_in(answer)
    done = task_of(ottoline, task)
    with asking_as(ottoline):
        contact = Contact.objects.filter(case=case).latest("recorded_at")
        assert Case.objects.get(pk=case.pk).next_due == clock.today()  # what is still open
    assert (done.state, done.done_by_id, done.done_contact_id) == ("done", ottoline.pk, contact.pk)


@pytest.mark.parametrize("reached", ["no_answer", "left_message"])
def test_a_call_that_reached_nobody_finishes_no_task(
    sign_in: SignIn, cast: dict[str, User], case: Case, reached: str
) -> None:
    ottoline, client = cast["ottoline"], sign_in("ottoline")
    promised = given(ottoline, case, "Ring", kind="call_back", promised_at=clock.now())
    with asking_as(ottoline):
        actions.take_call_back(by=ottoline, case=case, task=promised)
    path = f"{reverse('cases:add_contact', args=[case.pk])}?task={promised.pk}"
    answer = client.post(path, CALL | {"reached": reached, "summary": "", "safeguarding_screen": ""}, follow=True)
    assert "The task is still to do, because nobody was reached" in answer.content.decode(), errors_in(answer)
    waits = task_of(ottoline, promised)
    assert (waits.state, waits.tries, waits.taken_by_id) == ("open", 1, None)


def test_a_task_of_another_case_is_finished_by_no_contact(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    (other,) = open_cases(cast["ottoline"], 1)
    task = given(cast["ottoline"], other, "Ring")
    path = f"{reverse('cases:add_contact', args=[case.pk])}?task={task.pk}"
    assert sign_in("ottoline").post(path, CALL).status_code == 404
    assert task_of(cast["ottoline"], task).state == "open"


def test_done_leads_back_to_the_list_it_was_pressed_on(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    client = sign_in("ottoline")
    for back, where in (("tasks", "/tasks/"), ("home", "/"), ("//evil.example", case.get_absolute_url())):
        task = given(cast["ottoline"], case, "Ring")
        answer = client.post(reverse("cases:finish_task", args=[case.pk, task.pk]), {"back": back})
        assert answer["Location"] == where
        assert task_of(cast["ottoline"], task).state == "done"


def test_what_is_done_cannot_be_changed(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    task, client = given(cast["ottoline"], case, "Ring"), sign_in("ottoline")
    client.post(reverse("cases:finish_task", args=[case.pk, task.pk]))
    path = reverse("cases:task", args=[case.pk, task.pk])
    shown = client.get(path).content.decode()
    assert "This is done already" in shown and "Save changes" not in shown
    typed = {"title": "Ring again", "by": "today", "assigned_to": str(cast["ottoline"].pk)}
    assert "done already" in client.post(path, typed).content.decode()


def test_finishing_twice_keeps_the_first_time(cast: dict[str, User], case: Case) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    task = given(ottoline, case, "Ring")
    for who in (ottoline, caspian):
        with asking_as(who):
            actions.finish_task(by=who, case=case, task=task)
    assert task_of(ottoline, task).done_by_id == ottoline.pk
