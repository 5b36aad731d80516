"""What is unfinished says whose call each was, to its maker alone and on the record. Promises 1, 3 and 8."""

import re
from uuid import uuid4

import pytest

from cases import actions
from cases.actions import Begun
from cases.models import Draft
from foundation.unfinished import Mark
from tests.conftest import asking_as
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_drafts import begin, end

OPEN = "SELECT * FROM gate.open_drafts(%s, 'home')"
CALLS = {
    "Petra Underbough": {"who": ["new"], "caller-given_name": [" Petra "], "caller-family_name": ["Underbough"]},
    "an anonymous caller": {"who": ["anonymous"], "caller-given_name": ["Forgotten"]},
    "Mrs Thackeray, Oakleigh School": {"who": ["professional"], "organisation": ["Mrs Thackeray, Oakleigh School"]},
    "a professional who names nobody": {"who": ["professional"]},
    "no name yet": {"summary": ["Half a sentence"]},
}


@pytest.fixture
def own(own_world: World) -> World:
    return own_world


def park(world: World, who: str, typed: dict[str, list[str]]) -> Draft:
    """Somebody parks a call about nobody whom we know yet."""
    user = world.people[who]
    with asking_as(user):
        begun = Begun(f"/calls/new/?call={uuid4()}", "record_call", None, typed, parked=True)
        draft = actions.keep_draft(by=user, begun=begun, mark=Mark.of(uuid4(), 0, user.pk))
    assert draft is not None
    return draft


def titles(world: World, who: str) -> list[str]:
    page = world.client(who).get("/").content.decode()
    unfinished = page.partition('id="unfinished"')[2].partition("</section>")[0]
    return sorted(re.findall(r'app-task__title">A call(?:: (.*?))?\s*<strong', unfinished))


def test_each_parked_call_says_whose_it_is_in_one_event(own: World) -> None:
    with asking(own.people["ottoline"].pk) as cursor:
        assert rows(cursor, OPEN, [[]]) == []  # who has none has looked at none
        cursor.connection.commit()
    drafts = [park(own, "ottoline", typed) for typed in CALLS.values()]
    assert titles(own, "ottoline") == sorted(CALLS)
    assert titles(own, "caspian") == titles(own, "delphine") == []
    with superuser_cursor() as cursor:
        read = "SELECT objects_shown FROM audit_accessevent WHERE verb = 'draft_read' AND page = 'home'"
        assert [set(shown) for (shown,) in rows(cursor, read)] == [{draft.pk for draft in drafts}]
    begun = own.client("ottoline").get(f"/drafts/{drafts[0].pk}/discard/").content.decode()
    assert "Petra Underbough" in begun


def test_what_somebody_left_says_so_to_whoever_inherits_it(own: World) -> None:
    draft = park(own, "caspian", CALLS["an anonymous caller"])
    for who in ("delphine", "ottoline", "ignatius"):
        with asking(own.people[who].pk) as cursor:
            assert refused_with(cursor, OPEN, [[draft.pk]]) == "42501", who
    end(own, "caspian")
    assert titles(own, "delphine") == ["an anonymous caller"]


def test_a_list_with_one_draft_of_somebody_elses_is_given_no_key_at_all(own: World) -> None:
    mine, theirs = park(own, "caspian", {}), park(own, "ottoline", {})
    with asking(own.people["caspian"].pk) as cursor:
        assert len(rows(cursor, OPEN, [[mine.pk]])) == 1
        for others in (theirs.pk, uuid4(), None):
            assert refused_with(cursor, OPEN, [[mine.pk, others]]) == "42501"


def test_a_look_at_drafts_of_a_file_is_a_look_at_the_file(own: World) -> None:
    """One event names the drafts, each file once, and its team: whoever asks who has looked at the file is told."""
    drafts = [*(begin(own, "ottoline", own.barnet) for _ in range(2)), park(own, "ottoline", {}).pk]
    with asking(own.people["ottoline"].pk) as cursor:
        assert len(rows(cursor, OPEN, [drafts])) == 3
        cursor.connection.commit()
    with superuser_cursor() as cursor:
        read = "SELECT objects_shown, teams FROM audit_accessevent WHERE verb = 'draft_read' AND page = 'home'"
        ((shown, teams),) = rows(cursor, read)
    assert sorted(shown) == sorted([*drafts, own.barnet.pk])
    assert teams == [own.barnet.team_id]


def test_a_draft_whose_key_is_gone_is_listed_all_the_same(own: World) -> None:
    draft = park(own, "ottoline", CALLS["no name yet"])
    with superuser_cursor() as cursor:
        cursor.execute("DELETE FROM vault.scope_key WHERE scope = %s", [draft.pk])
    assert titles(own, "ottoline") == [""]
