"""script/check: everything that can be said about the code without running its tests."""

import argparse
import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pps_barnet.setup import product
from pps_barnet.setup.databases import Databases, databases
from pps_barnet.setup.environment import environment
from pps_barnet.setup.places import PYTHON, ROOT, VAR, VENV, private_folder
from pps_barnet.setup.speech import say

TEST_SECRETS = VAR / "test-secrets"


@dataclass(frozen=True)
class Check:
    """One check; `as_owner` for those that read which migrations were applied, which the web's login may not."""

    name: str
    command: Sequence[str]
    as_owner: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of one check."""

    check: Check
    passed: bool
    seconds: float
    output: str


# The slowest first, so that the others are done meanwhile.
CHECKS = (
    Check("mypy", [str(PYTHON), "-m", "mypy"]),
    Check("ruff check", [str(PYTHON), "-m", "ruff", "check", "."]),
    Check("ruff format", [str(PYTHON), "-m", "ruff", "format", "--check", "."]),
    Check("import contracts", [str(VENV / "bin" / "lint-imports")]),
    Check("manage.py check", [str(PYTHON), "manage.py", "check"]),
    Check("migrations", [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"], as_owner=True),
    Check("generated documents", [str(PYTHON), "manage.py", "generate_docs", "--check"]),
)


def check(_: argparse.Namespace) -> int:
    """Runs every check, whatever the others say."""
    with databases() as found:
        make_keys(found)
        failures = run_all(found)
    return 1 if failures else 0


def run_all(found: Databases) -> list[str]:
    """The names of the checks that failed, after saying so for each."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        outcomes = list(pool.map(lambda one: tell(run_one(one, found)), CHECKS))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        say(f"\n{outcome.check.name} failed:\n{outcome.output.rstrip()}")
    say(f"\nChecks: {len(outcomes) - len(failed)} passed, {len(failed)} failed.")
    return [outcome.check.name for outcome in failed]


def run_one(one: Check, found: Databases) -> Outcome:
    """Runs one check and times it."""
    began = time.monotonic()
    env = environment_for_tests(found)
    if one.as_owner:
        env["DATABASE_URL"] = found.url("DATABASE_OWNER_URL")
    try:
        done = subprocess.run(
            one.command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
    except OSError as failure:
        return Outcome(one, False, 0, str(failure))
    return Outcome(one, done.returncode == 0, time.monotonic() - began, done.stdout)


def tell(outcome: Outcome) -> Outcome:
    """One line as soon as it is known."""
    said = "passed" if outcome.passed else "FAILED"
    say(f"{outcome.check.name:<20} {said}  {outcome.seconds:4.1f} s")
    return outcome


def environment_for_tests(found: Databases, **more: str) -> dict[str, str]:
    """For checks and tests: their own mode and secrets, so that neither can spoil the demonstration's."""
    return environment(found.urls, PPS_MODE="test", PPS_SECRETS=str(private_folder(TEST_SECRETS)), **more)


def make_keys(found: Databases) -> None:
    """The keys that checks and tests run with, made once; settings cannot be loaded without."""
    if not all((TEST_SECRETS / name).exists() for name in ("django.key", "context.key", "sealing.key")):
        product.manage("Making keys for the tests", environment_for_tests(found), "make_keys", "--demonstration")
