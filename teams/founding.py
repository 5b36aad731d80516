"""Setting up teams and people on the server, as the database's owner; the web never can."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth.hashers import make_password

from foundation.rowsecurity.calls import call, call_one
from teams.models.reaching import ASKED
from teams.vocabulary import Role


def found_team(name: str, *, service: str = "", demonstration: bool = False) -> UUID:
    """The team of this name, made if there is none; without a ``service`` it is the only team of its own."""
    made: UUID = call_one("gate.found_team_of", service or name, name, demonstration)
    return made


def found_person(username: str, name: str, *, password: str, email: str = "", demonstration: bool = False) -> UUID:
    """The person of this user name, made if there is none; an existing one keeps their password."""
    made: UUID = call_one("gate.found_person", username, name, email, make_password(password), demonstration)
    return made


def found_way_to_us(service: str, said: Mapping[str, str]) -> None:
    """Say how families reach a service, if nobody has: for what is set up with it."""
    call("gate.found_way_to_us", service, *(said[name] for name in ASKED))


def found_membership(team: UUID, person: UUID, role: Role) -> None:
    """Put somebody into a team without a second person: only for those who must be there before anybody can ask."""
    call("gate.found_membership", team, person, role.value)
