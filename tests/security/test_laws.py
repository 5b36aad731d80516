"""Laws with a day of their own (§2.4, §2.6): off, their questions are absent and the database refuses their answers;
on, they are asked, decided and reported before a concern is closed, in both gates."""

from datetime import timedelta

import pytest

from foundation.verdict import Refused
from safeguarding import actions
from safeguarding.models import ShareDecision
from safeguarding.rules import known_of
from safeguarding.views.laws import REPORTING
from safeguarding.vocabulary import SwitchCode
from safeguarding.workflow import MOVES
from tests.conftest import asking_as
from tests.security.test_rounds import HOUR, MONDAY, STEP, Worry, worry

__all__ = ["worry"]
DECIDED = """INSERT INTO safeguarding_sharedecision (id, case_id, team_id, concern_id, share, relevant, harms, reasons,
               recorded_at, recorded_by_id)
             SELECT gen_random_uuid(), case_id, team_id, id, %s, %s, %s, '\\x01', gate.clock(), gate.actor_id()
             FROM safeguarding_concern WHERE id = %s RETURNING true"""
TURN = """INSERT INTO safeguarding_rotaslot (id, team_id, manager_id, for_adults, position, starts_at, ends_at,
                                             telephone, department)
          SELECT gen_random_uuid(), team_id, manager_id, for_adults, position, starts_at, ends_at, telephone, %s
          FROM safeguarding_rotaslot LIMIT 1 RETURNING true"""
SEEN = ", edition = edition + 1"
ANSWERS = (
    ("share_relevant", "share_harms", "csa_suspected"),
    ("share_with", "child_identifier", "reported", "report_delay"),
)


def dated(worry: Worry, code: SwitchCode, day: str | None = "2026-12-14") -> None:
    worry.stage.behind("UPDATE safeguarding_switch SET in_force_from = %s WHERE code = %s", day, code)


def change(worry: Worry, name: str, value: str) -> object:
    """What the database answers whoever writes one answer past the product."""
    statement = f"UPDATE safeguarding_concern SET {name} = {value} WHERE id = %s RETURNING true"  # noqa: S608
    return worry.stage.do("ottoline", statement, worry.pk)


def path(worry: Worry, rest: str = "") -> str:
    return f"/cases/{worry.case.pk}/concerns/{worry.pk}/{rest}"


@pytest.mark.parametrize("day", [None, "2026-12-15"])
def test_off_they_are_absent_and_the_database_refuses(worry: Worry, day: str | None) -> None:
    for code in SwitchCode:
        dated(worry, code, day)
    for name in ANSWERS[0]:
        assert change(worry, name, "true") == "23514", name
    assert change(worry, "reported_to", "'{police}'") == "23514"
    for name in ANSWERS[1]:
        assert change(worry, name, "'\\x01'") == "23514", name
    assert worry.stage.do("delphine", DECIDED, False, True, False, worry.pk) == "23514"
    client = worry.client("delphine")
    pages = [client.get(path(worry, rest)).status_code for rest in ("share/", "report/", "sharing/decide/")]
    assert pages == [404, 404, 404]
    assert "The duty to share" not in client.get(path(worry)).content.decode()


def test_on_the_manager_decides_before_it_is_closed(worry: Worry) -> None:
    dated(worry, SwitchCode.SHARE)
    delphine, client = worry.stage.world.people["delphine"], worry.client("delphine")
    decide = path(worry, "sharing/decide/")
    assert "Answer first" in client.get(decide).content.decode()
    assert worry.client("ottoline").get(decide).status_code == 404
    answers = {"share_relevant": "yes", "share_harms": "yes", "child_identifier": "Not yet"}
    assert worry.client("ottoline").post(path(worry, "share/"), answers).status_code == 302
    asked = client.get(decide).content.decode()
    assert "Would sharing harm the child more" in asked and "Not yet" in asked  # what it is decided on
    refused = client.post(decide, {"share": "yes", "reasons": "It helps the school"}).content.decode()
    assert "harm the child more" in refused  # D15, in the table's words
    assert worry.stage.do("delphine", DECIDED, True, True, True, worry.pk) == "23514"
    assert worry.stage.do("delphine", DECIDED, False, True, False, worry.pk) == "23514"  # not what was answered
    worry.stands("decided")
    worry.stage.behind("UPDATE safeguarding_concern SET outcome = 'safer' WHERE id = %s", worry.pk)
    worry.stage.behind("UPDATE safeguarding_duty SET met_at = gate.clock() WHERE concern_id = %s", worry.pk)
    assert "Decide first whether what we hold is shared" in client.get(path(worry)).content.decode()
    assert worry.stage.do("delphine", STEP, "close", "closed", worry.pk) == "23514"
    assert client.post(decide, {"share": "no", "reasons": "It would warn him"}).status_code == 302
    assert "What we hold is not shared" in client.get(path(worry)).content.decode()
    with asking_as(delphine):
        assert ShareDecision.objects.get(concern=worry.pk).recorded_by == delphine
        actions.step(by=delphine, concern=worry.concern, move=MOVES["close"])
        assert worry.concern.state == "closed"


