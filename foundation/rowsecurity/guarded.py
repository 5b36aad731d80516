"""Whether the tables of people stand behind their row policies: asked at every start, because whoever owns them could
have opened one by hand, or a restore could have left it open."""

from collections.abc import Iterator, Mapping

from django.db import connection

# Of a table that is not there yet nothing is said: the migrations make it.
STANDING = """
    SELECT wanted.name, c.relrowsecurity AND c.relforcerowsecurity,
           ARRAY(SELECT p.polname::text FROM pg_policy AS p WHERE p.polrelid = c.oid AND NOT p.polpermissive
                   AND p.polcmd = '*' AND p.polroles = ARRAY['pps_app'::regrole::oid])
    FROM unnest(%s::text[]) AS wanted (name)
    JOIN pg_class AS c ON c.relname = wanted.name AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""


def unguarded(tables: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Each of ``tables`` that is open, and what it lacks: row security itself, or a policy that takes rows away."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list(tables)])
        standing = cursor.fetchall()
    for table, secured, taking in standing:
        if not secured:
            yield table, "row security"
        yield from ((table, f"its policy {name}") for name in sorted(tables[table] - set(taking)))
