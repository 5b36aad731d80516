"""What is written about one person: added, changed where it may change, taken away where it may end."""

from collections.abc import Mapping
from typing import Any

from audit.actions import action
from cases import keys
from cases.actions.people import keep_findable
from cases.models import Case, ContactPoint, FormerName, Person, as_seen
from cases.rules import may_narrow, may_work_on
from cases.vocabulary import AccessClass
from foundation import clock
from teams.models import User

FOUND_BY = (ContactPoint, FormerName)


@action
def add_record(*, by: User, case: Case, person: Person, model: type[Any], said: Mapping[str, Any]) -> Any:
    """Write down one more thing about a person.

    Raises:
        Refused: when the person asking may not work on the case, or not keep a record to managers.
    """
    may_work_on(by, case, identifying=True).enforce()
    if said.get("access_class", AccessClass.STANDARD) != AccessClass.STANDARD:
        may_narrow(by, case).enforce()
    keys.open_to_change(case)
    author = {} if model is ContactPoint else {"recorded_by": by}
    made = model.of(case, **({"person": person, "recorded_at": clock.now()} | author | dict(said)))
    made.save(force_insert=True)
    if model in FOUND_BY:
        keep_findable(person)
    return made


@action
def change_record(*, by: User, case: Case, row: Any, said: Mapping[str, Any]) -> None:
    """Change the fields of ``said`` and no others.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    row = as_seen(type(row).objects.select_for_update(no_key=True).get(pk=row.pk, case=case), row, said)
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=list(said))
    if type(row) in FOUND_BY:
        keep_findable(row.person)


@action
def retire_record(*, by: User, case: Case, row: Any) -> None:
    """Take away what no longer holds; taking it away twice changes nothing the second time.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    may_work_on(by, case).enforce()
    keys.open_to_change(case)
    row.retired_at = row.retired_at or clock.now()
    row.save(update_fields=["retired_at"])
    if type(row) in FOUND_BY:
        keep_findable(row.person)
