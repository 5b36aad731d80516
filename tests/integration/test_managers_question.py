"""What a worker was not sure about waits until the manager, or whoever acts for them, says that it is done."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cases import actions
from cases.models import Case, Contact, Task
from cases.rules import may_settle
from cases.vocabulary import ContactType, Screen, TaskKind
from cases.workflow import MOVES
from foundation import clock
from foundation.verdict import Refused
from pps_barnet.demonstration.families import Told
from teams.actions import name_deputy
from teams.models import User
from tests.conftest import SignIn, asking_as, open_a_case, person
from tests.integration.test_log_a_call import CALL
from tests.security.raw import asking, refused_with
from tests.security.raw import superuser_cursor as superuser

DONE = "UPDATE cases_task SET state = 'done', done_at = now(), done_by_id = %(me)s WHERE kind = 'safeguarding'"
AWAY = {
    "wording": "UPDATE cases_task SET edition = edition + 1, due = due + 400 WHERE kind = 'safeguarding'",
    "giving away": "UPDATE cases_task SET edition = edition + 1, assigned_to_id = %(me)s WHERE kind = 'safeguarding'",
    "finishing": DONE,
}


def unsure(worker: User, case: Case) -> Task:
    """A call after which the worker is not sure; the manager's task about it."""
    with asking_as(worker):
        told = Told(0, "The boy stays out until ten.", screen=Screen.UNSURE)
        made = actions.record_contact(by=worker, case=case, contact=told.contact())
        return Task.objects.get(contact=made, kind=TaskKind.SAFEGUARDING)


@pytest.fixture
def question(cast: dict[str, User], case: Case) -> Task:
    return unsure(cast["ottoline"], case)


def stands(cast: dict[str, User], question: Task) -> str:
    with asking_as(cast["delphine"]):
        found = Task.objects.get(pk=question.pk)
        return f"{found.state}, {found.assigned_to}"


OPEN = "open, Delphine Marrowby"


def test_a_caseworker_is_offered_no_button_and_pressing_it_changes_nothing(
    sign_in: SignIn, cast: dict[str, User], case: Case, question: Task
) -> None:
    done = reverse("cases:finish_task", args=[case.pk, question.pk])
    for who, offered in (("ottoline", False), ("delphine", True)):
        assert (f'action="{done}"' in sign_in(who).get(case.get_absolute_url()).content.decode()) == offered
    ottoline = sign_in("ottoline")
    page = ottoline.get(reverse("cases:task", args=[case.pk, question.pk])).content.decode()
    assert "Only the manager, or whoever acts for them, finishes this" in page
    assert "Save changes" not in page and done not in page
    assert ottoline.post(done).status_code == 404
    typed = {"title": "Nothing", "due": "1 2 2027", "assigned_to": str(cast["ottoline"].pk)}
    ottoline.post(reverse("cases:task", args=[case.pk, question.pk]), typed)
    assert stands(cast, question) == OPEN
    assert sign_in("delphine").post(done).status_code == 302
    assert stands(cast, question) == "done, Delphine Marrowby"


def test_neither_a_contact_nor_a_closing_of_theirs_answers_it(
    sign_in: SignIn, cast: dict[str, User], case: Case, question: Task
) -> None:
    ottoline = sign_in("ottoline")
    path = f"{reverse('cases:add_contact', args=[case.pk])}?task={question.pk}"
    assert "finishes the task" not in ottoline.get(path).content.decode()
    assert ottoline.post(path, CALL).status_code == 302
    with asking_as(cast["ottoline"]):
        told = Told(0, "Rang again.", kind=ContactType.FOLLOW_UP).contact()
        actions.record_contact(by=cast["ottoline"], case=case, contact=told, finishes=question)
        actions.move(
            by=cast["ottoline"], case=case, to=MOVES["close"], closing=actions.Closing("completed", ["needs_met"])
        )
        assert Contact.objects.filter(case=case).count() == 4
    assert stands(cast, question) == OPEN


@pytest.mark.parametrize("how", AWAY)
def test_the_database_lets_only_the_manager_do_it(own_database: str, how: str) -> None:
    ottoline, delphine = person("ottoline"), person("delphine")
    unsure(ottoline, open_a_case(ottoline))
    with asking(ottoline.pk) as cursor:
        assert refused_with(cursor, AWAY[how], {"me": str(ottoline.pk)}) == "42501"
    with asking(delphine.pk) as cursor:
        assert refused_with(cursor, AWAY[how], {"me": str(delphine.pk)}) == ""
        cursor.connection.rollback()
    with superuser() as cursor:  # the trigger is what refused
        cursor.execute("ALTER TABLE cases_task DISABLE TRIGGER managers_question")
    with asking(ottoline.pk) as cursor:
        assert refused_with(cursor, AWAY[how], {"me": str(ottoline.pk)}) == ""


def test_whoever_acts_for_the_manager_answers_it_while_they_act(
    cast: dict[str, User], case: Case, question: Task
) -> None:
    caspian, delphine = cast["caspian"], cast["delphine"]

    def finish() -> Any:
        with asking_as(caspian):
            actions.finish_task(by=caspian, case=case, task=question)

    with pytest.raises(Refused, match="Only the manager"):
        finish()
    with asking_as(delphine):
        until = clock.now() + timedelta(days=2)
        acting = {"who": caspian, "since": None, "until": until, "reason": "On leave"}
        name_deputy(by=delphine, team=case.team, **acting)
    with asking_as(caspian):
        assert may_settle(caspian, question)
    finish()
    assert stands(cast, question) == "done, Delphine Marrowby"
