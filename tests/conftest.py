"""What every test stands on: the cast, a database as the web's login, a case to look at, somebody signed in."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import time
from functools import cache
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from hypothesis import HealthCheck, settings

from cases import actions
from cases.models import Case
from cases.vocabulary import CaseKind, Channel, PersonRole, Safe
from foundation import clock
from foundation.rowsecurity.context import acting_as
from foundation.sealing.keyring import open_keyring
from pps_barnet.demonstration.cast import BARNET, CAST
from pps_barnet.demonstration.families import Told
from teams.models import Team, User
from teams.sessions import SessionStore
from tests import databases, lending, shuffling

LONG = os.environ.get("PPS_LONG") == "1"
CALLING = "/record-a-call/?call=11111111-1111-4111-8111-111111111111"  # an address for one call
# The same examples in every run, however busy the machine is: chance and speed are nothing that a test here is about.
settings.register_profile("ours", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
NAMES = tuple(member.username for member in CAST)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests run only when they are asked for."""
    if LONG:
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("long")]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: object, request: pytest.FixtureRequest) -> Iterator[None]:
    """One database per worker, cloned from the template, reached as ``pps_app``."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock(), databases.clone(f"{databases.PREFIX}_{worker}"):  # type: ignore[attr-defined]
        yield
        lending.drop_all()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: object, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database for this test alone, in which transactions really commit."""
    name = lending.of_worker(request, "own")
    with django_db_blocker.unblock(), lending.lent(name):  # type: ignore[attr-defined]
        yield name


@contextmanager
def asking_as(user: User | None) -> Iterator[None]:
    """A transaction and a key ring on behalf of one person (None: nobody), as a request has."""
    with acting_as(user.pk if user else None), transaction.atomic(), open_keyring():
        yield


def person(username: str) -> User:
    """One of the cast, read as themselves."""
    with acting_as(None), transaction.atomic():
        from foundation.rowsecurity.calls import call

        pk = call("gate.person_for_sign_in", username)[0][0]
    with acting_as(pk), transaction.atomic():
        return User.objects.get(pk=pk)


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    """The cast by user name."""
    return {name: person(name) for name in NAMES}


def open_a_case(worker: User, given: str = "Petronella", family: str = "Quillfeather") -> Case:
    """A case of the worker's team with one confider, one telephone, one contact and one task."""
    with asking_as(worker):
        team = Team.objects.get(pk__in=Team.objects.where(worker, "work_cases"))
        who = actions.NewPerson(PersonRole.PARENT, given, family, is_confider=True)
        mobile = actions.NewContactPoint(Channel.MOBILE, "07700 900077", actions.Safety(Safe.YES))
        case = actions.open_case(
            by=worker, team=team, kind=CaseKind.ADULT, people=[(who, [mobile])], lead_worker=worker
        )
        told = Told(1, f"{given} said that the school has not answered.")
        follow_up = (f"Call {given} back", clock.today(), worker)
        actions.record_contact(by=worker, case=case, contact=told.contact(), follow_up=follow_up)
    return case


@pytest.fixture
def case(cast: dict[str, User]) -> Case:
    """Petronella Quillfeather's case, in Parent Partnership Barnet, led by Ottoline."""
    return open_a_case(cast["ottoline"])


def before_midnight(patch: pytest.MonkeyPatch) -> None:
    """However late a test runs, a minute of the day on which it began is still to come."""
    now, last = clock.now, clock.at(clock.today(), time(23, 58))
    patch.setattr(clock, "now", lambda: min(now(), last))


def errors_in(answer: Any) -> list[str]:
    """What a page's error summary says, for a test to show when a form did not go through."""
    return re.findall(r'<a href="#[^"]*"[^>]*>([^<]*)</a>', answer.content.decode())[1:]


SignIn = Callable[[str], Client]


@cache
def _answering() -> ClientHandler:
    """The product with its middleware, loaded once and not for every browser."""
    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    return handler


def browser(session: str = "") -> Client:
    """A browser without scripts in which nobody is signed in, or whoever this session is of."""
    client = Client(raise_request_exception=False)
    client.handler = copy(_answering())  # a test may tell its own to check CSRF tokens
    if session:
        client.cookies["session"] = session
    return client


def session_of(user: User) -> str:
    """The key of a new session in which somebody is signed in."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "teams.backends.TeamsBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    session.save()
    return session.session_key or ""


def signed_in(user: User) -> Client:
    """A browser without scripts in which somebody signs in."""
    return browser(session_of(user))


@pytest.fixture
def sign_in(cast: dict[str, User]) -> SignIn:
    """Sign somebody of the cast in."""
    return lambda username: signed_in(cast[username])


__all__ = ["BARNET", "shuffling"]
