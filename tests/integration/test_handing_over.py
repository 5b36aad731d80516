"""A manager hands a colleague's cases over: chosen, shown once more, done together, each on its own history."""

import re

import pytest

from cases import actions
from cases.models import Allocation, Case, Task
from cases.workflow import CLOSE
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in, open_a_case

START = "/cases/hand-over/"


def workers_of(case: Case, by: User) -> tuple[str | None, str | None]:
    """Who leads the case, and who seconds it."""
    with asking_as(by):
        now = Case.objects.select_related("lead_worker", "second_worker").get(pk=case.pk)
        return tuple(who.username if who else None for who in (now.lead_worker, now.second_worker))  # type: ignore[return-value]


@pytest.fixture
def caseload(cast: dict[str, User]) -> list[Case]:
    """Three cases that Ottoline leads, one of them closed, and one of Caspian's that she seconds."""
    ottoline, caspian = cast["ottoline"], cast["caspian"]
    cases = [open_a_case(ottoline, f"Parent{n}", "Handed") for n in range(3)]
    seconded = open_a_case(caspian, "Parent3", "Handed")
    with asking_as(ottoline):
        actions.move(by=ottoline, case=cases[2], to=CLOSE, reason="completed")
        actions.allocate(by=ottoline, case=seconded, lead=caspian, second=ottoline)
    return [*cases, seconded]


@pytest.mark.django_db
def test_cases_are_chosen_shown_once_more_and_handed_over(
    sign_in: SignIn, caseload: list[Case], cast: dict[str, User]
) -> None:
    client, path = sign_in("delphine"), f"{START}{cast['ottoline'].pk}/"
    assert b"Ottoline Fernsby" in client.get(START).content
    page = client.get(path).content.decode()
    assert [f"Parent{n} Handed" in page for n in range(4)] == [True, True, False, True]  # a closed case stays
    said = {"cases": [str(caseload[0].pk), str(caseload[3].pk)], "to": str(cast["caspian"].pk)}
    assert errors_in(client.post(path, said | {"cases": []})) == ["Select at least one case"]
    asked = client.post(path, said)
    assert asked.status_code == 302  # the question has an address: Back and Reload ask it again and send nothing
    for _ in range(2):
        sure = client.get(asked["Location"]).content.decode()
        assert "Hand these cases over?" in sure and "Parent0 Handed" in sure
        assert "Parent1 Handed" not in sure
    again = client.get(f"{asked['Location']}&change=yes").content.decode()
    assert "Hand these cases over?" not in again and again.count(" checked") == 2
    assert workers_of(caseload[0], cast["delphine"]) == ("ottoline", None)  # nothing happened yet
    assert client.post(path, said | {"sure": "yes"}).status_code == 302
    after = [workers_of(case, cast["delphine"]) for case in caseload]
    assert after == [("caspian", None), ("ottoline", None), ("ottoline", None), ("caspian", None)]
    with asking_as(cast["delphine"]):
        assert Allocation.objects.filter(recorded_by=cast["delphine"]).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["caspian", "ignatius", "bartholomew"])
def test_only_the_teams_manager_hands_cases_over(caseload: list[Case], cast: dict[str, User], who: str) -> None:
    """The rule, asked for each case: a case of a team that one does not manage spoils the whole."""
    by, ottoline = cast[who], cast["ottoline"]
    with asking_as(by), pytest.raises(Refused, match="manager hands cases over"):
        actions.hand_over(by=by, worker=ottoline, cases=caseload, to=by)
    assert workers_of(caseload[0], ottoline) == ("ottoline", None)


@pytest.mark.django_db
def test_one_case_that_cannot_go_keeps_all(caseload: list[Case], cast: dict[str, User]) -> None:
    delphine = cast["delphine"]
    with asking_as(delphine), pytest.raises(Refused, match="does not work in this team now"):
        actions.hand_over(by=delphine, worker=cast["ottoline"], cases=caseload, to=cast["bartholomew"])
    assert workers_of(caseload[0], delphine) == ("ottoline", None)


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "has"), [({"tasks": "on"}, "caspian"), ({}, "ottoline")])
def test_what_is_to_be_done_goes_with_the_cases_if_it_is_said(
    sign_in: SignIn, caseload: list[Case], cast: dict[str, User], said: dict[str, str], has: str
) -> None:
    client, path = sign_in("delphine"), f"{START}{cast['ottoline'].pk}/"
    said |= {"cases": [str(caseload[0].pk)], "to": str(cast["caspian"].pk)}  # type: ignore[dict-item]
    sure = client.get(client.post(path, said)["Location"]).content.decode()
    assert ("What Ottoline Fernsby has to do on them goes to Caspian Rookwell too" in sure) == (has == "caspian")
    hidden = dict(re.findall(r'name="(to|tasks|cases|sure)" value="([^"]*)"', sure))
    assert client.post(path, hidden).status_code == 302
    with asking_as(cast["delphine"]):
        whose = {case: {t.assigned_to for t in Task.objects.filter(case=case).to_do()} for case in caseload[:2]}
    assert whose == {caseload[0]: {cast[has]}, caseload[1]: {cast["ottoline"]}}


@pytest.mark.django_db
def test_a_case_that_went_elsewhere_meanwhile_is_left_alone(caseload: list[Case], cast: dict[str, User]) -> None:
    delphine, ottoline, caspian = (cast[name] for name in ("delphine", "ottoline", "caspian"))
    with asking_as(delphine):
        actions.allocate(by=delphine, case=caseload[0], lead=delphine, second=None)
        done = actions.hand_over(by=delphine, worker=ottoline, cases=caseload[:2], to=caspian)
    assert done == 1
    assert [workers_of(case, delphine)[0] for case in caseload[:2]] == ["delphine", "caspian"]


@pytest.mark.django_db
def test_going_back_after_the_last_case_is_handed_over_leads_to_whose_are_left(
    sign_in: SignIn, caseload: list[Case], cast: dict[str, User]
) -> None:
    client, path = sign_in("delphine"), f"{START}{cast['ottoline'].pk}/"
    said = {"cases": [str(caseload[n].pk) for n in (0, 1, 3)], "to": str(cast["caspian"].pk)}
    question = client.post(path, said)["Location"]
    assert client.post(path, said | {"sure": "yes"})["Location"] == START
    assert client.get(question)["Location"] == START
    assert client.get(path).status_code == client.get(f"{path}?choice=none").status_code == 404
