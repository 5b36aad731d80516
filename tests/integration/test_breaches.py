"""A breach is handled: opened, contained, decided and closed, within its clock, by managers and by more than one
(articles 33 and 34)."""

import itertools
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Breach, Case, Task
from cases.models.breach import HIGH, LOW
from cases.rules import weighs_up
from cases.vocabulary.breach import Likelihood, Risk, Severity
from cases.workflow import risk_of
from foundation import clock
from teams.models import User
from tests.conftest import SignIn, asking_as, errors_in, open_a_case, person, signed_in
from tests.integration.permission import slipped_out
from tests.security.raw import superuser_cursor

PAIRS = list(itertools.product(Likelihood, Severity))
NOW = {"day": "today", "at": "00:00"}
CONTAINED = {"asked_back": "yes", "contained": "destroyed", "words": "The SENCo shredded it and wrote to say so."}
HIGH_RISK = {"safety": "yes", "likelihood": "likely", "severity": "serious", "report": "yes", "tell": "yes"}
HIGH_RISK |= {"words": "He has looked for her before."}
REPORTED = NOW | {"reported_to": "regulator", "reference": "IC-2026-1", "words": "By reference, at noon."}
TOLD = NOW | {"method": "telephone", "words": "By her safe number."}
CLOSED = {"lessons": "We ask who else is in the room.", "words": "All is done."}
DEPUTY = """INSERT INTO teams_teampermission
                (id, permission_id, user_id, content_object_id, membership_id, since, until)
            SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.id, m.since, m.until
            FROM teams_membership AS m JOIN auth_permission AS p ON p.codename IN ('see_restricted', 'read_looks')
            WHERE m.user_id = %s AND m.state = 'current'"""


def page_of(breach: Breach) -> str:
    return reverse("consent:breach", args=[breach.case_id, breach.pk])


def does(client: Client, breach: Breach, move: str, said: dict[str, Any]) -> list[str]:
    """What a manager is told when a step is refused; nothing when it was written down."""
    answer = client.post(reverse("consent:breach_step", args=[breach.case_id, breach.pk, move]), said)
    return errors_in(answer) or [str(answer.status_code)] if answer.status_code != 302 else []


def button(client: Client, breach: Breach) -> str:
    """What the page of a breach offers to do next, by the key of the move; the one thing that is a button."""
    page = client.get(page_of(breach)).content.decode()
    addresses = re.findall(r'<a class="govuk-button" href="([^"]+)"', page)
    return addresses[0].rstrip("/").rpartition("/")[2] if len(addresses) == 1 else str(addresses)


def breaches_at_home(client: Client) -> tuple[int, str]:
    tiles = client.get(reverse("home")).context["tiles"]
    return next((tile.number, tile.tone) for tile in tiles if tile.label == "Breaches not closed")


def tasks_of(case: Case, by: User) -> list[str]:
    with asking_as(by):
        from cases import keys
        from cases.presenting import text_of

        keys.open_to_change(case)
        return [text_of(task.title).partition(" by ")[0] for task in Task.objects.filter(case=case).to_do()]


@pytest.mark.django_db
@pytest.mark.parametrize(("likelihood", "severity"), PAIRS)
def test_python_and_the_database_weigh_alike(likelihood: str, severity: str) -> None:
    said = {"likelihood": likelihood, "severity": severity}
    risk = risk_of(likelihood, severity)
    assert (LOW.check(said), HIGH.check(said)) == (risk == Risk.LOW, risk == Risk.HIGH)


@pytest.mark.parametrize(("likelihood", "severity"), PAIRS)
def test_what_puts_somebody_at_risk_is_reported_and_a_high_risk_is_told(likelihood: str, severity: str) -> None:
    risk = risk_of(likelihood, severity)
    assert bool(weighs_up(likelihood, severity, report=False, why_not_told="")) == (risk == Risk.LOW)
    assert weighs_up(likelihood, severity, report=True, why_not_told="would_harm")
    assert bool(weighs_up(likelihood, severity, report=True, why_not_told="harmless")) == (risk != Risk.HIGH)


