"""Whoever leaves a team leaves their work to its manager, in the transaction that ends the membership: by raw SQL on a
stage, where the worker's clock can be set, and through the pages of the administrator, who learns nothing by it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from cases.models import Draft
from foundation.rowsecurity.context import acting_as
from tests.security.conftest import World
from tests.security.stage import Stage, staged

NOW = datetime.fromisoformat("2031-03-03T09:00:00+00:00")
DAY = timedelta(days=1)
END = "SELECT gate.end_membership(%s, 'Has left', %s)"
CLOSE, WAITS = "SELECT gate.close_past_memberships()", "SELECT gate.hand_over_what_waits()"
ASK = "SELECT gate.ask_membership(%s, %s, 'service_manager', 'Manages now', 'staff', NULL, NULL)"
CHANGE = "SELECT gate.change_membership(%s, 'administrator', 'Another post', 'staff', NULL, NULL, NULL)"
ANSWER = "SELECT gate.answer_membership(%s, true, '')"
DEPUTY = "SELECT gate.name_deputy(%s, %s, 'On leave', %s, %s)"
TAKE = "UPDATE cases_message SET taken_by_id = %s WHERE id = %s RETURNING id"
DENIED = "42501"


@pytest.fixture
def on(world: World) -> Iterator[Stage]:
    """Ottoline leads Barnet's case, has its task, and has taken the message that waits."""
    with staged(world) as stage:
        stage.at(NOW)
        taken = stage.do("ottoline", TAKE, world.people["ottoline"].pk, world.ids["message"])
        assert taken == str(world.ids["message"]) or taken == world.ids["message"]
        yield stage


def names(on: Stage, statement: str, which: UUID) -> Any:
    """Columns of ids of people, as their user names."""
    known = {str(person.pk): name for name, person in on.world.people.items()}
    return tuple(known.get(str(value), value) for value in on.behind(statement, which)[0])


def held(on: Stage) -> dict[str, Any]:
    """Who has what of Barnet's work."""
    ids = on.world.ids
    return {
        "case": names(on, "SELECT lead_worker_id, second_worker_id FROM cases_case WHERE id = %s", ids["case"]),
        "task": names(on, "SELECT assigned_to_id, taken_by_id FROM cases_task WHERE id = %s", ids["task"]),
        "message": names(on, "SELECT for_whom_id, taken_by_id FROM cases_message WHERE id = %s", ids["message"]),
    }


def everything(of: str | None, *, task: str | None = None) -> dict[str, Any]:
    return {"case": (of, None), "task": (task or of, None), "message": (of, None)}


def drafts(on: Stage, who: str) -> int:
    with acting_as(on.world.people[who].pk):
        return Draft.objects.visible_to(on.world.people[who]).count()


def history(on: Stage) -> list[tuple[Any, ...]]:
    columns = "lead_from_id, lead_to_id, recorded_by_id, recorded_at FROM cases_allocation WHERE case_id = %s"
    return on.behind(f"SELECT {columns} ORDER BY recorded_at", on.world.ids["case"])


def test_an_ending_hands_everything_to_the_manager(on: Stage) -> None:
    before, world = held(on), on.world
    assert (before["case"], before["message"]) == (("ottoline", None), (None, "ottoline"))
    assert on.do("ignatius", END, on.current("ottoline"), None) in (None, "")
    assert held(on) == everything("delphine")
    told = [tuple(str(value) for value in row) for row in history(on)]
    assert told == [(*(str(world.people[who].pk) for who in ("ottoline", "delphine")), "None", str(NOW))]
    assert (drafts(on, "delphine"), drafts(on, "caspian")) == (1, 0)  # what was begun is hers to go on with
    event = "SELECT objects_shown FROM audit_accessevent WHERE verb = 'handed_over'"
    shown = {str(each) for (found,) in on.behind(event) for each in found}
    assert shown == {str(world.ids[name]) for name in ("case", "task", "message")}


