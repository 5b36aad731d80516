"""Who knows of a concern alone lets one colleague know of it, so that two can say that it is an error, and none other:
nobody whom it is about learns of it, and nothing waits for a manager who is still to come (T26)."""

from typing import Any

import pytest

from safeguarding import actions, visibility
from safeguarding.models import Concern, waiting_for
from safeguarding.presenting.waiting import concern_tasks
from safeguarding.workflow import MOVES
from teams.vocabulary import Role
from tests.conftest import asking_as, errors_in
from tests.security.conftest import World
from tests.security.raw import asking, refused_with, rows, superuser_cursor
from tests.security.test_drafts import end
from tests.security.test_stands_in import TEAM, WRITTEN, joins, raised, see

NAMES = WRITTEN.replace("c.state, 'void'", "c.state, c.state")


@pytest.fixture
def own(own_world: World) -> World:
    """A team of a manager and three caseworkers, of whom Theodosia came last."""
    joins(own_world, Role.WORKER)
    return own_world


@pytest.fixture
def alone(own: World) -> Concern:
    """What is about the only manager, whose author has left: Caspian alone knows of it."""
    concern = raised(own, "delphine")
    end(own, "ottoline")
    assert see(own, concern) == {"caspian"}
    return concern


def page_of(concern: Concern) -> str:
    return f"/cases/{concern.case_id}/concerns/{concern.pk}/"


def step(world: World, who: str, concern: Concern, move: str) -> None:
    with asking_as(world.people[who]):
        actions.step(
            by=world.people[who],
            concern=Concern.objects.get(pk=concern.pk),
            move=MOVES[move],
            reason="Two",
            way_chosen=True,
        )


def names(world: World, who: str, concern: Concern, whom: str) -> Any:
    """The form by which somebody lets a colleague know."""
    said = {"colleague": str(world.people[whom].pk), "reason_given": "Two people of one name"}
    return world.client(who).post(f"{page_of(concern)}move/name_second/", said)


def asked(world: World, who: str) -> list[str]:
    with asking_as(world.people[who]):
        return [
            str(task["url"]) for task in concern_tasks(waiting_for(world.people[who])) if task["tag"] == "Two people"
        ]


def test_two_say_it_and_she_whom_it_is_about_learns_nothing(own: World, alone: Concern) -> None:
    theirs = own.client("delphine")
    pages = ["/", "/concerns/", "/tasks/", f"/cases/{alone.case_id}/concerns/", f"/cases/{alone.case_id}/"]
    before = [theirs.get(each).status_code for each in pages]
    assert "Let one colleague know of it" in own.client("caspian").get(page_of(alone)).content.decode()
    answer = names(own, "caspian", alone, "theodosia")
    assert answer.status_code == 302, errors_in(answer)
    assert see(own, alone) == {"caspian", "theodosia"}
    assert asked(own, "theodosia") == [page_of(alone)] and asked(own, "caspian") == asked(own, "delphine") == []
    assert page_of(alone) in own.client("theodosia").get("/concerns/").content.decode()
    shown = own.client("caspian").get(page_of(alone)).content.decode()
    assert "A colleague was let know of it" in shown and "Let one colleague know of it" not in shown
    step(own, "theodosia", alone, "ask_void")
    assert asked(own, "theodosia") == []
    step(own, "caspian", alone, "void")
    assert see(own, alone) == {"caspian", "theodosia"}  # who sees it in the manager's place now
    step(own, "caspian", alone, "ask_restore")
    step(own, "theodosia", alone, "restore")
    assert see(own, alone) == {"caspian", "theodosia"}
    step(own, "caspian", alone, "seek")
    assert see(own, alone) == {"caspian"}  # it has moved on
    assert [theirs.get(each).status_code for each in pages] == before
    assert theirs.get(page_of(alone)).status_code == 404


