"""What a process that serves may be, and what production must never hold: each stops the start, and says why."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from foundation import checks as foundations
from teams import checks

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def serving(settings: Any) -> Iterator[Any]:
    """A process that is about to serve."""
    settings.SERVING_WEB = True
    return settings


def test_the_web_does_not_start_with_the_owners_address(serving: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://pps_owner@localhost/pps_barnet")
    assert [found.id for found in checks.the_web_does_not_hold_the_owners_key()] == ["teams.E001"]
    serving.SERVING_WEB = False  # a migration may
    assert checks.the_web_does_not_hold_the_owners_key() == []
    serving.SERVING_WEB = True
    monkeypatch.delenv("DATABASE_OWNER_URL")
    assert checks.the_web_does_not_hold_the_owners_key() == []


@pytest.mark.parametrize("login", ["pps_owner", "pps_superuser", "pps_sealer", "pps_backup", "pps_definer"])
def test_the_web_signs_in_to_the_database_as_itself_alone(
    serving: Any, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    monkeypatch.setitem(connection.settings_dict, "USER", login)
    assert [found.id for found in checks.the_login_is_the_webs()] == ["teams.E002"]
    monkeypatch.setitem(connection.settings_dict, "USER", "pps_app")
    assert checks.the_login_is_the_webs() == []


@pytest.mark.django_db
def test_production_does_not_start_on_the_demonstrations_database(serving: Any) -> None:
    assert checks.production_has_no_invented_people() == []
    serving.PRODUCTION = True
    assert [found.id for found in checks.production_has_no_invented_people()] == ["teams.E003"]


def test_production_does_not_start_without_its_names_or_with_invented_numbers(serving: Any) -> None:
    serving.PRODUCTION, serving.ALLOWED_HOSTS = True, [""]
    assert [found.id for found in foundations.production_knows_its_name()] == ["foundation.E008"]
    assert [found.id for found in foundations.production_has_numbers_that_answer()] == ["foundation.E011"]


def start(what: str, **environment: str) -> str:
    """What a process of the product says last that is started so; nothing when it starts."""
    command = [sys.executable, "-c", f"import {what}"]
    told = {**os.environ, **environment}
    ended = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    return "" if ended.returncode == 0 else ended.stderr


def test_no_process_starts_without_keys_or_with_keys_that_others_can_read(tmp_path: Path) -> None:
    production = {"PPS_MODE": "production", "PPS_SECRETS": str(tmp_path)}
    assert "Make them with: manage.py make_keys" in start("pps_barnet.settings", **production)
    keys = [tmp_path / name for name in ("django.key", "context.key")]
    for key in keys:
        key.write_text("ab" * 32, encoding="ascii")
        key.chmod(0o400)
    assert start("pps_barnet.settings", **production) == ""
    for key in keys:
        key.chmod(0o440)
        assert f"{key} can be read by others. Run: chmod 600 {key}" in start("pps_barnet.settings", **production)
        key.chmod(0o400)


@pytest.mark.django_db
def test_the_web_process_asks_before_it_answers() -> None:
    """Django runs no check by itself when a server starts."""
    ours = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    said = start("pps_barnet.wsgi", DATABASE_URL=ours, DATABASE_OWNER_URL=ours)
    assert "The web process holds the owner's database address." in said
