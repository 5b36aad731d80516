"""Who decides for a department that is in dispute with the parent is left out of the discussion by itself, in both
gates; and a gap in the rota is a task until somebody fills it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, transaction
from django.urls import reverse

from audit.actions import action
from cases.models import Case
from foundation import clock
from foundation.verdict import Refused
from safeguarding import actions, keys
from safeguarding.models import Attempt, Concern, Discussion, PacketReceipt, RotaSlot
from safeguarding.rules import passed_over
from teams.models import User
from tests.conftest import SignIn, asking_as, open_a_case
from tests.integration.concerns import worried_about
from tests.integration.discussed import REASONS, discussion, keep_a_rota

pytestmark = pytest.mark.django_db
TOLD = "A child may be neglected. I will not say who it is."


@pytest.fixture
def concern(case: Case, cast: dict[str, User]) -> Concern:
    """Honoria on duty, who decides for special educational needs, and Lysander behind her."""
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
        turn = RotaSlot.objects.get(manager=cast["honoria"])
        actions.withdraw_from_rota(by=cast["delphine"], slot=turn)
        hours = {"starts_at": turn.starts_at, "ends_at": turn.ends_at, "telephone": "020 7946 0000"}
        actions.add_to_rota(by=cast["delphine"], team=turn.team, username="honoria", department="send", **hours)
    with asking_as(cast["ottoline"]):
        return worried_about(case, cast["ottoline"])


def url_of(concern: Concern, move: str) -> str:
    return reverse("safeguarding:move", args=[concern.case_id, concern.pk, move])


def sought(concern: Concern, sign_in: SignIn, *departments: str) -> Concern:
    said = {"told": TOLD, "disputes": list(departments)}
    assert sign_in("ottoline").post(url_of(concern, "seek"), said).status_code == 302
    return concern


def test_the_next_of_the_rota_is_offered_and_she_is_not_told(
    concern: Concern, cast: dict[str, User], sign_in: SignIn
) -> None:
    page = sign_in("ottoline").get(url_of(sought(concern, sign_in, "send"), "discussed_refer")).content.decode()
    assert f'value="{cast["lysander"].pk}"' in page and f'value="{cast["honoria"].pk}"' not in page
    assert "Left out: Honoria Vance-Tully decides for Special educational needs" in page
    assert "Concern" not in sign_in("honoria").get("/").content.decode()
    with asking_as(cast["honoria"]):
        assert (Attempt.objects.count(), PacketReceipt.objects.count(), Concern.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(("departments", "left_out"), [((), False), (("transport",), False), (("send",), True)])
def test_both_gates_compare_the_departments(
    concern: Concern, cast: dict[str, User], sign_in: SignIn, departments: tuple[str, ...], left_out: bool
) -> None:
    sought(concern, sign_in, *departments)
    ottoline, honoria = cast["ottoline"], cast["honoria"]
    with asking_as(ottoline):
        same = Concern.objects.get(pk=concern.pk)
        assert (honoria.pk in passed_over(same)) == left_out
        if left_out:
            with pytest.raises(Refused, match="passed over"):
                actions.discuss(by=ottoline, concern=same, said=discussion(honoria), end="discussed_refer")
    with asking_as(ottoline):  # the database, whatever Python thinks
        assert (database_refuses(concern, ottoline, honoria) is not None) == left_out


def database_refuses(concern: Concern, by: User, manager: User) -> str | None:
    row: dict[str, Any] = {
        "manager": manager,
        "held_at": clock.now(),
        "mode": "phone",
        "view": "refer",
        "worker_view": "refer",
        "agreed": True,
        "no_conflict": True,
        "recorded_at": clock.now(),
        "recorded_by": by,
    }
    keys.open_to_change(Concern.objects.get(pk=concern.pk))
    try:
        write(by=by, row=Discussion.of(concern.case, concern=concern, reasons=REASONS, **row))
    except Error as error:
        return str(error)
    return None


@action
def write(*, by: User, row: Discussion) -> None:
    """As an action would that asked nobody."""
    with transaction.atomic():
        row.save(force_insert=True)


def test_the_next_concern_of_the_case_knows_of_the_dispute(
    concern: Concern, cast: dict[str, User], sign_in: SignIn
) -> None:
    sought(concern, sign_in, "send", "housing")
    with asking_as(cast["ottoline"]):
        assert worried_about(concern.case, cast["ottoline"]).disputes == ["send", "housing"]


def test_a_gap_in_the_rota_is_a_task_until_it_is_filled(cast: dict[str, User], sign_in: SignIn) -> None:
    delphine = cast["delphine"]
    with asking_as(delphine):
        team = keep_a_rota(delphine, clock.now(), days=1)
    client = sign_in("delphine")
    for page in ("/", "/tasks/"):
        assert "Put somebody on the rota" in client.get(page).content.decode(), page
        assert "Put somebody on the rota" not in sign_in("ottoline").get(page).content.decode(), page
    with asking_as(delphine):
        hours = {"starts_at": clock.now(), "ends_at": clock.now() + timedelta(days=15), "telephone": "020 7946 0000"}
        actions.add_to_rota(by=delphine, team=team, username="lysander", **hours)
    for page in ("/", "/tasks/", "/concerns/"):
        assert "Put somebody on the rota" not in client.get(page).content.decode(), page


def test_a_name_that_stands_in_the_case_is_asked_about(cast: dict[str, User], sign_in: SignIn) -> None:
    """A relation is for the worker to find out; the page says when there may be one."""
    with asking_as(cast["delphine"]):
        keep_a_rota(cast["delphine"], clock.now(), days=1)
    case = open_a_case(cast["ottoline"], "Barnaby", "Oake")
    with asking_as(cast["ottoline"]):
        made = worried_about(case, cast["ottoline"])
    page = sign_in("ottoline").get(url_of(sought(made, sign_in), "discussed_refer")).content.decode()
    assert page.count("stands in this case as well") == 1 and "‘Oake’ stands" in page
