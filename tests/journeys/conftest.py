"""A browser, the product serving its demonstration, and desks at which the cast sit down."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, WebError, expect

from foundation.rowsecurity.roles import create_database, drop_database
from tests import databases
from tests.journeys.december import december  # noqa: F401 -- a fixture of journeys that travel in time
from tests.journeys.places import Places, prepare
from tests.journeys.serving import served

# Playwright keeps an event loop running in this thread, which Django takes for asynchronous code. Nothing of ours is.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PATIENCE = 20_000  # milliseconds: what a busy machine may take, for what comes about at all
expect.set_options(timeout=PATIENCE)
WIDE = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey, and one worker's journeys share one server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium: Playwright's downloads are not used."""
    program = os.environ.get("PPS_CHROMIUM") or shutil.which("chromium")
    assert program, "Set PPS_CHROMIUM to the path of a Chromium, or run script/test, which finds one."
    return browser_type_launch_args | {"executable_path": program, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desk in London."""
    return browser_context_args | {"viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/London"}


@dataclass(frozen=True)
class Demonstration:
    """The product as it is being served, and where some of its pages are."""

    address: str
    places: Places
    database: str


@pytest.fixture(scope="session")
def demonstration(
    django_db_blocker: Any, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """The demonstration in a database of its own, served for every journey of this worker."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"{databases.PREFIX}_journeys_{worker}"
    with django_db_blocker.unblock():
        with databases.superuser() as server:
            drop_database(server, name)
            create_database(server, name, databases.template())
        with databases.pointed_at(name):
            places = prepare()
    with served(name, tmp_path_factory.mktemp("served") / "web.log") as address:
        yield Demonstration(address, places, name)
    with databases.superuser() as server:
        drop_database(server, name)


@pytest.fixture(scope="session")
def base_url(demonstration: Demonstration) -> str:
    """Where Playwright's pages go when they are given a path."""
    return demonstration.address


@pytest.fixture(scope="session")
def places(demonstration: Demonstration) -> Places:
    """Where pages of the demonstration are."""
    return demonstration.places


class Desks:
    """Browsers of their own, one for each person of a journey; whatever their consoles say against us is kept."""

    def __init__(self, new_context: Callable[..., Any]) -> None:
        self._new_context = new_context
        self._heard: list[tuple[str, str]] = []
        self.absent: set[str] = set()
        self.is_cut_off = False  # a journey that takes the connection away hears of it

    def __call__(self, **settings: Any) -> Page:
        """Somebody sits down: a new browser that knows nobody."""
        context = self._new_context(**settings)
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)
        context.set_default_timeout(PATIENCE)
        page: Page = context.new_page()
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._heard.append((message.location["url"], message.text))

    def _hear_error(self, error: WebError) -> None:
        self._heard.append(("", str(error.error)))

    def complaints(self) -> list[tuple[str, str]]:
        """Errors of scripts, blocked content and failed loads, but for pages that a journey expects to be absent."""
        heard = [(url, text) for url, text in self._heard if not (url in self.absent and "404" in text)]
        return [each for each in heard if not (self.is_cut_off and "ERR_INTERNET_DISCONNECTED" in each[1])]


@pytest.fixture
def desks(new_context: Callable[..., Any]) -> Iterator[Desks]:
    """Desks to sit down at; at the end of the journey no console has complained."""
    made = Desks(new_context)
    yield made
    assert made.complaints() == []


@pytest.fixture
def desk(desks: Desks) -> Page:
    """One desk."""
    return desks()
