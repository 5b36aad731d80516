"""Taking a permission back races asking with it: whichever commits first is what the other sees."""

import threading
from collections.abc import Callable
from contextlib import suppress

from django.db import connection

from cases import keys
from cases.models import Case
from consent.actions import take_back
from consent.models import InformationRequest
from foundation.verdict import Refused
from teams.models import User
from tests.conftest import LONG, asking_as, open_a_case, person
from tests.integration.coming_in import asked, may_ask

RACES = 500 if LONG else 8


def test_nobody_is_asked_after_the_permission_was_taken_back(own_database: str) -> None:
    """Both orders, really at once. Falls when ``gate.in_turn`` waits for nobody."""
    by = person("ottoline")
    case = open_a_case(by)
    outcomes = [_race(case, by) for _ in range(RACES)]
    assert [(seen, asked_at_all) for seen, asked_at_all in outcomes if seen != asked_at_all] == []


def _race(case: Case, by: User) -> tuple[int, int]:
    """How many requests the withdrawal saw as it was written, and how many there are afterwards."""
    with asking_as(by):
        keys.open_to_change(case)
        consent = may_ask(case, by)
    about = InformationRequest.objects.filter(rests_on=consent)
    ready, seen = threading.Barrier(2), []

    def ask() -> None:
        with suppress(Refused):
            asked(case, by, consent)

    def stop() -> None:
        take_back(by=by, case=case, consent=consent, words="No more")
        seen.append(about.count())

    def in_thread(act: Callable[[], None]) -> None:
        try:
            with asking_as(by):
                ready.wait(timeout=20)
                act()
        finally:
            connection.close()

    threads = [threading.Thread(target=in_thread, args=(act,)) for act in (ask, stop)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with asking_as(by):
        return seen[0], about.count()