def test_nobody_is_let_know_but_by_one_alone_and_of_the_team(own: World) -> None:
    """And nobody who manages it, or from whom it is kept: the form offers the others, as the database does."""
    concern = raised(own, "delphine")

    def writes(who: str, whom: str) -> str:
        with asking(own.people[who].pk) as cursor:
            return refused_with(cursor, NAMES, ["name_second", own.people[whom].pk, concern.pk])

    assert writes("caspian", "theodosia") == "23514"  # Ottoline knows of it: she is asked
    assert "Let one colleague" not in own.client("caspian").get(page_of(concern)).content.decode()
    end(own, "ottoline")
    for whom in ("delphine", "caspian", "ottoline", "bartholomew", "ignatius", "honoria"):
        assert writes("caspian", whom) == "23514", whom
    form = own.client("caspian").get(f"{page_of(concern)}move/name_second/").content.decode()
    offered = {name for name, person in own.people.items() if f'value="{person.pk}"' in form}
    assert offered == {"theodosia"}
    assert writes("theodosia", "caspian") == ""  # of nothing that she finds
    with asking(own.people["theodosia"].pk) as cursor:
        assert rows(cursor, "SELECT gate.may_be_second(%s)", [concern.pk]) == [([],)]
    assert writes("caspian", "theodosia") == ""


def test_the_only_manager_who_knows_alone_names_somebody_too(own: World) -> None:
    """An allegation that she raised herself: nobody else of the team sees it."""
    with asking_as(own.people["delphine"]):
        from tests.integration.concerns import worried_about

        said = {"subject": "staff_allegation", "accused": own.people["theodosia"]}
        concern = worried_about(own.barnet, own.people["delphine"], **said)
    assert see(own, concern) == {"delphine"}
    assert names(own, "delphine", concern, "caspian").status_code == 302
    assert see(own, concern) == {"delphine", "caspian"}
    step(own, "caspian", concern, "ask_void")
    step(own, "delphine", concern, "void")
    assert see(own, concern) == {"delphine", "caspian"}


def test_they_know_until_it_moves_on_and_are_no_manager(own: World, alone: Concern) -> None:
    names(own, "caspian", alone, "theodosia")
    with asking(own.people["theodosia"].pk) as cursor:
        assert refused_with(cursor, WRITTEN, ["void", own.people["caspian"].pk, alone.pk]) == "23514"
    end(own, "theodosia")
    assert see(own, alone) == {"caspian"}
    with asking_as(own.people["caspian"]):
        found = Concern.objects.get(pk=alone.pk)
        actions.step(by=own.people["caspian"], concern=found, move=MOVES["seek"], way_chosen=True)
    assert see(own, alone) == {"caspian"}


@pytest.mark.parametrize("gone", ["python", "database"])
def test_each_gate_alone_lets_in_the_two(own: World, alone: Concern, gone: str, monkeypatch: Any) -> None:
    from django.db.models import Q

    names(own, "caspian", alone, "theodosia")
    if gone == "python":
        monkeypatch.setattr(visibility, "may_know", lambda user: Q())
    else:
        with superuser_cursor() as cursor:
            cursor.execute("ALTER TABLE safeguarding_concern DISABLE ROW LEVEL SECURITY")
    found = set()
    for who in TEAM:
        with asking_as(own.people[who]):
            if Concern.objects.visible_to(own.people[who]).filter(pk=alone.pk).exists():
                found.add(who)
    assert found == {"caspian", "theodosia"}


def test_what_was_said_of_an_earlier_time_is_not_said_now(own: World) -> None:
    """One who said that it was an error before it was restored says nothing of it as it stands; nor does a step that
    takes one person name another."""
    concern, theodosia = raised(own, "caspian"), own.people["theodosia"]
    for who, move in (("ottoline", "ask_void"), ("delphine", "void"), ("ottoline", "ask_restore")):
        step(own, who, concern, move)
    step(own, "delphine", concern, "restore")
    with asking(own.people["delphine"].pk) as cursor:
        assert refused_with(cursor, WRITTEN, ["void", own.people["ottoline"].pk, concern.pk]) == "23514"
        assert refused_with(cursor, NAMES, ["ask_void", theodosia.pk, concern.pk]) == "23514"
    step(own, "ottoline", concern, "ask_void")
    step(own, "delphine", concern, "void")
