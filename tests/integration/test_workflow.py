"""The life of a case: every status × every move × every member of the cast, from the table."""

import pytest

from cases import actions
from cases.models import Case
from cases.models.life import PATHS
from cases.rules import may_move
from cases.vocabulary import Status
from cases.workflow import CLOSE, MOVES, Move, moves_from
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import NAMES, SignIn, asking_as, errors_in

WORKERS = {"ottoline", "caspian", "delphine"}
CAN_FOLLOW = {
    Status.OPEN: {"rest", "close"},
    Status.INACTIVE: {"close", "reopen"},
    Status.CLOSED: {"reopen"},
}


def stand(case: Case, status: Status, by: User) -> Case:
    """Bring an open case to where it should stand, by its own moves."""
    if status != Status.OPEN:
        step = next(move for move in MOVES.values() if move.end == status)
        with asking_as(by):
            actions.move(by=by, case=case, to=step, reason="completed")
    with asking_as(by):
        return Case.objects.get(pk=case.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("move", MOVES.values(), ids=list(MOVES))
@pytest.mark.parametrize("status", Status)
def test_a_move_is_possible_where_the_table_says_for_workers_alone(
    cast: dict[str, User], case: Case, status: Status, move: Move
) -> None:
    case = stand(case, status, cast["ottoline"])
    for name in NAMES:
        with asking_as(cast[name]):
            expected = name in WORKERS and move.key in CAN_FOLLOW[status]
            assert bool(may_move(cast[name], case, move)) is expected, name


@pytest.mark.parametrize("status", Status)
def test_the_buttons_are_the_moves_that_can_follow(status: Status) -> None:
    assert {move.key for move in moves_from(status)} == CAN_FOLLOW[status]


@pytest.mark.django_db
def test_a_move_made_twice_is_refused_the_second_time(cast: dict[str, User], case: Case) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        actions.move(by=ottoline, case=case, to=CLOSE, reason="completed")
    with asking_as(ottoline), pytest.raises(Refused, match="Somebody may have moved it already"):
        actions.move(by=ottoline, case=case, to=CLOSE, reason="completed")


@pytest.mark.django_db
def test_closing_asks_why_and_reopening_forgets_it(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client, page = sign_in("caspian"), case.get_absolute_url()
    assert errors_in(client.post(page + "move/close/", {"reason": "", "tasks": "keep"})) == [
        "Select reason for closing"
    ]
    assert client.post(page + "move/close/", {"reason": "completed", "tasks": "keep"}).status_code == 302
    assert stand(case, Status.OPEN, cast["caspian"]).status == Status.CLOSED
    assert client.post(page + "move/reopen/").status_code == 302
    reopened = stand(case, Status.OPEN, cast["caspian"])
    assert (reopened.status, reopened.closed_at, reopened.close_reason) == (Status.OPEN, None, "")


@pytest.mark.django_db
def test_level_lead_and_review_can_be_changed(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    said = {"level": "3", "lead_choice": str(cast["caspian"].pk), "review_due": "1 3 2027", "issues": ["transport"]}
    said |= {"referral_source": "school", "sen_stage_open": "sen_support"}
    answer = sign_in("ottoline").post(case.get_absolute_url() + "change/", said)
    assert answer.status_code == 302, errors_in(answer)
    changed = stand(case, Status.OPEN, cast["ottoline"])
    with asking_as(cast["ottoline"]):
        assert (changed.intervention_level, changed.lead_worker, changed.issues) == (3, cast["caspian"], ["transport"])


def test_the_database_allows_the_moves_of_the_table_and_no_others() -> None:
    """``PATHS`` is the constraint on ``cases_statuschange``; any two places are joined by one move at most."""
    moves = [(start, move.end) for move in MOVES.values() for start in move.starts]
    assert len(moves) == len(set(moves))
    assert {(start, end) for start, ends in PATHS.items() for end in ends} == set(moves)
