"""The budgets that keep this code readable: small functions, short files, templates that fit on a screen."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("audit", "bench", "cases", "consent", "foundation", "pps_barnet", "safeguarding", "teams")
FILE_LINES, TEST_FILE_LINES = 300, 400
FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_LINES = 7, 22, 40
TEMPLATE_P90 = 80
# Rows of data and of SQL read as tables: their length is not a matter of how much there is to understand.
TABLES = {"cases/code_lists.py", "pps_barnet/demonstration/families.py"}


@cache
def python_files(*folders: str) -> list[Path]:
    """Our Python, migrations apart: those are written once and never changed."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with how many lines it has, its signature and its docstring counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{name_of(path)}::{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def bodies(path: Path) -> Iterator[int]:
    """How many lines the body of each function of a file has, its docstring left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_there_is_something_to_measure() -> None:
    assert len(python_files(*PACKAGES)) > 50


def test_files_are_short() -> None:
    long = {name_of(path): lines_of(path) for path in python_files(*PACKAGES) if lines_of(path) > FILE_LINES}
    assert {name: lines for name, lines in long.items() if name not in TABLES} == {}


def test_test_files_are_short() -> None:
    assert {name_of(path): lines_of(path) for path in python_files("tests") if lines_of(path) > TEST_FILE_LINES} == {}


def test_no_function_is_long() -> None:
    found = [each for path in python_files(*PACKAGES) if name_of(path) not in TABLES for each in functions(path)]
    assert [(name, lines) for name, lines in found if lines > FUNCTION_LINES] == []


def test_functions_are_small() -> None:
    found = [lines for path in python_files(*PACKAGES) for lines in bodies(path)]
    assert median(found) <= FUNCTION_MEDIAN
    assert quantiles(found, n=10)[-1] <= FUNCTION_P90


def test_templates_are_short() -> None:
    lengths = [lines_of(path) for path in (ROOT / "templates").rglob("*.html")]
    assert quantiles(lengths, n=10)[-1] <= TEMPLATE_P90
