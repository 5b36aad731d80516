"""Where each function and row policy of the database stands as it is now. A migration never changes once it has run, so
what a later one says again stands in the later one, and nobody should have to look through all of them."""

import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

from pps_barnet.markdown import NOTE, line, table

EXPLAINED = "A migration says each whole; what it says is in force until a later one says it again.\n"
SAID = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION\s+(?P<made>gate\.\w+)"
    r"|DROP FUNCTION\s+(?:IF EXISTS\s+)?(?P<gone>gate\.\w+)"
    r"|ALTER FUNCTION\s+(?P<was>gate\.\w+)\s*\([^)]*\)\s+RENAME TO\s+(?P<now>\w+)"
    r"|(?:CREATE|ALTER) POLICY\s+(?P<policy>\w+)\s+ON\s+(?P<on>\w+)"
    r"|DROP POLICY\s+(?:IF EXISTS\s+)?(?P<no>\w+)\s+ON\s+(?P<off>\w+)",
    re.IGNORECASE,
)


def standing() -> tuple[dict[str, Path], dict[tuple[str, str], Path]]:
    """Each function of the gate, and each policy by table and name, with the migration that says what it is now."""
    functions: dict[str, Path] = {}
    policies: dict[tuple[str, str], Path] = {}
    for where, said in statements():
        for found in SAID.finditer(said):
            _follow(found.groupdict(), where, functions, policies)
    return functions, policies


def _follow(
    said: dict[str, Any], where: Path, functions: dict[str, Path], policies: dict[tuple[str, str], Path]
) -> None:
    if said["made"]:
        functions[said["made"]] = where
    elif said["gone"]:
        functions.pop(said["gone"], None)
    elif said["was"]:
        functions[f"gate.{said['now']}"] = functions.pop(said["was"])
    elif said["policy"]:
        policies[said["on"], said["policy"]] = where
    else:
        policies.pop((said["off"], said["no"]), None)


def statements() -> Iterator[tuple[Path, str]]:
    """Every statement of SQL of our migrations, in the order in which they run."""
    graph = MigrationLoader(None).graph
    for node in dict.fromkeys(chain.from_iterable(map(graph.forwards_plan, graph.leaf_nodes()))):
        migration = graph.nodes[node]
        where = Path(sys.modules[migration.__module__].__file__ or "")
        for operation in migration.operations if where.is_relative_to(settings.BASE_DIR) else ():
            said = operation.sql if isinstance(operation, RunSQL) else []
            for text in [said] if isinstance(said, str) else said:
                yield where.relative_to(settings.BASE_DIR), str(text)


def gate_index() -> str:
    """Both lists, as a document with a link to each place."""
    functions, policies = standing()
    parts = ["# The gate, as it is now\n", NOTE, EXPLAINED, *table("Function", "As it is now in")]
    parts += [line(f"`{name}`", _link(where)) for name, where in sorted(functions.items())]
    parts += ["\n## Row policies\n", *table("Table", "Policy", "As it is now in")]
    return "\n".join(
        [*parts, *(line(f"`{on}`", name, _link(where)) for (on, name), where in sorted(policies.items())), ""]
    )


def _link(where: Path) -> str:
    return f"[{where.stem}](../../{where.as_posix()})"
