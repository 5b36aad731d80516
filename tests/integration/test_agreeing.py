"""Days of the calendar and days of laws: one person asks, another of the team agrees, and only then does it count, in
both gates (§2.4, §2.6, §4.7)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from cases.models import Case
from foundation import clock
from foundation.rowsecurity.context import WORKER, acting_as
from safeguarding import actions
from safeguarding.actions.steps import calendar
from safeguarding.deadlines import working_days_after
from safeguarding.models import CalendarDay, Duty, LawDate, Switch
from safeguarding.rules.laws import laws_in_force
from safeguarding.vocabulary import DayKind, SwitchCode
from teams.models import Team, User
from tests.conftest import SignIn, asking_as, errors_in
from tests.integration.concerns import worried_about
from tests.integration.discussed import ask_for_both

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 12, 29)
SAID = {"day": "29 12 2026", "kind": "holiday", "why": "Proclaimed on 1 December"}


@pytest.fixture
def waiting(cast: dict[str, User]) -> tuple[UUID, UUID]:
    """A day and a law that Delphine has asked for."""
    delphine = cast["delphine"]
    with asking_as(delphine):
        return ask_for_both(delphine, Team.objects.get(pk__in=Team.objects.where(delphine, "approve_referrals")))


def raw(who: User, statement: str, *values: Any) -> int | str:
    """How many rows a statement of somebody's changed, or its error."""
    try:
        with asking_as(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return int(cursor.rowcount)
    except Error as error:
        return str(error.__cause__.pgcode)  # type: ignore[union-attr]


def test_a_day_counts_once_a_second_person_has_agreed(
    sign_in: SignIn, case: Case, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for by the manager; from then on what becomes due skips it and says why, and what was due before stays."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 1))
    eve = datetime(2026, 12, 24, 10, tzinfo=clock.LONDON)
    with asking_as(cast["ottoline"]):
        concern = worried_about(case, cast["ottoline"])
        before = sorted(Duty.objects.filter(concern=concern).values_list("kind", "due_at"))
    delphine, ottoline = sign_in("delphine"), sign_in("ottoline")
    assert errors_in(delphine.post("/working-days/add/", {})) != []
    assert delphine.post("/working-days/add/", SAID)["Location"] == "/working-days/"
    with asking_as(cast["ottoline"]):
        asked = CalendarDay.objects.get()
        assert calendar().is_working(TUESDAY)
    answer = f"/working-days/{asked.pk}/answer/"
    assert delphine.get(answer).status_code == 404 and "another person of the team" in page(delphine, "/working-days/")
    assert "Delphine Marrowby has asked" in ottoline.get(answer).content.decode()
    assert ottoline.post(answer, {"word": "yes"})["Location"] == "/working-days/"
    with asking_as(cast["ottoline"]):
        due = working_days_after(calendar(), eve, 1, what="Referral")
        assert f"{due.at:%A %d %B}" == "Wednesday 30 December" and TUESDAY in due.skipped
        assert due.because.endswith("because 25, 28 and 29 December are bank holidays")
        assert sorted(Duty.objects.filter(concern=concern).values_list("kind", "due_at")) == before
    assert "Delphine Marrowby and Ottoline Fernsby" in page(ottoline, "/working-days/")
    theirs = page(sign_in("bartholomew"), "/working-days/")
    assert "Proclaimed on 1 December" in theirs and "Two people of another service" in theirs
    assert "Delphine" not in theirs
    assert ottoline.post(answer, {"word": "no"}).status_code == 404  # it is answered


def page(client: Any, path: str) -> str:
    return str(client.get(path).content.decode())


def test_the_latest_that_was_agreed_counts(cast: dict[str, User], waiting: tuple[UUID, UUID]) -> None:
    delphine, ottoline = cast["delphine"], cast["ottoline"]
    for kind, agreed, works in ((None, True, False), (DayKind.WORKING, False, False), (DayKind.PUBLISHED, True, True)):
        with asking_as(delphine):
            team = CalendarDay.objects.get(pk=waiting[0]).team
            if kind is not None:
                actions.ask_for_day(by=delphine, team=team, day=TUESDAY, kind=kind, why="The notice was wrong")
        with asking_as(ottoline):
            actions.answer(by=ottoline, asked=CalendarDay.objects.waiting().get(), agreed=agreed)
            assert calendar().is_working(TUESDAY) is works
    with asking_as(delphine):
        actions.ask_for_day(by=delphine, team=team, day=date(2026, 12, 28), kind=DayKind.WORKING, why="We work")
    with asking_as(ottoline):
        actions.answer(by=ottoline, asked=CalendarDay.objects.waiting().get(), agreed=True)
        assert calendar().is_working(date(2026, 12, 28))


def test_a_law_takes_effect_by_two_people_and_by_nothing_else(
    sign_in: SignIn, cast: dict[str, User], waiting: tuple[UUID, UUID]
) -> None:
    delphine, ottoline = cast["delphine"], cast["ottoline"]
    assert raw(delphine, "UPDATE safeguarding_switch SET in_force_from = '2026-01-01'") == "42501"
    with asking_as(ottoline):
        assert laws_in_force(clock.today()) == frozenset()
    assert "Off" in page(sign_in("delphine"), "/laws/")
    answer = f"/laws/{waiting[1]}/answer/"
    assert sign_in("delphine").post(answer, {"word": "yes"}).status_code == 404
    assert sign_in("ottoline").post(answer, {"word": "yes"})["Location"] == "/laws/"
    with asking_as(ottoline):
        assert laws_in_force(date(2026, 9, 29)) == frozenset()
        assert laws_in_force(date(2026, 9, 30)) == {SwitchCode.SHARE}
        assert Switch.objects.get(code=SwitchCode.REPORT).in_force_from is None
    off = {"code": SwitchCode.SHARE, "in_force_from": "", "why": "Legal advice of 1 December withdrew it"}
    assert sign_in("delphine").post("/laws/date/", off)["Location"] == "/laws/"
    with asking_as(ottoline):
        actions.answer(by=ottoline, asked=LawDate.objects.waiting().get(), agreed=True)
        assert laws_in_force(clock.today()) == frozenset()


ANSWER = "UPDATE safeguarding_{table} SET agreed = true, answered_by_id = %s, answered_at = now() WHERE id = %s"


@pytest.mark.parametrize(("number", "table"), enumerate(("calendarday", "lawdate")))
def test_the_database_takes_no_answer_but_a_second_persons(
    cast: dict[str, User], waiting: tuple[UUID, UUID], number: int, table: str
) -> None:
    """Nobody agrees with themself, in another's name, in another team, or twice; what was asked is never changed."""
    people, pk, answer = {name: user.pk for name, user in cast.items()}, waiting[number], ANSWER.format(table=table)
    for who, name in (("delphine", "delphine"), ("delphine", "ottoline"), ("bartholomew", "bartholomew")):
        assert raw(cast[who], answer, people[name], pk) == 0
    assert raw(cast["ottoline"], answer, people["caspian"], pk) == "42501"
    assert raw(cast["ottoline"], f"UPDATE safeguarding_{table} SET why = 'Another' WHERE id = %s", pk) == "42501"  # noqa: S608
    assert raw(cast["ottoline"], answer, people["ottoline"], pk) == 1
    assert raw(cast["caspian"], answer, people["caspian"], pk) == 0
    assert raw(cast["delphine"], f"DELETE FROM safeguarding_{table}") == "42501"  # noqa: S608


def test_a_caseworker_asks_for_nothing(cast: dict[str, User], waiting: tuple[UUID, UUID]) -> None:
    insert = """INSERT INTO safeguarding_calendarday (id, team_id, day, kind, why, recorded_at, asked_by_id)
                SELECT gen_random_uuid(), team_id, '2026-12-30', 'holiday', 'Mine', now(), %s
                FROM safeguarding_calendarday"""
    assert raw(cast["ottoline"], insert, cast["ottoline"].pk) == "42501"
    assert raw(cast["delphine"], insert, cast["ottoline"].pk) == "42501"  # in her own name alone
    assert raw(cast["delphine"], insert, cast["delphine"].pk) == 1


def test_what_waits_for_a_second_person_is_a_task_of_everybody_elses(
    sign_in: SignIn, waiting: tuple[UUID, UUID]
) -> None:
    """On the home page and the list of tasks, until one of them has answered; never of whoever asked, or of others."""
    answers = [f"/working-days/{waiting[0]}/answer/", f"/laws/{waiting[1]}/answer/"]
    for path in ("/", "/tasks/"):
        for who, has in (("ottoline", True), ("caspian", True), ("delphine", False), ("bartholomew", False)):
            assert [answer in page(sign_in(who), path) for answer in answers] == [has, has], (who, path)
    sign_in("caspian").post(answers[0], {"word": "yes"})
    for path in ("/", "/tasks/"):
        assert [answer in page(sign_in("ottoline"), path) for answer in answers] == [False, True]


def test_days_and_laws_are_for_whoever_is_in_a_team(cast: dict[str, User], waiting: tuple[UUID, UUID]) -> None:
    """What was agreed counts for every team; a login that is in none reads nothing of it, in either gate."""
    with asking_as(cast["ottoline"]):
        for model, pk in zip((CalendarDay, LawDate), waiting, strict=True):
            actions.answer(by=cast["ottoline"], asked=model.objects.get(pk=pk), agreed=True)
    for who, seen in (("ottoline", 1), ("bartholomew", 1), ("honoria", 0), ("ignatius", 0)):
        with asking_as(cast[who]):
            for model in (CalendarDay, LawDate):
                assert model.objects.count() == model.objects.visible_to(cast[who]).count() == seen, who
    with acting_as(WORKER), transaction.atomic():
        assert CalendarDay.objects.standing().count() == 1  # what is late is found by the same calendar
