"""script/test: every check, then every test, in the same set-up that serves."""

import argparse
import os
import subprocess

from pps_barnet.setup import browser, checking
from pps_barnet.setup.databases import ADMIN, databases
from pps_barnet.setup.places import PYTHON, ROOT
from pps_barnet.setup.speech import say

MOST_WORKERS = 4


def test(options: argparse.Namespace) -> int:
    """Zero only when every check and every test passed; otherwise pytest's own exit code, or 1."""
    more = {"PPS_CHROMIUM": browser.chromium()}
    if options.long:
        more["PPS_LONG"] = "1"
    with databases() as found:
        found.url(ADMIN)
        checking.make_keys(found)
        failures = checking.run_all(found)
        workers = str(min(MOST_WORKERS, os.cpu_count() or 1))
        command = [str(PYTHON), "-m", "pytest", "-n", workers, *options.rest]
        env = checking.environment_for_tests(found, **more)
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    if failures:
        say(f"Checks that failed before the tests: {', '.join(failures)}.")
    return code or (1 if failures else 0)
