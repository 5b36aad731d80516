"""The commands other than serving, testing and checking."""

import argparse
import os
import shlex
import subprocess
import sys

from pps_barnet.setup import cluster, databases, postgres
from pps_barnet.setup.environment import environment
from pps_barnet.setup.places import PYTHON, ROOT
from pps_barnet.setup.speech import say


def env(_: argparse.Namespace) -> int:
    """Starts PostgreSQL, leaves it running, and prints what a developer's shell needs."""
    postgres.keep_running(keep=True)
    with databases.databases() as found:
        told = environment(found.urls)
    for name in (*found.urls, "PPS_MODE", "PPS_SECRETS"):
        if told.get(name):
            print(f"export {name}={shlex.quote(told[name])}", file=sys.__stdout__)
    return 0


def stop(_: argparse.Namespace) -> int:
    """Stops a PostgreSQL that `env` left running; at once, or when the server or the tests that use it have ended."""
    postgres.keep_running(keep=False)
    with postgres.sharing():
        pass
    used = postgres.port_in_use(cluster.of_checkout())
    say("PostgreSQL stops when whoever uses it has ended." if used else "PostgreSQL of this checkout is stopped.")
    return 0


def run(options: argparse.Namespace) -> int:
    """Runs any command with PostgreSQL up and every URL set; `python` is the virtual environment's."""
    with databases.databases() as found:
        told = environment(found.urls)
        told["PATH"] = os.pathsep.join([str(PYTHON.parent), told.get("PATH", os.defpath)])
        return subprocess.run(options.command, cwd=ROOT, env=told, check=False).returncode


def roles(_: argparse.Namespace) -> int:
    """Makes the roles and the database on a server of your own."""
    databases.create_on_named_server()
    say("The roles and the database are there.")
    return 0
