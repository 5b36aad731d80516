"""Statements that Django compiles once for the process and PostgreSQL plans once for the connection.

Compiling and planning a queryset cost more than running it, and come out the same every time but for who asks. So a
queryset is built once with a ``Given`` in each place where a value belongs, and each run puts its own values there. The
visibility rules are the same either way: for ``WHOEVER_ASKS``, ``team_ids`` and its like answer a ``Given``, for a
person ids. Nothing that was found is kept, only the words of the question; the row policies judge every run.
"""

import copy
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Expression, ForeignKey, Lookup, QuerySet, UUIDField
from psycopg2.extensions import adapt

from foundation.rowsecurity.calls import as_sent, named


class Given(Expression):
    """Stands in a queryset for a value that is read anew at each run, from what the run is asked with."""

    def __init__(self, read: Callable[..., Any]) -> None:
        super().__init__()
        self.read = read

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A place for the value, and this as a sign of which."""
        return "%s", [self]


class GateArray:
    """Stands for ids that a function of the gate gives: asked for within the statement, not before it."""

    def __init__(self, function: str) -> None:
        self.sql = f"(SELECT {function}())"


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup[Any]):
    """``team__among=ids``: like ``in``, but the same words however many ids there are, none included."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The column, compared with one array."""
        column, values = self.process_lhs(compiler, connection)
        if isinstance(self.rhs, GateArray):
            return f"{column} = ANY({self.rhs.sql}::uuid[])", values
        return f"{column} = ANY(%s::uuid[])", [*values, self.rhs]


class WhoeverAsks:
    """Stands for the person in a queryset that is built before anybody asks."""

    is_active: Final = True
    pk: Final = Given(lambda user, *_: user.pk)


WHOEVER_ASKS: Final = WhoeverAsks()


class Words:
    """A statement with places for the values of each run; what never changes stands in the words.

    So the server can make its one plan with it: only of a word it knows can it tell which part of an index fits.
    """

    def __init__(self, sql: str, values: Sequence[Any], *, kept: bool = True) -> None:
        """``values`` are those of the places in ``sql``: a ``Given``, or a value that is the same each time. Words that
        are not ``kept`` are planned at each run: of those there may be many, and a connection forgets none."""
        first, *rest = sql.split("%s")
        said = (f"{_place(value)}{words}" for value, words in zip(values, rest, strict=True))
        self.sql = "".join([first, *said])
        self.values = [value for value in values if isinstance(value, Given)]
        self.kept = kept

    def filled_in(self, *asked: Any) -> tuple[str, list[Any]]:
        """What to send for one run, and its values. In a transaction the server keeps the plan for the next run."""
        values = as_sent([value.read(*asked) for value in self.values])
        return (self._execution() if self.kept and may_keep_plans() else self.sql), values

    def _execution(self) -> str:
        kept: dict[str, str] = connection.kept_plans  # type: ignore[attr-defined]  # our backend's
        if self.sql not in kept:
            # Nobody can guess the name, nor list the names: so nobody who gets to say one statement can put another
            # in this one's place, to be run by whoever the connection serves next.
            execution = execution_of(f"kept_{secrets.token_hex(8)}", len(self.values))
            with connection.connection.cursor() as cursor:
                cursor.execute(preparation(self.sql, execution))
            kept[self.sql] = execution
        return kept[self.sql]


def _place(value: Any) -> str:
    if isinstance(value, Given):
        return "%s"
    said = adapt(value)
    if hasattr(said, "encoding"):
        said.encoding = "utf8"
    word: str = said.getquoted().decode()
    return word.replace("%", "%%")


def execution_of(name: str, places: int) -> str:
    """What runs a kept plan."""
    return f"EXECUTE {name}({', '.join(['%s'] * places)})" if places else f"EXECUTE {name}"


def preparation(sql: str, execution: str) -> str:
    """What makes the server keep a plan of ``sql``, to be run by ``execution``."""
    numbers = tuple(f"${number}" for number in range(1, execution.count("%s") + 1))
    return f"PREPARE {execution.partition('(')[0].removeprefix('EXECUTE ')} AS {sql % numbers}"


def may_keep_plans() -> bool:
    """Whether the driver speaks with the server itself: behind a pooler, the next transaction may be elsewhere."""
    process: int = connection.server_process  # type: ignore[attr-defined]  # our backend's
    return connection.in_atomic_block and process == connection.connection.info.backend_pid


