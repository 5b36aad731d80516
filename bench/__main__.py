"""python -m bench: see script/bench."""

import argparse
import json
import sys

from bench.beginning import begin


def parser() -> argparse.ArgumentParser:
    """The command line."""
    whole = argparse.ArgumentParser(prog="script/bench", description="Measures what the product costs.")
    commands = whole.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="the list of cases, one case, counts, and the page in the server")
    listing.add_argument("--cases", type=int, action="append", metavar="N", help="a size; may be given again")
    listing.add_argument("--rounds", type=int, default=200, metavar="N", help="rounds that count (200)")
    listing.add_argument("--json", action="store_true", help="print JSON instead of tables")
    listing.add_argument("--keep", action="store_true", help="keep each database, and use a kept one again")
    return whole


def main(arguments: list[str]) -> int:
    """Measure each size, then print everything."""
    options = parser().parse_args(arguments)
    begin()
    from bench import report, running, shape  # noqa: PLC0415 -- needs Django to be set up

    sizes = sorted(set(options.cases or shape.SIZES))
    results = {cases: running.run(cases, rounds=options.rounds, keep=options.keep) for cases in sizes}
    told = json.dumps(report.as_json(results), indent=2) if options.json else report.as_text(results)
    sys.stdout.write(told + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
