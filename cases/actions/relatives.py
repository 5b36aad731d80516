"""The people whom a colleague must not meet as clients. Only they themselves write and read the list."""

from uuid import uuid4

from audit.actions import action, done_by
from audit.vocabulary import Verb
from cases import keys
from cases.models import Relative
from cases.searching import name_asked, number_asked
from teams.models import User

REASONS = {"54000": "There are a hundred people on your list already. Take somebody off it first."}


@action
def add_relative(*, by: User, given_name: str, family_name: str, telephone: str = "") -> None:
    """Write somebody down. A case in which they are is absent for oneself from then on, and nothing says so.

    Raises:
        Refused: when the list is full.
    """
    keys.open_own(Verb.RELATIVES_READ, page="relatives")
    made = Relative(id=uuid4(), whose=by, given_name=given_name, family_name=family_name, telephone=telephone)
    name, number = (keys.blind(each) for each in (name_asked(given_name, family_name), number_asked(telephone)))
    said = [value.blob if value is not None else None for value in (made.given_name, made.family_name, made.telephone)]
    done_by("gate.add_relative", made.pk, *said, name, number, reasons=REASONS)


@action
def remove_relative(*, by: User, relative: Relative) -> None:
    """Take somebody off one's list. What they were kept from stays so until a manager decides."""
    done_by("gate.remove_relative", relative.pk, reasons={})
