"""Migration steps for row security, so that each migration reads as a statement of policy.

Definer functions are created *as* ``pps_definer`` (a role nobody can sign in as, which bypasses row security), with a
pinned search path, and are callable only by the logins named.
"""

import re
from collections.abc import Iterable

from django.db.migrations.operations import RunSQL

APP = "pps_app"
NAMED = re.compile(r"FUNCTION\s+(gate\.\w+)\s*\(([^)]*)\)", re.IGNORECASE)


def sql(*statements: str) -> RunSQL:
    """Plain statements, run as the owner. Our migrations go forwards; a backup is the way back."""
    return RunSQL([statement.strip() for statement in statements], reverse_sql=RunSQL.noop)


def definer(source: str, *, to: Iterable[str] = (APP,), drop: str = "") -> RunSQL:
    """Create one definer function from ``CREATE OR REPLACE FUNCTION gate.name(args) …``, callable by ``to`` only.

    Raises:
        ValueError: when the source does not name a function of schema ``gate`` or forgets the security clauses.
    """
    found = NAMED.search(source)
    if found is None or "SECURITY DEFINER" not in source or "SET search_path = pg_catalog, pg_temp" not in source:
        raise ValueError("A definer function lives in schema gate, is SECURITY DEFINER and pins its search path.")
    signature = f"{found[1]}({_types(found[2])})"
    grants = [f"GRANT EXECUTE ON FUNCTION {signature} TO {role}" for role in to]
    steps = ["SET LOCAL ROLE pps_definer", source.strip(), f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC", *grants]
    return RunSQL([*([drop] if drop else []), *steps, "RESET ROLE"], reverse_sql=RunSQL.noop)


def _types(arguments: str) -> str:
    """The argument types alone: ``p_case uuid, p_at date DEFAULT null`` becomes ``uuid, date``."""
    parts = [part.strip() for part in arguments.split(",") if part.strip()]
    return ", ".join(re.sub(r"(?i)\s+default\s+.*$", "", part).split(None, 1)[1] for part in parts)


def row_security(table: str) -> RunSQL:
    """Turn row security on for everybody, the table's owner included."""
    return sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def policy(
    table: str,
    name: str,
    command: str,
    *,
    using: str = "",
    check: str = "",
    restrictive: bool = False,
    to: str = APP,
) -> RunSQL:
    """One policy on one command (SELECT, INSERT, UPDATE, ALL). A restrictive policy only ever takes away."""
    kind = "RESTRICTIVE" if restrictive else "PERMISSIVE"
    clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
    return sql(f"CREATE POLICY {name} ON {table} AS {kind} FOR {command} TO {to}{clauses}")


def grant(rights: str, table: str, *, to: str = APP) -> RunSQL:
    """Give one login some rights on one table; nothing is ever granted by default."""
    return sql(f"GRANT {rights} ON {table} TO {to}")