def test_what_has_to_be_reported_is_due_and_holds_up_closing(worry: Worry) -> None:
    dated(worry, SwitchCode.REPORT)
    delphine, ottoline = worry.stage.world.people["delphine"], worry.ottoline
    with asking_as(ottoline):
        actions.describe(by=ottoline, concern=worry.concern, csa_suspected=True)
    assert ("report", "Tue 15 00:00") in worry.due()  # the same day
    worry.at(MONDAY + HOUR)
    with asking_as(ottoline):
        actions.describe(by=ottoline, concern=worry.concern, report_delay="He is in the house with her")
    assert ("report", "Mon 21 11:00") in worry.due() and ("report", "Tue 15 00:00") not in worry.due()
    for rest in ("", "move/approve_afterwards/"):
        assert REPORTING in worry.client("delphine").get(path(worry, rest)).content.decode()
    worry.stands("decided")
    worry.stage.behind("UPDATE safeguarding_concern SET outcome = 'safer' WHERE id = %s", worry.pk)
    with asking_as(delphine):
        assert known_of(worry.concern, delphine).report_due
        with pytest.raises(Refused, match="or a report"):
            actions.step(by=delphine, concern=worry.concern, move=MOVES["close"])
    assert worry.stage.do("delphine", STEP, "close", "closed", worry.pk) == "23514"
    with asking_as(ottoline):
        reported = {"reported_to": ["police"], "reported": "Today at noon, by telephone"}
        actions.describe(by=ottoline, concern=worry.concern, **reported)
    worry.at(MONDAY + HOUR + timedelta(minutes=1))
    assert "report" not in {kind for kind, _ in worry.due()}
    with asking_as(delphine):
        actions.step(by=delphine, concern=worry.concern, move=MOVES["close"])


def test_off_no_manager_is_warned(worry: Worry) -> None:
    page = worry.client("delphine").get(path(worry, "move/approve_afterwards/")).content.decode()
    assert "sexual offence" not in page


def test_to_whom_it_was_reported_is_an_answer_and_no_text(worry: Worry) -> None:
    """The police or the council: the database knows no other, and nobody closes by marking the duty as met (§2.6)."""
    dated(worry, SwitchCode.REPORT)
    client, report = worry.client("ottoline"), path(worry, "report/")
    said = {"csa_suspected": "yes", "reported": "At noon"}
    assert "Select to whom it was reported" in client.post(report, said).content.decode()
    assert change(worry, "reported_to", f"'{{school}}'{SEEN}") == "23514"
    assert change(worry, "reported", f"'\\x01'{SEEN}") == "23514"
    assert client.post(report, {"csa_suspected": "yes"}).status_code == 302
    worry.stands("decided")
    worry.stage.behind("UPDATE safeguarding_concern SET outcome = 'safer' WHERE id = %s", worry.pk)
    worry.stage.behind("UPDATE safeguarding_duty SET met_at = gate.clock() WHERE concern_id = %s", worry.pk)
    assert worry.stage.do("delphine", STEP, "close", "closed", worry.pk) == "23514"
    worry.stands("raised")
    assert client.post(report, said | {"reported_to": ["police", "local_authority"]}).status_code == 302
    assert "The police, The council" in client.get(path(worry)).content.decode()


def test_a_dispute_is_with_a_department_of_the_list(worry: Worry) -> None:
    assert change(worry, "disputes", f"'{{send,nobody}}'{SEEN}") == "23514"
    for department, answer in (("nobody", "23514"), ("send", True)):
        assert worry.stage.do("delphine", TURN, department) == answer
