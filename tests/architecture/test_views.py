"""A view reads fetch, ask, validate, act, answer: it writes nothing itself and spells no SQL."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.checks import url_patterns

ROOT = Path(__file__).resolve().parents[2]
VIEWS = sorted([*ROOT.glob("*/views/*.py"), *ROOT.glob("*/pages/*.py")])
WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create"}
ACROSS = {"annotate", "aggregate", "alias", "union", "raw", "extra"}
EXPRESSIONS = {"OuterRef", "Exists", "Subquery", "Count", "Sum", "Avg", "Min", "Max"}
ROOMS = {"utils", "helpers", "common", "core", "services", "signals", "managers"}


def calls(path: Path) -> Iterator[tuple[int, str, str]]:
    """Every method that a file calls: its line, on what, its name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, ast.unparse(node.func.value), node.func.attr


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_there_are_views_to_read() -> None:
    assert len(VIEWS) > 10


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_view_file_writes_nothing(path: Path) -> None:
    assert [(line, on, name) for line, on, name in calls(path) if name in WRITES and not on.endswith("actions")] == []


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_view_file_talks_to_the_database_only_through_models_and_actions(path: Path) -> None:
    mistaken = ("django.db.connection", "foundation.rowsecurity.calls", "psycopg2", "django.db.transaction")
    assert [name for name in imports(path) if name.startswith(mistaken)] == []


def test_what_is_read_across_tables_is_read_by_a_queryset() -> None:
    """Neither a view nor what a page shows joins, counts or compares rows of several tables: a queryset has a name for
    it (``models``, ``listing``, ``searching``)."""
    showing = [*VIEWS, *ROOT.glob("*/presenting/*.py")]
    read = [(path.name, name) for path in showing for _, _, name in calls(path) if name in ACROSS]
    read += [(path.name, name) for path in showing for name in imports(path) if name.rpartition(".")[2] in EXPRESSIONS]
    assert read == []


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_view_file_never_reveals_what_is_sealed_itself(path: Path) -> None:
    assert [(line, on) for line, on, name in calls(path) if name == "reveal"] == []


def test_no_view_is_longer_than_a_screen() -> None:
    long = {
        route: lines
        for route, pattern in url_patterns()
        if (lines := len(inspect.getsource(inspect.unwrap(pattern.callback)).splitlines())) > 30
    }
    assert long == {}


def test_no_room_is_a_lumber_room() -> None:
    packages = ("audit", "bench", "cases", "consent", "foundation", "pps_barnet", "safeguarding", "teams")
    found = [path for name in packages for path in (ROOT / name).rglob("*") if path.stem in ROOMS]
    assert [str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts] == []
