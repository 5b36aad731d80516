"""Nobody of the team looks a family up in the council's systems: a declaration a year, a sample a month (R-C7-3)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from foundation import clock
from teams.models import Membership, StaffDate, Team, User
from teams.presenting.lookups import DUE, is_due, sample_of
from teams.vocabulary import StaffDateKind
from tests.conftest import SignIn, asking_as

pytestmark = pytest.mark.django_db


def test_a_declaration_is_asked_for_until_it_is_written_down(sign_in: SignIn, cast: dict[str, User]) -> None:
    with asking_as(cast["delphine"]):
        team = Team.objects.get(pk__in=Team.objects.where(cast["delphine"], "confirm_members"))
        hers = Membership.objects.now().get(team=team, user=cast["ottoline"])
    worker, manager = sign_in("ottoline"), sign_in("delphine")
    page, dates = reverse("teams:team", args=[team.pk]), reverse("teams:dates", args=[hers.pk])
    assert f"{DUE} Your manager writes it down." in worker.get(reverse("home")).content.decode()
    assert f"{DUE} A deputy writes it down." in manager.get(reverse("home")).content.decode()
    shown = manager.get(page).content.decode()
    assert "This month’s sample is" in shown and dates in shown and "a deputy writes yours down" in shown
    assert "The council’s systems" not in sign_in("ignatius").get(page).content.decode()
    assert manager.post(dates, {"no_lookups": "today"}).status_code == 302
    assert DUE not in worker.get(reverse("home")).content.decode()
    with asking_as(cast["delphine"]):
        declared = StaffDate.objects.visible_to(cast["delphine"]).declared()
        assert declared == {(cast["ottoline"].pk, team.pk): clock.today()}
        assert not is_due(hers, declared)


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2025, 11, 28), date(2026, 11, 28)),
        (date(2025, 12, 31), date(2026, 12, 31)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_a_declaration_holds_until_the_same_day_a_year_later(
    on: date, last: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That day included, whatever day it is; one of the last of February until the last of the next."""
    hers = Membership(user_id=uuid4(), team_id=uuid4())
    for today, due in ((last, False), (last + timedelta(days=1), True)):
        monkeypatch.setattr(clock, "today", lambda today=today: today)
        assert is_due(hers, {(hers.user_id, hers.team_id): on}) is due
    assert is_due(hers, {})


def test_the_sample_is_one_for_the_month_and_moves(cast: dict[str, User]) -> None:
    with asking_as(cast["delphine"]):
        everybody = list(Membership.objects.visible_to(cast["delphine"]).now().select_related("user"))
    months = [sample_of(everybody, date(2027, month, 1)) for month in range(1, 13)]
    assert months == [sample_of(everybody[::-1], date(2027, month, 28)) for month in range(1, 13)]
    assert len({each.pk for each in months if each}) > 1
    assert sample_of([], date(2027, 1, 1)) is None
    assert StaffDateKind.LOOKUPS_CHECKED in StaffDateKind.values