class _Compiled:
    """A queryset that is built and compiled at its first use; afterwards only its values change."""

    def __init__(self, build: Callable[[], "QuerySet[Any]"]) -> None:
        """``build`` is called once, by whichever request comes first, so it must not look at one. It joins no other
        model's rows to its own."""
        self._build = build
        self._compiled: tuple[Any, Any, Words, Any] | None = None

    def _compile(self) -> tuple[Any, Any, Words, Any]:
        queryset: Any = self._build()
        compiler = queryset.query.get_compiler(queryset.db)
        words = self._words(compiler)
        names = _attributes(queryset.model, compiler) if queryset._fields is None else None
        self._compiled = (queryset, compiler, words, names)
        return self._compiled

    def _words(self, compiler: Any) -> Words:
        return Words(*compiler.as_sql())


class Prepared(_Compiled):
    """A queryset that is compiled once, and found anew at each call."""

    def __call__(self, *asked: Any) -> list[Any]:
        """The rows for one run: objects, or tuples for a queryset of values. Each ``Given`` reads from ``asked``."""
        queryset, compiler, words, names = self._compiled or self._compile()
        rows = rows_of(words.filled_in(*asked), compiler)
        return rows if names is None else [queryset.model.from_db(queryset.db, names, row) for row in rows]


class AndFound(Given):
    """Ids that a ``PreparedWithCall`` tells its function: those that are read, and those of the rows it found."""


class PreparedWithCall(_Compiled):
    """A queryset of objects and, in the same statement, a function of the gate that is told which of them were found:
    one way to the server and back for what would be two. The rows come in no order."""

    def __init__(
        self, build: Callable[[], "QuerySet[Any]"], function: str, *told: Given, matching: tuple[str, str]
    ) -> None:
        """``told`` are the function's arguments; ``matching``, a column of the objects and the one of the function's
        that it belongs to, the first that it gives.

        Raises:
            ValueError: when ``function`` is not a plain name in schema ``gate``.
        """
        super().__init__(build)
        self._function, self._told, self._matching = named(function), told, matching

    def __call__(self, *asked: Any) -> tuple[list[Any], list[tuple[Any, ...]]]:
        """The objects for one run, each once, and what the function gave, where a row may come more than once.

        Raises:
            django.db.Error: whatever the function refuses with.
        """
        queryset, compiler, words, names = self._compiled or self._compile()
        rows = rows_of(words.filled_in(*asked), compiler)
        key, width = names.index(queryset.model._meta.pk.attname), len(names)
        found = {row[key]: row[:width] for row in rows if row[key] is not None}
        given = [row[width:] for row in rows if row[width] is not None]
        return [queryset.model.from_db(queryset.db, names, row) for row in found.values()], given

    def _words(self, compiler: Any) -> Words:
        sql, values = compiler.as_sql()
        arguments = ", ".join(FOUND_TOO if isinstance(each, AndFound) else "%s" for each in self._told)
        ours, theirs = self._matching
        return Words(
            f"WITH found AS MATERIALIZED ({sql}), given AS MATERIALIZED (SELECT * FROM {self._function}({arguments})) "
            f"SELECT found.*, given.* FROM found FULL JOIN given ON given.{theirs} = found.{ours}",
            [*values, *self._told],
        )


FOUND_TOO = "%s::uuid[] || ARRAY(SELECT id FROM found)"


def _attributes(model: Any, compiler: Any) -> list[str]:
    """What each column is of a row of the model: all of it, or what ``only`` names."""
    fields: list[Any] = [getattr(column[0], "target", None) for column in compiler.select]
    if any(field is None or field.model is not model for field in fields):
        raise TypeError("A prepared queryset gives rows of its own model alone, or values.")
    return [field.attname for field in fields]


def rows_of(statement: tuple[str, list[Any]], compiler: Any) -> list[tuple[Any, ...]]:
    """What a statement finds, each column as its field reads it; ``compiler`` is of the queryset that it came from."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    if compiler.has_extra_select:  # columns to sort by alone
        found = [row[: compiler.col_count] for row in found]
    converters = _converters(compiler)
    if not converters:
        return found
    mine = copy.copy(compiler)  # it was made for another connection
    mine.connection = connection
    return [tuple(row) for row in mine.apply_converters(found, converters)]


def _converters(compiler: Any) -> Any:
    """Worked out once for a statement: they come out the same each time."""
    if not hasattr(compiler, "kept_converters"):
        compiler.kept_converters = compiler.get_converters([column[0] for column in compiler.select])
    return compiler.kept_converters