def test_an_ending_at_a_set_time_does_when_the_worker_closes_it(on: Stage) -> None:
    before = held(on)
    on.do("delphine", END, on.current("ottoline"), NOW + DAY)
    assert held(on) == before
    on.at(NOW + DAY)
    assert on.do("worker", CLOSE) == 1
    assert held(on) == everything("delphine")


def test_so_does_a_role_that_works_no_cases(on: Stage) -> None:
    on.do("delphine", ANSWER, on.do("ignatius", CHANGE, on.current("ottoline")))
    assert held(on) == everything("delphine")


def test_whoever_acts_for_the_manager_gets_it_and_the_seconded_case_too(on: Stage) -> None:
    team, caspian, ottoline = on.world.ids["team"], on.world.people["caspian"].pk, on.world.people["ottoline"].pk
    on.behind("UPDATE cases_case SET second_worker_id = %s WHERE id = %s", caspian, on.world.ids["case"])
    on.do("delphine", DEPUTY, team, caspian, NOW, NOW + 9 * DAY)
    on.do("ignatius", END, on.current("ottoline"), None)
    assert held(on) == everything("caspian")  # who seconded it leads it, and nobody is there twice
    on.behind("UPDATE cases_case SET second_worker_id = %s WHERE id = %s", ottoline, on.world.ids["case"])
    assert on.do("worker", WAITS) == 1
    assert held(on)["case"] == ("caspian", None)


def test_a_manager_who_is_kept_from_a_case_is_not_given_it(on: Stage) -> None:
    kept = "INSERT INTO cases_caseexclusion (id, user_id, case_id) VALUES (gen_random_uuid(), %s, %s)"
    on.behind(kept, on.world.people["delphine"].pk, on.world.ids["case"])
    on.do("ignatius", END, on.current("ottoline"), None)
    assert held(on) == {"case": (None, None), "task": ("ottoline", None), "message": ("delphine", None)}


def test_without_a_manager_it_waits_for_the_next(on: Stage) -> None:
    on.do("delphine", "SELECT gate.set_confirmation(%s, false, true)", on.world.ids["team"])
    for who in ("delphine", "ottoline"):
        on.do("ignatius", END, on.current(who), None)
    assert held(on) == everything(None, task="ottoline")
    on.do("ignatius", ASK, on.world.ids["team"], "honoria")  # who manages from now on
    assert held(on) == {"case": (None, None), "task": ("honoria", None), "message": (None, None)}


def test_nobody_else_sets_it_going_and_the_other_service_keeps_its_own(on: Stage) -> None:
    before = names(on, "SELECT lead_worker_id FROM cases_case WHERE id = %s", on.world.foreign["case"])
    assert {on.do(who, WAITS) for who in ("delphine", "ignatius", "ottoline")} == {DENIED}
    inner = ("gate.hand_over_left(%s)", "gate.hand_over_cases(%s, '{}')", "gate.heir(%s, NULL)")
    assert {on.do("delphine", f"SELECT {call}", on.world.ids["team"]) for call in inner} == {DENIED}
    on.do("ignatius", END, on.current("ottoline"), None)
    assert names(on, "SELECT lead_worker_id FROM cases_case WHERE id = %s", on.world.foreign["case"]) == before


def test_the_administrator_sees_the_same_whether_there_was_anything_or_not(world: World) -> None:
    """Two colleagues leave: one with a case, a task and a message, one with nothing."""
    answers = []
    for who in ("ottoline", "caspian"):
        with staged(world) as stage:
            pk, client = stage.current(who), world.client("ignatius")
            done = client.post(f"/teams/memberships/{pk}/end/", {"when": "now", "reason": "Has left"})
            page = client.get(done["Location"]).content.decode()
            answers.append((done.status_code, done.content, done["Location"], page.count("<tr"), len(page) > 0))
            assert stage.do("ignatius", "SELECT count(*) FROM cases_allocation") == 0
            assert stage.do("ignatius", "SELECT count(*) FROM audit_accessevent") == DENIED
    assert answers[0] == answers[1]
