"""python -m bench: see script/bench."""

import argparse
import contextlib
import json
import sys

from bench.beginning import begin

SMALLEST = 10_000


def size(text: str) -> int:
    """A number of cases that gives each of 150 teams a whole first page; half-empty ones compare with nothing."""
    found = int(text)
    if found < SMALLEST:
        raise argparse.ArgumentTypeError(f"{found} cases are too few for a first page in each team: {SMALLEST} or more")
    return found


def parser() -> argparse.ArgumentParser:
    """The command line."""
    whole = argparse.ArgumentParser(prog="script/bench", description="Measures what the product costs.")
    commands = whole.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="the list of cases, one case, counts, and the page in the server")
    listing.add_argument("--cases", type=size, action="append", metavar="N", help="a size; may be given again")
    listing.add_argument("--rounds", type=int, default=200, metavar="N", help="rounds that count (200)")
    listing.add_argument("--json", action="store_true", help="print JSON instead of tables")
    listing.add_argument("--keep", action="store_true", help="keep each database, and use a kept one again")
    schools = commands.add_parser("schools", help="importing the register of schools, and finding one")
    schools.add_argument("--rows", type=int, default=50_000, metavar="N", help="rows of the invented file (50000)")
    schools.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return whole


def main(arguments: list[str]) -> int:
    """Measure, then print everything."""
    options = parser().parse_args(arguments)
    with contextlib.redirect_stdout(sys.stderr):  # what is set up on the way says so, and a program reads the rest
        begin()
        told = measured_schools(options) if options.command == "schools" else measured_lists(options)
    sys.stdout.write(told + "\n")
    return 0


def measured_lists(options: argparse.Namespace) -> str:
    """Each size of the list of cases."""
    from bench import report, running, shape  # noqa: PLC0415 -- needs Django to be set up

    sizes = sorted(set(options.cases or shape.SIZES))
    results = {cases: running.run(cases, rounds=options.rounds, keep=options.keep) for cases in sizes}
    return json.dumps(report.as_json(results), indent=2) if options.json else report.as_text(results)


def measured_schools(options: argparse.Namespace) -> str:
    """The register of schools."""
    from bench import schools  # noqa: PLC0415 -- needs Django to be set up

    result = schools.run(options.rows)
    return json.dumps(result, indent=2) if options.json else schools.as_text(result)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
