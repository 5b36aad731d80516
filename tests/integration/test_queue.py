"""One queue of everybody who was promised a call: messages for the team, and calls promised on a case."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from cases import actions
from cases.models import Case, Contact, Message, Task
from cases.vocabulary import TaskKind
from foundation import clock
from foundation.verdict import Refused
from foundation.working_days import next_working_day
from teams.models import Team, User
from tests.conftest import SignIn, asking_as, errors_in, open_a_case, person, signed_in

TYPED = {"caller": "Zebedee Marchbanks", "about": "His transport", "day": "tomorrow", "at": "noon", "for_whom": ""}


def left(by: User, caller: str, hours: float = 1, **more: Any) -> Message:
    """A message left by a worker, a call promised in so many hours."""
    with asking_as(by):
        team = Team.objects.get(pk__in=Team.objects.where(by, "work_cases"))
        promised = clock.now() + timedelta(hours=hours)
        actions.leave_message(by=by, team=team, caller=caller, about="Transport", promised_at=promised, **more)
        return Message.objects.latest("recorded_at")


def promised(by: User, case: Case, hours: float) -> Task:
    """A call promised on a case in so many hours."""
    at = clock.now() + timedelta(hours=hours)
    said = {"title": "Tell her", "due": clock.london(at).date(), "assigned_to": by}
    with asking_as(by):
        return actions.add_task(by=by, case=case, kind=TaskKind.CALL_BACK, promised_at=at, **said)


def who(answer: Any) -> list[str]:
    """Whom the page lists, in its order."""
    return [item["who"] for item in answer.context["waiting"]]


def as_it_stands(user: User, row: Any) -> Any:
    """The row again, read as somebody."""
    with asking_as(user):
        return type(row).objects.select_related("taken_by").get(pk=row.pk)


@pytest.mark.django_db
def test_both_kinds_stand_in_one_queue_the_longest_promised_first(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    ottoline = cast["ottoline"]
    left(ottoline, "Later", 30)
    promised(ottoline, case, -1)
    left(ottoline, "Longest", -50)
    page = sign_in("caspian").get(reverse("queue"))
    assert who(page) == ["Longest", "Petronella Quillfeather", "Later"]
    assert [item["late"].text for item in page.context["waiting"] if item["late"]][:2] == ["Overdue", "Overdue"]
    assert who(sign_in("caspian").get(reverse("queue"), {"mine": "on"})) == []
    assert who(sign_in("ottoline").get(reverse("queue"), {"mine": "on"})) == ["Petronella Quillfeather"]
    assert who(sign_in("bartholomew").get(reverse("queue"))) == []


@pytest.mark.django_db
def test_pages_of_the_queue_follow_each_other_and_miss_nothing(
    sign_in: SignIn, cast: dict[str, User], case: Case
) -> None:
    for n in range(20):
        left(cast["ottoline"], f"Caller {n}", n + 0.5)
        promised(cast["ottoline"], case, n)
    client = sign_in("ottoline")
    first = client.get(reverse("queue"))
    second = client.get(reverse("queue"), {"after": first.context["last"]})
    ids = [item["id"] for page in (first, second) for item in page.context["waiting"]]
    assert (len(first.context["waiting"]), len(ids), len(set(ids))) == (25, 40, 40)


@pytest.mark.django_db
def test_a_message_is_left_by_its_form_and_promised_for_the_next_working_day(sign_in: SignIn) -> None:
    client = sign_in("ottoline")
    beginning = client.get(reverse("leave_message")).context["form"].initial
    assert (beginning["day"], str(beginning["at"])) == (next_working_day(clock.today()), "12:00:00")
    answer = client.post(reverse("leave_message"), TYPED | {"telephone": "07700 900123"})
    assert answer.status_code == 302, errors_in(answer)
    page = client.get(answer["Location"]).content.decode()
    assert "Zebedee Marchbanks" in page and "07700 900 123" in page and "Leave no message" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("0770 090", "Enter a telephone number with all its digits"),
        ("her sister’s", "Enter a telephone number, such as 020 7946 0123 or 07700 900123"),
    ],
)
def test_a_number_that_looks_wrong_is_asked_about_and_kept_when_it_is_all_there_is(
    sign_in: SignIn, number: str, fault: str
) -> None:
    """Falls when the form no longer asks, and when it does not let the number be left as it was heard."""
    client, address = sign_in("ottoline"), reverse("leave_message")
    assert "This is all that I have" not in client.get(address).content.decode()
    asked = client.post(address, TYPED | {"telephone": number})
    assert errors_in(asked) == [f"{fault}. If this is all that you have of it, say so below the number"]
    assert f'value="{number}"' in asked.content.decode() and "This is all that I have" in asked.content.decode()
    answer = client.post(address, TYPED | {"telephone": number, "as_heard": "on"})
    assert number in client.get(answer["Location"]).content.decode()


@pytest.mark.django_db
def test_what_a_message_must_say(sign_in: SignIn) -> None:
    answer = sign_in("ottoline").post(reverse("leave_message"), dict.fromkeys(TYPED, ""))
    asked = ["Enter who called", "Enter what it is about", "Enter by when they were promised a call", "Enter time"]
    assert errors_in(answer) == asked


def test_a_message_taker_leaves_one_and_reads_nothing(own_database: str) -> None:
    """Not the message, not the queue, not a count: the home page after it has the bytes of the one before."""
    ottoline = person("ottoline")
    open_a_case(ottoline)
    taker = signed_in(person("clementine"))
    before = shown(taker, "/")
    assert "Ottoline Fernsby" in taker.get(reverse("leave_message")).content.decode()  # whom it can be for
    answer = taker.post(reverse("leave_message"), TYPED | {"for_whom": str(ottoline.pk)})
    assert answer["Location"] == reverse("leave_message")
    again = taker.get(answer["Location"]).content.decode()
    assert "Message left for the team" in again and "Marchbanks" not in again and "transport" not in again
    assert shown(taker, "/") == before
    for path in ("queue", "tasks", "cases:cases", "teams:teams", "record_call"):
        assert taker.get(reverse(path)).status_code == 404, path
    assert "Zebedee Marchbanks" in signed_in(ottoline).get(reverse("queue")).content.decode()


@pytest.mark.django_db
def test_a_message_is_taken_tried_put_back_and_closed(sign_in: SignIn, cast: dict[str, User]) -> None:
    message, ottoline, caspian = left(cast["ottoline"], "Zebedee"), sign_in("ottoline"), sign_in("caspian")
    path = {what: reverse(f"{what}_message", args=[message.pk]) for what in ("take", "release", "try", "close")}
    ottoline.post(path["take"])
    assert "You took this at" in ottoline.get(reverse("queue")).content.decode()
    assert "Ottoline Fernsby has already taken this." in caspian.post(path["take"], follow=True).content.decode()
    assert "has already taken this" in caspian.post(path["close"], {"outcome": "not_needed"}).content.decode()
    ottoline.post(path["try"])
    tried = as_it_stands(cast["ottoline"], message)
    assert (tried.tries, tried.taken_by) == (1, None)
    assert "Nobody reached once" in caspian.get(reverse("queue")).content.decode()
    caspian.post(path["take"])
    ottoline.post(path["release"])  # whoever is called away holds nothing up
    assert as_it_stands(cast["ottoline"], message).taken_by is None
    assert caspian.post(path["close"], {"outcome": "called_back"}).status_code == 302
    assert who(caspian.get(reverse("queue"))) == []
    assert "has already done this" in ottoline.post(path["take"], follow=True).content.decode()
    assert "has already done this" in ottoline.post(path["release"], follow=True).content.decode()


@pytest.mark.django_db
def test_trying_in_vain_is_a_contact_on_the_case(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    task, client = promised(cast["ottoline"], case, 1), sign_in("ottoline")
    client.post(reverse("cases:take_call_back", args=[case.pk, task.pk]))
    client.post(reverse("cases:try_call_back", args=[case.pk, task.pk]))
    with asking_as(cast["ottoline"]):
        assert Contact.objects.filter(case=case, contact_type="no_answer", direction="out").count() == 1
    tried = as_it_stands(cast["ottoline"], task)
    assert (tried.tries, tried.taken_by, tried.state) == (1, None, "open")


@pytest.mark.django_db
def test_a_call_back_that_was_taken_is_the_takers_task(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    task = promised(cast["ottoline"], case, 1)
    sign_in("caspian").post(reverse("cases:take_call_back", args=[case.pk, task.pk]))
    mine = {name: sign_in(name).get(reverse("tasks")).context["tasks"] for name in ("ottoline", "caspian")}
    assert [task["title"] for task in mine["caspian"]] == ["Tell her"]
    assert "Tell her" not in [task["title"] for task in mine["ottoline"]]


@pytest.mark.django_db
def test_a_plain_task_is_not_taken(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    with asking_as(cast["ottoline"]):
        task = Task.objects.get(case=case)
    answer = sign_in("caspian").post(reverse("cases:take_call_back", args=[case.pk, task.pk]), follow=True)
    assert "Nobody was promised a call for this" in answer.content.decode()


@pytest.mark.django_db
def test_a_message_is_for_a_worker_of_the_team_or_for_nobody(sign_in: SignIn, cast: dict[str, User]) -> None:
    answer = sign_in("ottoline").post(reverse("leave_message"), TYPED | {"for_whom": str(cast["bartholomew"].pk)})
    assert errors_in(answer) == ["Select who it is for from the list"]


def at_once(acts: dict[str, Callable[[User], None]]) -> dict[str, str]:
    """Several people act in the same moment, each over a connection of their own; what each is refused with."""
    start, said = threading.Barrier(len(acts), timeout=60), {}

    def act(name: str, what: Callable[[User], None]) -> None:
        user = person(name)
        start.wait()
        try:
            with asking_as(user):
                what(user)
            said[name] = ""
        except Refused as refusal:
            said[name] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=each) for each in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.parametrize("kind", ["message", "call-back"])
def test_of_two_at_once_one_has_it_and_the_other_is_told_who(own_database: str, kind: str) -> None:
    ottoline = person("ottoline")
    message, case = left(ottoline, "Zebedee"), open_a_case(ottoline)
    task = promised(ottoline, case, 1)

    def take(user: User) -> None:
        if kind == "message":
            actions.take_message(by=user, message=message)
        else:
            actions.take_call_back(by=user, case=case, task=task)

    said = at_once(dict.fromkeys(("ottoline", "caspian", "delphine"), take))
    taken = as_it_stands(ottoline, message if kind == "message" else task)
    winners = [name for name, refusal in said.items() if not refusal]
    assert [str(person(name)) for name in winners] == [str(taken.taken_by)]
    assert sorted(said.values()) == ["", *[f"{taken.taken_by} has already taken this."] * 2]


def test_a_call_back_on_a_case_kept_from_somebody_is_not_in_their_queue(own_database: str) -> None:
    """The same bytes as before it was promised: the page, the tasks and the count on the home page."""
    from tests.security.test_worries import keep_out

    ottoline, caspian = person("ottoline"), person("caspian")
    case = open_a_case(ottoline)
    keep_out(case, caspian)
    client = signed_in(caspian)
    paths = (reverse("queue"), f"{reverse('tasks')}?whose=team", "/")
    before = {path: shown(client, path) for path in paths}
    promised(ottoline, case, -1)
    assert {path: shown(client, path) for path in paths} == before
    assert who(signed_in(ottoline).get(reverse("queue"))) == ["Petronella Quillfeather"]


def shown(client: Any, path: str) -> str:
    """A page without what differs between any two answers: its tokens and the minute it was opened."""
    import re

    page = client.get(path).content.decode()
    return re.sub(
        r'name="(csrfmiddlewaretoken|once)" value="[^"]*"|(page was opened|Opened by [^<]*) on [^<]*', "", page
    )


def test_promised_times_are_londons(sign_in: SignIn, cast: dict[str, User], db: None) -> None:
    sign_in("ottoline").post(reverse("leave_message"), TYPED | {"day": "1 July 2027"})
    with asking_as(cast["ottoline"]):
        assert Message.objects.get().promised_at == datetime(2027, 7, 1, 12, tzinfo=clock.LONDON)
