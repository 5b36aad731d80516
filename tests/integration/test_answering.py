"""Recording the call that answers a message: its words carried over, and both done in one save."""

import html
from datetime import timedelta

import pytest
from django.test import Client

from cases import actions
from cases.models import Case, Contact, Message
from cases.vocabulary import Direction
from foundation import clock
from teams.models import Team, User
from tests.conftest import CALLING, SignIn, asking_as, errors_in
from tests.integration.test_record_a_call import CALL, NEW

ABOUT = "Her son was sent home again."
pytestmark = pytest.mark.django_db


def left(worker: User) -> Message:
    """A message for the worker's team."""
    with asking_as(worker):
        team = Team.objects.get(pk__in=Team.objects.where(worker, "work_cases"))
        promised = clock.now() + timedelta(hours=2)
        said = {"caller": "Philippa", "telephone": "07700 900321", "about": ABOUT, "promised_at": promised}
        actions.leave_message(by=worker, team=team, **said)
        made: Message = Message.objects.latest("recorded_at")
    return made


@pytest.fixture
def message(cast: dict[str, User]) -> Message:
    """A message left for Parent Partnership Barnet."""
    return left(cast["caspian"])


@pytest.fixture
def ottoline(sign_in: SignIn) -> Client:
    """Ottoline's browser."""
    return sign_in("ottoline")


def as_it_stands(message: Message, reader: User) -> Message:
    with asking_as(reader):
        return Message.objects.get(pk=message.pk)


def test_the_words_of_the_message_are_carried_over(ottoline: Client, message: Message) -> None:
    first = ottoline.get(f"/record-a-call/?message={message.pk}")
    assert f"message={message.pk}" in first["Location"] and "call=" in first["Location"]
    page = html.unescape(ottoline.get(first["Location"]).content.decode())
    assert page.count(ABOUT) == 2  # to read, and in the box
    for kept in ('value="Philippa"', 'value="07700 900321"', 'value="out" checked'):
        assert kept in page, kept


@pytest.mark.parametrize("is_new", [True, False])
def test_the_call_finishes_the_message(
    ottoline: Client, message: Message, case: Case, cast: dict[str, User], *, is_new: bool
) -> None:
    who = NEW if is_new else {"who": str(case.pk)}
    answer = ottoline.post(f"{CALLING}&message={message.pk}", CALL | who | {"direction": "out"})
    assert answer.status_code == 302, errors_in(answer)
    done = as_it_stands(message, cast["ottoline"])
    assert (done.outcome, done.done_by_id) == ("called_back", cast["ottoline"].pk)
    with asking_as(cast["ottoline"]):
        assert Contact.objects.latest("recorded_at").direction == Direction.OUT


def test_a_call_that_reached_nobody_puts_the_message_back(
    ottoline: Client, message: Message, case: Case, cast: dict[str, User]
) -> None:
    ottoline.post(f"{CALLING}&message={message.pk}", CALL | {"who": str(case.pk), "reached": "no_answer"})
    waits = as_it_stands(message, cast["ottoline"])
    assert (waits.done_at, waits.taken_by_id, waits.tries) == (None, None, 1)


def test_a_message_that_somebody_else_has_is_not_answered_twice(
    ottoline: Client, message: Message, cast: dict[str, User]
) -> None:
    with asking_as(cast["caspian"]):
        actions.take_message(by=cast["caspian"], message=message)
    with asking_as(cast["ottoline"]):
        before = Case.objects.count(), Contact.objects.count()
    answer = ottoline.post(f"{CALLING}&message={message.pk}", CALL | NEW)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 200 and "Caspian Rookwell" in page and CALL["summary"] in page
    with asking_as(cast["ottoline"]):
        assert (Case.objects.count(), Contact.objects.count()) == before
    assert as_it_stands(message, cast["ottoline"]).done_at is None


def test_the_message_of_another_service_is_absent(ottoline: Client, cast: dict[str, User]) -> None:
    theirs = left(cast["bartholomew"])
    address = f"{CALLING}&message={theirs.pk}"
    assert [ottoline.get(address).status_code, ottoline.post(address, CALL).status_code] == [404, 404]
