"""The timeline's pages: newest first, cut where one page ends, with no contact twice and none left out."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cases import actions
from cases.models import Case, Contact
from cases.views.reading import TIMELINE
from foundation import clock
from pps_barnet.demonstration.families import Told
from teams.models import User
from tests.conftest import SignIn, asking_as

pytestmark = pytest.mark.django_db
SAID = re.compile(r"Call number (\d+)")
OLDER = re.compile(r'href="(\?before=[^"#]+)')


def call_at(worker: User, case: Case, minutes_ago: int, number: int) -> None:
    contact = Told(0, f"Call number {number:02}").contact()
    moment = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=minutes_ago)
    with asking_as(worker):
        actions.record_contact(by=worker, case=case, contact=type(contact)(**{**vars(contact), "happened_at": moment}))


def pages_of(client: Client, case: Case) -> list[list[str]]:
    """What each page of the timeline says, in order, followed from the first by its own links."""
    pages, query = [], ""
    while True:
        page = client.get(case.get_absolute_url() + query).content.decode()
        pages.append(SAID.findall(page.partition("app-timeline")[2]))
        older = OLDER.search(page)
        if older is None:
            return pages
        query = older[1]


def test_two_contacts_of_one_minute_over_the_end_of_a_page(sign_in: SignIn, cast: dict[str, User], case: Case) -> None:
    """Four of one minute lie across the end of the first page, in the order in which they were written down."""
    ottoline = cast["ottoline"]
    numbers = range(1, TIMELINE + 4)
    for number in numbers:
        minutes_ago = 60 if number <= 5 else 60 - number  # the first five in one minute
        call_at(ottoline, case, minutes_ago, number)
    with asking_as(ottoline):
        assert Contact.objects.filter(case=case).count() == TIMELINE + 4  # and one of yesterday
    first, second = pages_of(sign_in("ottoline"), case)
    assert len(first) == TIMELINE and set(first) & {"04", "05"} and set(second) >= {"01", "02"}
    assert [int(number) for number in first + second] == sorted(numbers, reverse=True)