@pytest.mark.django_db
def test_a_breach_from_its_opening_to_its_closing(case: Case, cast: dict[str, User], sign_in: SignIn) -> None:
    breach, manager = slipped_out(case, cast["ottoline"]), sign_in("delphine")
    assert breach.due_at == breach.aware_at + timedelta(hours=72)
    assert sign_in("ottoline").get(page_of(breach)).status_code == 404
    register = manager.get(reverse("breaches")).content.decode()
    assert page_of(breach) in register and "Less than an hour ago" in register and "71 hours left" in register
    shown = manager.get(page_of(breach)).content.decode()
    assert "I thought that they knew." in shown and "Foxglove" in shown and "With the manager" in shown
    told = shown.partition("What to tell information governance")[2].partition("What was done about it")[0]
    assert case.readable_reference in told and "Foxglove" not in told and "Quillfeather" not in told
    assert (breaches_at_home(manager), button(manager, breach)) == ((1, "soon"), "contain")
    assert does(manager, breach, "decide", HIGH_RISK) != []  # nothing is weighed before it is contained
    assert does(manager, breach, "contain", CONTAINED) == []
    assert button(manager, breach) == "decide"
    assert "Something was shared without permission. Read what, and decide" in tasks_of(case, cast["delphine"])
    assert does(manager, breach, "decide", HIGH_RISK | {"report": "no"}) == [
        "As you weigh it, it may put somebody at risk, so it has to be reported within 72 hours."
    ]
    assert does(manager, breach, "decide", HIGH_RISK | {"tell": "no"}) == ["Select why they are not told"]
    assert does(manager, breach, "decide", HIGH_RISK) == []
    todo = tasks_of(case, cast["delphine"])
    assert "Report the breach" in todo and any(each.startswith("Call them") for each in todo)
    assert not any(each.startswith("Something was shared") for each in todo)
    assert does(manager, breach, "close", CLOSED) == ["200"]
    assert "the Information Commissioner was told" in manager.get(page_of(breach)).content.decode()
    assert button(manager, breach) == "report"
    assert does(manager, breach, "report", REPORTED | {"reported_to": "governance"}) == []
    assert button(manager, breach) == "report"  # not to the Commissioner yet
    assert does(manager, breach, "close", CLOSED) == ["200"]
    assert does(manager, breach, "report", REPORTED) == []
    assert button(manager, breach) == "tell"
    assert does(manager, breach, "tell", TOLD) == []
    assert button(manager, breach) == "close"
    assert does(manager, breach, "close", CLOSED) == []
    page = manager.get(page_of(breach)).content.decode()
    assert "Closed" in page and "We ask who else is in the room." in page and "What to do" not in page
    assert does(manager, breach, "tell", TOLD) == ["200"]
    assert "Report the breach" not in tasks_of(case, cast["delphine"])
    assert breaches_at_home(manager) == (0, "")
    assert page_of(breach) not in manager.get(reverse("breaches")).content.decode()
    assert page_of(breach) in manager.get(reverse("breaches_closed")).content.decode()


def test_whoever_wrote_it_down_handles_it_and_a_deputy_closes_it(own_database: str) -> None:
    """The clock does not wait for a colleague; the last word is somebody else's."""
    delphine, caspian = person("delphine"), person("caspian")
    breach, manager = slipped_out(open_a_case(delphine), delphine), signed_in(delphine)
    low = {"safety": "no", "likelihood": "unlikely", "severity": "slight", "report": "no", "tell": "no"}
    low |= {"why_not_told": "harmless", "words": "It was a reference alone."}
    assert does(manager, breach, "contain", CONTAINED) == [] == does(manager, breach, "decide", low)
    assert does(manager, breach, "close", CLOSED) == ["200"]
    assert "You wrote this breach down yourself" in manager.get(page_of(breach)).content.decode()
    assert signed_in(caspian).get(page_of(breach)).status_code == 404
    with superuser_cursor() as cursor:
        cursor.execute(DEPUTY, [str(caspian.pk)])
    assert does(signed_in(caspian), breach, "close", CLOSED) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("move", "said", "fault"),
    [
        ("contain", CONTAINED | {"asked_back": ""}, "Select yes or no"),
        ("contain", CONTAINED | {"words": " "}, "Enter what was done"),
        ("contain", CONTAINED | {"contained": "unheard_of"}, "Select what became of it from the list"),
        ("report", REPORTED | {"day": "tomorrow"}, "Date must be today or in the past"),
        ("report", REPORTED | {"reported_to": ""}, "Select who was told"),
        ("tell", TOLD | {"day": "29 March 2026", "at": "1:30am"}, "There was no such time that day"),
    ],
)
def test_what_is_not_in_order_is_refused_and_kept(
    case: Case, cast: dict[str, User], sign_in: SignIn, move: str, said: dict[str, str], fault: str
) -> None:
    breach = slipped_out(case, cast["ottoline"])
    faults = does(sign_in("delphine"), breach, move, said)
    assert any(each.startswith(fault) for each in faults), faults


def test_a_clock_that_ran_out_says_by_how_much() -> None:
    from consent.presenting.breach import clock_words

    now = clock.now()
    assert clock_words(Breach(due_at=now - timedelta(minutes=90))) == "1 hour over"
    assert clock_words(Breach(due_at=now + timedelta(hours=3, minutes=1))) == "3 hours left"
    assert clock_words(Breach(due_at=now + timedelta(minutes=9))) == "Less than an hour left"
