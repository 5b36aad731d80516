"""python -m pps_barnet.setup: installs what is missing, then does what was asked inside the virtual environment."""

import argparse
import contextlib
import errno
import importlib
import os
import sys
from pathlib import Path

from pps_barnet.setup import install, instance
from pps_barnet.setup.places import PYTHON, VENV, prepare
from pps_barnet.setup.programs import no_room
from pps_barnet.setup.speech import SetUpError, complain, say

# What is loaded for each command, and only then: before the virtual environment exists most could not be.
COMMANDS = {
    "serve": "serving:serve",
    "test": "testing:test",
    "check": "checking:check",
    "env": "commands:env",
    "run": "commands:run",
    "roles": "commands:roles",
    "stop": "commands:stop",
}


def parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The command line, and that of each script a person calls."""
    whole = argparse.ArgumentParser(prog="pps_barnet.setup", description=__doc__, allow_abbrev=False)
    commands = whole.add_subparsers(dest="command_name", required=True)
    commands.add_parser("install", help="install and build what is missing, and stop there")
    serve = commands.add_parser(
        "serve", prog="script/server", allow_abbrev=False, help="serve the product on this machine"
    )
    serve.add_argument("--port", type=int, default=8000, metavar="N", help="the port to serve on (8000)")
    serve.add_argument("--reset-demo", action="store_true", help="begin with a fresh demonstration")
    test = commands.add_parser("test", prog="script/test", allow_abbrev=False, help="run every check and test")
    test.add_argument("--long", action="store_true", help="the full counts, before closing a piece of work")
    check = commands.add_parser("check", prog="script/check", help="run the checks that are not tests")
    commands.add_parser("env", help="start PostgreSQL, leave it running and print a shell's exports")
    run = commands.add_parser("run", help="run a command with PostgreSQL up and its URLs set")
    run.add_argument("command", nargs=argparse.REMAINDER)
    commands.add_parser("roles", help="make the roles and the database on a server of your own")
    commands.add_parser("stop", help="stop a PostgreSQL that `env` left running")
    return whole, {"serve": serve, "check": check}


def main(arguments: list[str]) -> int:
    """Does one command; its failures end in what to do, never in a traceback."""
    whole, scripts = parser()
    options, rest = whole.parse_known_args(arguments)
    if rest and options.command_name != "test":
        scripts.get(options.command_name, whole).error(f"unrecognised: {' '.join(rest)}")
    options.rest = rest
    # What these print is read by a shell or a program, so the set-up's progress goes to the error stream.
    read = options.command_name in {"env", "run"}
    aside = contextlib.redirect_stdout(sys.stderr) if read else contextlib.nullcontext()
    try:
        with aside:
            return perform(options, arguments)
    except instance.AlreadyServedError as there:
        say(str(there))
        return 0
    except SetUpError as failure:
        complain(failure)
        return 1
    except OSError as failure:
        complain(refused_by_the_machine(failure))
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Running it again goes on from here.")
        return 130


def refused_by_the_machine(failure: OSError) -> SetUpError:
    """A file that could not be read or written, wherever it happened: a full disk, or rights that somebody changed."""
    if failure.errno in (errno.ENOSPC, errno.EDQUOT):
        return no_room(str(failure))
    return SetUpError(
        f"{failure}.",
        "see that this user may read and write the whole checkout, and that no other set-up of it is running; "
        "then run this again: it goes on from here.",
    )


def perform(options: argparse.Namespace, arguments: list[str]) -> int:
    """Installs under the machine's Python and starts again inside .venv; there, does what was asked."""
    if Path(sys.prefix).resolve() == VENV.resolve() and options.command_name != "install":
        prepare()
        module, function = COMMANDS[options.command_name].split(":")
        return int(getattr(importlib.import_module(f"pps_barnet.setup.{module}"), function)(options))
    if options.command_name == "serve":
        instance.before_set_up(options)
    install.install()
    if options.command_name != "install":
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), "-m", "pps_barnet.setup", *arguments])  # noqa: S606 - our own program
    return 0


sys.exit(main(sys.argv[1:]))
