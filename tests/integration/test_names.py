"""The names of colleagues on a page: asked for together, and never a reason for a row to be missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from foundation.once import remembering
from teams.models import OUTSIDE, User
from tests.conftest import asking_as

pytestmark = pytest.mark.django_db


def test_people_of_many_rows_and_fields_are_asked_for_once(cast: dict[str, User], case: Case) -> None:
    with asking_as(cast["caspian"]), remembering():
        first, second = Case.objects.get(pk=case.pk), Case.objects.get(pk=case.pk)
        with CaptureQueriesContext(connection) as queries:
            User.objects.fill_in([first, second], "lead_worker", "second_worker", "opened_by")
            User.objects.fill_in([second], "opened_by")
            assert [str(row.opened_by) for row in (first, second)] == ["Ottoline Fernsby"] * 2
            assert (str(first.lead_worker), first.second_worker) == ("Ottoline Fernsby", None)
    assert len(queries) == 1


def test_somebody_whose_name_may_not_be_seen_is_no_reason_to_lose_the_row(cast: dict[str, User], case: Case) -> None:
    with asking_as(cast["ottoline"]):
        row = Case.objects.get(pk=case.pk)
        row.opened_by_id = cast["bartholomew"].pk
        User.objects.fill_in([row], "opened_by")
        assert str(row.opened_by) == OUTSIDE


def test_names_are_remembered_for_one_person_only(cast: dict[str, User], case: Case) -> None:
    with remembering():
        for who, name in (("ottoline", "Ottoline Fernsby"), ("bartholomew", OUTSIDE)):
            row = Case(opened_by_id=cast["ottoline"].pk)
            with asking_as(cast[who]):
                User.objects.fill_in([row], "opened_by")
            assert str(row.opened_by) == name
