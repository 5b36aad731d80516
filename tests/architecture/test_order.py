"""Rows come in one order and no other: what sorts them ends with something that no two of them share."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("audit", "cases", "consent", "foundation", "pps_barnet", "safeguarding", "teams")
FILES = sorted(path for app in APPS for path in ROOT.glob(f"{app}/**/*.py") if "migrations" not in path.parts)
# Of no two rows the same: the register's number of a school; the day from which a legal basis holds; which version of
# how a service is reached; a month counted.
OWN = ("pk", "id", "urn", "valid_from", "version", "month")


def orders(path: Path) -> Iterator[tuple[int, str]]:
    """What each sorting of rows in a file ends with, and on which line; what is said elsewhere is looked at there."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
            yield from ((node.lineno, ast.unparse(last)) for last in node.args[-1:])


def is_of_one_row(last: str) -> bool:
    """Whether a sorting that ends so leaves no two rows in either order."""
    return last.strip("f'\"-").rpartition("}")[2] in OWN or last.startswith("*")


def test_there_are_orders_to_read() -> None:
    assert sum(1 for path in FILES for _ in orders(path)) > 100


@pytest.mark.parametrize("last", ["'recorded_at'", "'-told_at'", "'display_name'", "F('at').desc()", "f'{sign}{by}'"])
def test_an_order_by_a_time_or_a_name_alone_is_noticed(last: str) -> None:
    assert not is_of_one_row(last)


def test_rows_of_one_moment_or_name_come_in_the_same_order_every_time() -> None:
    """PostgreSQL promises none between rows that a sorting calls equal, and the first of them is another one then."""
    loose = [(str(path.relative_to(ROOT)), *each) for path in FILES for each in orders(path)]
    assert [each for each in loose if not is_of_one_row(each[2])] == []
