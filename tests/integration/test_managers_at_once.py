"""Two managers who decide one concern at once, on two connections: the database lets one of two moves follow, and keeps
both words of what is no move (promise 7)."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db import connection

from cases.models import Disclosure
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.models import Approval, Concern, Referral, Step
from safeguarding.workflow import MOVES
from teams.models import User
from tests.conftest import asking_as, open_a_case, person
from tests.integration.concerns import worried_about
from tests.integration.discussed import keep_a_rota, referral
from tests.security.raw import superuser_cursor

# What a membership as service manager brings, for somebody who is a member already.
ALIKE = """INSERT INTO teams_teampermission (id, permission_id, user_id, content_object_id, membership_id, since, until)
           SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.id, m.since, m.until
           FROM teams_membership AS m JOIN auth_permission AS p ON p.codename = 'approve_referrals'
           WHERE m.user_id = %s AND m.state = 'current'"""
DISCUSSED = """INSERT INTO safeguarding_discussion (id, case_id, team_id, concern_id, manager_id, held_at, mode, named,
                 no_conflict, view, worker_view, agreed, reasons, retrospective, recorded_at, recorded_by_id)
               SELECT gen_random_uuid(), case_id, team_id, id, %s, now(), 'phone', false, true, 'refer', 'refer', true,
                 '\\x01', false, now(), %s FROM safeguarding_concern WHERE id = %s"""


def two_managers() -> list[User]:
    """Delphine, and Caspian as another one."""
    managers = [person("delphine"), person("caspian")]
    with superuser_cursor() as cursor:
        cursor.execute(ALIKE, [str(managers[1].pk)])
    return managers


def a_concern(state: str) -> Concern:
    """One that stands there; nothing is due on it any more, and it has an outcome."""
    ottoline = person("ottoline")
    case = open_a_case(ottoline)
    with asking_as(ottoline):
        concern = worried_about(case, ottoline)
    with superuser_cursor() as cursor:
        cursor.execute(
            "UPDATE safeguarding_concern SET state = %s, outcome = 'safer' WHERE id = %s", [state, str(concern.pk)]
        )
    return concern


def at_once(managers: list[User], concern: Concern, act: Callable[[User, Concern, int], Any]) -> list[str]:
    """Both have read the concern before either acts: what each was answered, nothing when it was done."""
    both_have_read, answers = threading.Barrier(2, timeout=60), []

    def decide(user: User, number: int) -> None:
        try:
            with asking_as(user):
                read = Concern.objects.get(pk=concern.pk)
                both_have_read.wait()
                act(user, read, number)
            answers.append("")
        except Refused as refused:
            answers.append(str(refused))
        finally:
            connection.close()

    presses = [threading.Thread(target=decide, args=(user, number)) for number, user in enumerate(managers)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    return sorted(answers)


def test_of_two_who_close_at_once_one_does(own_database: str) -> None:
    managers, concern = two_managers(), a_concern("decided")
    answers = at_once(managers, concern, lambda by, read, _: actions.step(by=by, concern=read, move=MOVES["close"]))
    assert answers == ["", MOVES["close"].refusal]
    with asking_as(managers[0]):
        assert Step.objects.filter(concern=concern, move="close").count() == 1
        assert Concern.objects.get(pk=concern.pk).state == "closed"


def test_of_two_who_refer_at_once_one_does(own_database: str) -> None:
    """Both press "Refer now" on one concern: one referral, one disclosure, one step; the other is told so."""
    managers, concern = two_managers(), a_concern("discussed_refer")
    with asking_as(managers[0]):
        keep_a_rota(managers[0], clock.now(), days=1)
        actions.describe(by=managers[0], concern=concern, parent_told="no", why_not_told="not_in_contact")
        said = referral(concern.case, managers[0], belief=True, reason="He is in danger at home")
    with superuser_cursor() as cursor:
        cursor.execute(DISCUSSED, [str(person("honoria").pk), str(managers[0].pk), str(concern.pk)])

    def refer(by: User, read: Concern, _: int) -> None:
        mine = replace(said, told=replace(said.told, id=uuid4()))
        actions.refer(by=by, concern=read, move=MOVES["refer_now"], said=mine)

    assert at_once(managers, concern, refer) == ["", MOVES["refer_now"].refusal]
    with asking_as(managers[0]):
        assert Referral.objects.filter(concern=concern).count() == 1
        assert Disclosure.objects.filter(case=concern.case).count() == 1
        assert Step.objects.filter(concern=concern, move="refer_now").count() == 1


def test_of_two_who_differ_about_a_referral_both_words_stand(own_database: str) -> None:
    managers, concern = two_managers(), a_concern("discussed_refer")
    before = clock.now()
    answers = at_once(
        managers,
        concern,
        lambda by, read, number: actions.approve(by=by, concern=read, approved=number == 0, reasons="As I see it"),
    )
    assert answers == ["", ""]
    with asking_as(managers[0]):
        words = Approval.objects.filter(concern=concern, recorded_at__gte=before)
        assert sorted(words.values_list("approved", flat=True)) == [False, True]
        assert Concern.objects.get(pk=concern.pk).state == "discussed_refer"
