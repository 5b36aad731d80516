"""What one measured person may see, read once as the superuser: the floor is told it, everybody else works it out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from bench.filling import person_id
from bench.shape import PEOPLE
from foundation.once import remembering
from foundation.rowsecurity.context import acting_as
from teams.models import User
from teams.vocabulary import Verb

TEAMS = "SELECT id FROM bench.team WHERE no = ANY (%(numbers)s)"
LET_IN = "SELECT content_object_id FROM cases_casepermission WHERE user_id = %(person)s"
HIDDEN = """
    SELECT case_id FROM cases_caseexclusion WHERE user_id = %(person)s AND (until IS NULL OR until > now())
    UNION SELECT m.id FROM bench.made AS m WHERE m.team = ANY (%(numbers)s) AND m.narrowed
"""
LONG_CASE = """
    SELECT l.id FROM bench.long_case AS l JOIN bench.made AS m USING (id)
    WHERE m.team = ANY (%(numbers)s) AND l.id <> ALL (%(hidden)s::uuid[]) ORDER BY m.n DESC LIMIT 1
"""


@dataclass(frozen=True)
class Who:
    """One measured person, and the plain ids that the floor's SQL is given."""

    label: str
    user: User
    teams: list[UUID]
    let_in: list[UUID]
    hidden: list[UUID]
    case: UUID

    @property
    def ids(self) -> dict[str, Any]:
        """What the floor's SQL is filled in with."""
        return {"teams": self.teams, "let_in": self.let_in, "hidden": self.hidden, "case": self.case}


def who(label: str, superuser: Any) -> Who:
    """One of the measured people."""
    username, numbers = PEOPLE[label]
    with superuser.cursor() as cursor:
        person = person_id(cursor, username)
        known = {"person": person, "numbers": list(numbers)}

        def ids(statement: str, **more: Any) -> list[UUID]:
            cursor.execute(statement, known | more)
            return [row[0] for row in cursor.fetchall()]

        hidden = ids(HIDDEN)
        (case,) = ids(LONG_CASE, hidden=hidden)
        return Who(label, read(person), ids(TEAMS), ids(LET_IN), hidden, case)


def afresh(user: User) -> User:
    """The person as a new request has them: nothing remembered but what the guard of every view asks."""
    again = User(**{field.attname: getattr(user, field.attname) for field in User._meta.concrete_fields})
    again._state.adding, again._state.db = False, user._state.db
    with asking(user.pk):
        again.holds(Verb.SEE_CASES)
    return again


@contextmanager
def asking(person: UUID) -> Iterator[None]:
    """One transaction on behalf of one person, as a request has; its context is part of what is timed."""
    with acting_as(person), transaction.atomic(), remembering():
        yield


def read(person: UUID) -> User:
    """The person, as signing in loads them."""
    with asking(person):
        return User.objects.get(pk=person)
