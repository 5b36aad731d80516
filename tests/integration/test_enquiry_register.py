"""The managers' register of who asked: page by page, the months counted, and as many questions for many as for few."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.models import Team
from tests.conftest import asking_as, person, signed_in
from tests.security.raw import superuser_cursor

MANY = 10_000
# Small values and none of the triggers: what is asked here is how the register is read.
MAKE_ROOM = (
    "ALTER TABLE consent_enquiry DISABLE TRIGGER USER",
    *(
        f"ALTER TABLE consent_enquiry DROP CONSTRAINT {column}_has_one_size"
        for column in ("asked_about", "enquirer", "organisation", "words")
    ),
)
FILL = (
    "INSERT INTO consent_enquiry (id, team_id, asked_about, enquirer, asked_by, asked_how, asked_what, received_at,"
    " response, script_version, decided_by_row, recorded_at, recorded_by_id,"
    " in_writing, said_died) SELECT gen_random_uuid(), %(team)s,"
    " '\\x01', '\\x01', 'council', 'telephone', 'existence', at, 'ncnd_standard', 'v1', 'D3', at, %(by)s, false, false"
    " FROM generate_series(1, %(number)s) AS n,"
    " LATERAL (SELECT timestamptz '2026-11-28 10:00+00' - n * interval '1 hour') AS t (at)"
)


@pytest.fixture
def facts(own_database: str) -> dict[str, Any]:
    ottoline = person("ottoline")
    with asking_as(ottoline):
        team = Team.objects.get(pk__in=Team.objects.where(ottoline, "take_messages"))
    with superuser_cursor() as cursor:
        for statement in MAKE_ROOM:
            cursor.execute(statement)
    return {"team": str(team.pk), "by": str(ottoline.pk)}


def fill(facts: dict[str, Any], number: int) -> None:
    with superuser_cursor() as cursor:
        cursor.execute(FILL, facts | {"number": number})


def queries(client: Any, address: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address).content.decode()
    return len(asked), page


def test_as_many_questions_for_ten_thousand_as_for_thirty(facts: dict[str, Any]) -> None:
    register = reverse("consent:enquiries")
    fill(facts, 30)
    few, _ = queries(signed_in(person("delphine")), register)
    fill(facts, MANY)
    many, page = queries(signed_in(person("delphine")), register)
    assert few == many
    assert page.count('class="app-panel app-card"') == 25
    assert "November 2026" in page and "October 2026" in page and "744" in page  # hours of October


def test_page_after_page_shows_each_once(facts: dict[str, Any]) -> None:
    fill(facts, 60)
    client, seen, address = signed_in(person("delphine")), [], reverse("consent:enquiries")
    while address:
        _, page = queries(client, address)
        seen += [part.partition('"')[0] for part in page.split('data-enquiry="')[1:]]
        after = page.partition('href="?after=')[2].partition('"')[0] if "Earlier enquiries" in page else ""
        address = f"{reverse('consent:enquiries')}?after={after}" if after else ""
    assert len(seen) == 60 == len(set(seen))


def test_nobody_has_asked_yet(own_database: str) -> None:
    page = signed_in(person("delphine")).get(reverse("consent:enquiries")).content.decode()
    assert "Nobody has asked about a family" in page
