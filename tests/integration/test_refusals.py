"""What happens to somebody who asks again and again for what is not theirs."""

import pytest
from django.test import Client

from cases.models import Case
from tests.conftest import SignIn

PATIENCE = 50


def refused(client: Client, times: int, page: str) -> None:
    """Ask for a page that is not theirs."""
    for _ in range(times):
        assert client.get(page).status_code == 404


@pytest.mark.django_db
def test_fifty_refusals_end_the_session_and_nothing_tells_before(sign_in: SignIn, case: Case) -> None:
    client = sign_in("bartholomew")
    refused(client, PATIENCE - 1, case.get_absolute_url())
    assert client.get("/").status_code == 200
    last = client.get(case.get_absolute_url())
    assert last.content == client.get("/nowhere/").content
    assert client.get("/")["Location"].startswith("/sign-in/")


@pytest.mark.django_db
def test_refusals_of_one_person_end_nobody_elses_session(sign_in: SignIn, case: Case) -> None:
    other = sign_in("ottoline")
    refused(sign_in("bartholomew"), PATIENCE, case.get_absolute_url())
    assert other.get(case.get_absolute_url()).status_code == 200
