"""A case along its life, through the pages: levels, workers, reviews, time, closing, and the history of it all."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases import actions
from cases.models import Case, LevelChange, Person, StatusChange, Task, TimeEntry
from cases.vocabulary import PersonRole, Status, TaskState
from cases.workflow import CLOSE, REOPEN
from foundation import clock
from foundation.components.words import gb_date
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in

KNOWN = {"referral_source": "school", "sen_stage_open": "sen_support", "issues": ["transport"]}
OUTCOME = actions.Closing("completed", ["needs_met"])
CLOSED = {"outcomes": ["needs_met"], "reason": "completed", "sen_stage_close": "final_plan", "evaluation_sent": "yes"}


def now_of(case: Case, by: User) -> Case:
    """The case as it stands."""
    with asking_as(by):
        return Case.objects.select_related("lead_worker", "second_worker").get(pk=case.pk)


def reach(case: Case, by: User, level: int) -> None:
    """Bring a case to a level."""
    with asking_as(by):
        actions.set_level(by=by, case=case, level=level, reason="A plan was refused")


def words(client: Client, path: str) -> str:
    """What a page says, without its marks."""
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.django_db
def test_the_highest_level_stays_and_both_are_shown(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    for level in (3, 2):
        reach(case, ottoline, level)
    after = now_of(case, ottoline)
    assert (after.intervention_level, after.highest_level) == (2, 3)
    page = words(sign_in("ottoline"), case.get_absolute_url())
    assert "Level 3 (now 2)" in page
    assert "Highest level 3: Complex or longer casework Level now 2: Support over time" in page


@pytest.mark.django_db
def test_reaching_level_two_asks_what_reports_need(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client, path = sign_in("ottoline"), case.get_absolute_url() + "change/"
    answer = client.post(path, {"level": "2"})
    assert errors_in(answer) == [
        "Select how they came to us: reports need it from level 2",
        "Select the stage when the case was opened: reports need it from level 2",
        "Select what it is about: reports need it from level 2",
    ]
    assert client.post(path, {"level": "1"}).status_code == 302
    assert client.post(path, {"level": "2", "level_reason": "Needs visits", **KNOWN}).status_code == 302
    with asking_as(cast["ottoline"]):
        change = LevelChange.objects.get(case=case)
        assert (change.level_from, change.level_to) == (1, 2)


@pytest.mark.django_db
def test_two_workers_are_two_people_who_work_in_the_team(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client, path = sign_in("ottoline"), case.get_absolute_url() + "change/"
    caspian = str(cast["caspian"].pk)
    same = client.post(path, {"level": "1", "lead_choice": caspian, "second_choice": caspian})
    assert errors_in(same) == ["Choose somebody other than the lead worker, or nobody"]
    other = client.post(path, {"level": "1", "lead_choice": str(cast["bartholomew"].pk)})
    assert errors_in(other) == ["Select lead worker from the list"]
    both = {"level": "1", "lead_choice": caspian, "second_choice": str(cast["delphine"].pk)}
    assert client.post(path, both).status_code == 302
    after = now_of(case, cast["ottoline"])
    assert (after.lead_worker, after.second_worker) == (cast["caspian"], cast["delphine"])
    with asking_as(cast["ottoline"]), pytest.raises(Refused, match="does not work in this team now"):
        actions.allocate(by=cast["ottoline"], case=case, lead=cast["ignatius"], second=None)


@pytest.mark.django_db
def test_level_one_closes_with_a_reason_alone(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client, path = sign_in("caspian"), case.get_absolute_url() + "move/close/"
    page = client.get(path).content.decode()
    assert [name for name in CLOSED if f'name="{name}"' in page] == ["outcomes", "reason"]
    assert client.post(path, {"reason": "completed", "tasks": "close"}).status_code == 302
    assert now_of(case, cast["caspian"]).status == Status.CLOSED


@pytest.mark.django_db
def test_from_level_two_closing_asks_what_is_not_known_yet(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    reach(case, cast["ottoline"], 2)
    client, path = sign_in("ottoline"), case.get_absolute_url() + "move/close/"
    assert errors_in(client.post(path, {"tasks": "keep"})) == [
        "Select what came of the work",
        "Select reason for closing",
        "Select stage of the process now",
        "Select how they came to us",
        "Select stage of the process when the case was opened",
        "Select what it was about",
        "Select whether they have been asked",
    ]
    known = {"referral_source": "school", "sen_stage_open": "sen_support", "issues": ["transport"]}
    assert client.post(path, {**CLOSED, **known, "tasks": "keep"}).status_code == 302
    after = now_of(case, cast["ottoline"])
    assert after.sen_stage_open == "sen_support"
    told = (after.referral_source, after.issues, after.sen_stage_close, after.evaluation_sent)
    assert told == ("school", ["transport"], "final_plan", True)
    assert client.post(case.get_absolute_url() + "move/reopen/").status_code == 302
    page = client.get(path).content.decode()
    assert [name for name in known if f'name="{name}"' in page] == []  # known now, and shown
    assert "Known already" in page


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "left"), [("close", 0), ("keep", 1)])
def test_open_tasks_are_closed_with_the_case_or_kept(
    sign_in: SignIn, case: Case, cast: dict[str, User], answer: str, left: int
) -> None:
    client, path = sign_in("ottoline"), case.get_absolute_url() + "move/close/"
    assert "Still to do (1)" in client.get(path).content.decode()
    assert errors_in(client.post(path, {"reason": "completed"})) == ["Select what happens to the open tasks"]
    assert client.post(path, {"reason": "completed", "tasks": answer}).status_code == 302
    with asking_as(cast["ottoline"]):
        assert Task.objects.filter(case=case, state=TaskState.OPEN).count() == left
    after = now_of(case, cast["ottoline"])
    assert (after.next_due is not None, after.review_due) == (bool(left), None)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["safeguarding", "notice"])
@pytest.mark.parametrize(("closes", "left"), [("ottoline", [True]), ("delphine", [])])
def test_what_the_manager_must_read_is_not_closed_by_somebody_else(
    sign_in: SignIn, case: Case, cast: dict[str, User], kind: str, closes: str, left: list[bool]
) -> None:
    delphine = cast["delphine"]
    with asking_as(delphine):
        said = {"title": "Talk it over", "due": clock.today(), "kind": kind}
        actions.add_task(by=delphine, case=case, assigned_to=delphine, **said)
    path = case.get_absolute_url() + "move/close/"
    assert sign_in(closes).post(path, {"reason": "completed", "tasks": "close"}).status_code == 302
    with asking_as(delphine):
        open_ = Task.objects.filter(case=case, state=TaskState.OPEN)
        assert [task.kind == kind for task in open_] == left


@pytest.mark.django_db
def test_reopening_keeps_every_closing(case: Case, cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    for step in (CLOSE, REOPEN, CLOSE):
        with asking_as(ottoline):
            actions.move(by=ottoline, case=case, to=step, closing=OUTCOME)
    with asking_as(ottoline):
        rows = StatusChange.objects.filter(case=case).values_list("status_to", "reason", "outcomes")
        assert sorted(rows) == [("closed", "completed", ["needs_met"])] * 2 + [("open", "", [])]


@pytest.mark.django_db
def test_a_review_says_what_was_found_and_sets_the_next(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client, path = sign_in("ottoline"), case.get_absolute_url() + "review/"
    assert errors_in(client.post(path, {"note": ""})) == ["Enter what you found", "Enter next review"]
    assert errors_in(client.post(path, {"note": "Going well", "next_due": "today"})) == [
        "Next review must be in the future"
    ]
    due = clock.today() + timedelta(days=30)
    said = {"note": "Going well", "next_due": f"{due.day} {due.month} {due.year}"}
    assert client.post(path, said).status_code == 302
    assert now_of(case, cast["ottoline"]).review_due == due
    assert "Going well" in words(client, case.get_absolute_url() + "history/")


@pytest.mark.django_db
def test_a_closed_case_is_not_reviewed(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        actions.move(by=ottoline, case=case, to=CLOSE, closing=OUTCOME)
    assert sign_in("ottoline").get(case.get_absolute_url() + "review/").status_code == 404
    with asking_as(ottoline), pytest.raises(Refused, match="This case is closed"):
        actions.record_review(by=ottoline, case=case, note="Too late", next_due=clock.today())


@pytest.mark.django_db
def test_time_is_the_sum_of_contacts_and_entries(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    client, path = sign_in("ottoline"), case.get_absolute_url() + "time/"
    assert errors_in(client.post(path, {"minutes": "0", "day": "today"})) == [
        "Select what it was",
        "How long, in minutes must be 1 or more",
    ]
    assert client.post(path, {"kind": "writing", "minutes": "110", "day": "today"}).status_code == 302
    with asking_as(cast["ottoline"]):
        assert TimeEntry.objects.minutes_on(cast["ottoline"], case) == 15 + 110
    page = words(client, case.get_absolute_url() + "history/")
    assert "2 hours 5 minutes , contacts included. Level 1 usually takes up to 2 hours." in page
    assert "Longer than level 1 usually takes" in page
    assert "Letters and documents, 1 hour 50 minutes" in page
    assert "Time 2 hours 5 minutes" in words(client, case.get_absolute_url())


@pytest.mark.django_db
def test_the_history_tells_who_changed_what_newest_first(sign_in: SignIn, case: Case, cast: dict[str, User]) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    steps: list[Any] = [
        lambda: actions.set_level(by=caspian, case=case, level=2, reason="A plan was refused"),
        lambda: actions.allocate(by=caspian, case=case, lead=caspian, second=ottoline),
        lambda: actions.record_review(by=caspian, case=case, note="Still waiting", next_due=clock.today()),
        lambda: actions.move(by=caspian, case=case, to=CLOSE, closing=OUTCOME),
    ]
    for step in steps:
        with asking_as(caspian):
            step()
    page = words(sign_in("delphine"), case.get_absolute_url() + "history/")
    order = [
        *("Closed the case", "by Caspian Rookwell", "Reason Work completed", "What came of it Needs met"),
        *("Reviewed the case", f"Next review {gb_date(clock.today())}", "Still waiting"),
        *("Lead worker is now Caspian Rookwell", "Lead worker before Ottoline Fernsby"),
        *("Moved from level 1 to level 2", "A plan was refused"),
        *("Opened the case", "by Ottoline Fernsby", "Level 1", "Lead worker Ottoline Fernsby"),
    ]
    at = [page.find(each) for each in order]
    assert -1 not in at, order[at.index(-1)]
    assert at == sorted(at)


@pytest.mark.django_db
def test_a_change_from_an_old_page_is_refused_when_it_would_lie(case: Case, cast: dict[str, User]) -> None:
    """Two people close at once: the second is told, and the database would refuse the row too."""
    with asking_as(cast["ottoline"]):
        actions.move(by=cast["ottoline"], case=case, to=CLOSE, closing=OUTCOME)
    with asking_as(cast["caspian"]), pytest.raises(Refused, match="Somebody may have moved it already"):
        actions.move(by=cast["caspian"], case=case, to=CLOSE, closing=OUTCOME)


@pytest.mark.django_db
def test_closing_asks_the_main_need_of_a_child_that_nobody_wrote_down(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    ottoline = cast["ottoline"]
    with asking_as(ottoline):
        for name in ("Barnaby", "Ottilie"):
            actions.add_person(by=ottoline, case=case, person=actions.NewPerson(PersonRole.CHILD, name))
        facts = actions.NewFacts(2, None, None, None, ["transport"], "school", "sen_support")
        actions.change_case(by=ottoline, case=case, to=facts)
    client, path = sign_in("ottoline"), case.get_absolute_url() + "move/close/"
    said = CLOSED | {"tasks": "close", "need_0": "ASD"}
    assert errors_in(client.post(path, said)) == ["Select the main need of Ottilie"]
    assert client.post(path, said | {"need_1": "not_yet_identified"}).status_code == 302
    with asking_as(ottoline):
        found = Person.objects.filter(case=case, role=PersonRole.CHILD).order_by("recorded_at")
        assert [who.sen_primary for who in found] == ["ASD", "not_yet_identified"]
        actions.move(by=ottoline, case=case, to=REOPEN)
    assert b"Main need of" not in client.get(path).content


@pytest.mark.django_db
def test_home_names_reviews_that_are_due_to_whoever_leads_or_seconds(
    sign_in: SignIn, case: Case, cast: dict[str, User]
) -> None:
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    with asking_as(ottoline):
        actions.record_review(by=ottoline, case=case, note="As before", next_due=clock.today())
    assert "My reviews due Petronella Quillfeather" in words(sign_in("ottoline"), "/")
    assert "My reviews due" not in words(sign_in("caspian"), "/")
    with asking_as(ottoline):
        actions.allocate(by=ottoline, case=case, lead=ottoline, second=caspian)
    assert "My reviews due" in words(sign_in("caspian"), "/")
    with asking_as(ottoline):
        actions.move(by=ottoline, case=case, to=CLOSE, reason="completed")
    assert "My reviews due" not in words(sign_in("caspian"), "/")
