"""Who may do what to a case: each of the cast against each rule, with the reason that they are told."""

import pytest

from cases.models import Case
from cases.rules import may_open_case, may_read_looks, may_work_on
from cases.vocabulary import CaseKind
from teams.models import Team, User
from tests.conftest import BARNET, NAMES, asking_as

ONLY_OURS = f"Only {BARNET}’s own caseworkers open cases in it. Ask its manager."
READ_ONLY = "You can read this case but not change it. Ask the person who let you in."
NAMES_NOBODY = (
    "This is an anonymous enquiry: nobody in it is named. Open a new case when they agree to say who they are."
)
FOR_THE_MANAGER = "Who has looked at a case is for the team’s manager to see."
WORKERS = ("ottoline", "caspian", "delphine")


@pytest.fixture
def barnet(cast: dict[str, User]) -> Team:
    """Parent Partnership Barnet."""
    with asking_as(cast["delphine"]):
        return Team.objects.get(name=BARNET)


def reasons(cast: dict[str, User], rule: object, *arguments: object, **more: object) -> dict[str, str]:
    """What the rule answers each of the cast who is not simply allowed."""
    said = {}
    for name in NAMES:
        with asking_as(cast[name]):
            verdict = rule(cast[name], *arguments, **more)  # type: ignore[operator]
            if not verdict:
                said[name] = verdict.reason
    return said


def everybody_but(*allowed: str, reason: str) -> dict[str, str]:
    return {name: reason for name in NAMES if name not in allowed}


@pytest.mark.django_db
def test_only_the_teams_caseworkers_open_cases_in_it(cast: dict[str, User], barnet: Team) -> None:
    assert reasons(cast, may_open_case, barnet) == everybody_but(*WORKERS, reason=ONLY_OURS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(CaseKind))
def test_only_the_teams_caseworkers_work_on_a_case(cast: dict[str, User], barnet: Team, kind: CaseKind) -> None:
    case = Case(team=barnet, kind=kind)
    assert reasons(cast, may_work_on, case) == everybody_but(*WORKERS, reason=READ_ONLY)


@pytest.mark.django_db
def test_nobody_adds_what_identifies_to_an_anonymous_enquiry(cast: dict[str, User], barnet: Team) -> None:
    case = Case(team=barnet, kind=CaseKind.ANONYMOUS)
    expected = everybody_but(*WORKERS, reason=READ_ONLY) | dict.fromkeys(WORKERS, NAMES_NOBODY)
    assert reasons(cast, may_work_on, case, identifying=True) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [CaseKind.ADULT, CaseKind.YOUNG_PERSON])
def test_named_cases_take_what_identifies(cast: dict[str, User], barnet: Team, kind: CaseKind) -> None:
    case = Case(team=barnet, kind=kind)
    assert reasons(cast, may_work_on, case, identifying=True) == everybody_but(*WORKERS, reason=READ_ONLY)


@pytest.mark.django_db
def test_only_the_manager_reads_who_has_looked(cast: dict[str, User], barnet: Team) -> None:
    case = Case(team=barnet, kind=CaseKind.ADULT)
    assert reasons(cast, may_read_looks, case) == everybody_but("delphine", reason=FOR_THE_MANAGER)


@pytest.mark.django_db
def test_a_superuser_flag_changes_no_answer(cast: dict[str, User], barnet: Team) -> None:
    before = reasons(cast, may_work_on, Case(team=barnet, kind=CaseKind.ADULT))
    for user in cast.values():
        user.is_superuser = user.is_staff = True  # type: ignore[attr-defined]
    assert reasons(cast, may_work_on, Case(team=barnet, kind=CaseKind.ADULT)) == before
    assert reasons(cast, may_read_looks, Case(team=barnet)) == everybody_but("delphine", reason=FOR_THE_MANAGER)
