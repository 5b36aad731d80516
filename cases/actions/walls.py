"""Walls between the files of two people: who works on which side of one."""

from collections.abc import Mapping
from uuid import UUID

from audit.actions import action, done_by
from cases import keys
from cases.actions.access import REASONS as OF_ACCESS
from cases.actions.access import sealed
from cases.models import Case, Contact, Wall
from cases.rules import may_manage_access, may_wall_off
from cases.vocabulary import Side
from teams.models import User

REASONS = OF_ACCESS | {"55006": "These two files were made one. A wall cannot stand within one file."}


@action
def build_wall(*, by: User, case: Case, other: Case, kind: str, reason: str) -> UUID:
    """Keep two files apart, at once. Whoever has led or recorded on one of them alone works on that side; everybody
    else is on neither until a manager places them.

    Raises:
        Refused: when ``by`` does not manage who may see both, they are of two teams or one
            file, or a wall stands already.
    """
    may_wall_off(by, case, other).enforce()
    keys.open_to_change(case, page="cases:build_wall")
    first, second = _workers_of(case), _workers_of(other)
    made = Wall.of(case)
    said = sealed(made, reason=reason)["reason"]
    what = (made.pk, case.pk, other.pk, kind, said, sorted(first - second), sorted(second - first))
    done_by("gate.build_wall", *what, reasons=REASONS)
    return made.pk


def _workers_of(case: Case) -> set[UUID]:
    recorded = Contact.objects.filter(case=case).order_by().values_list("worker_id", flat=True).distinct()
    return {pk for pk in (*recorded, case.lead_worker_id, case.second_worker_id) if pk is not None}


@action
def place_at_wall(*, by: User, wall: Wall, sides: Mapping[UUID, Side]) -> None:
    """Say on which side of a wall colleagues work; at once, the file on the other side is absent for them.

    Raises:
        Refused: when ``by`` does not manage who may see both files, the wall no longer stands, or somebody else has
            placed people at it since it was read.
    """
    may_manage_access(by, wall.case).enforce()
    for who, side in sides.items():
        wall.edition = done_by("gate.place_at_wall", wall.pk, who, side.value, wall.edition, reasons=REASONS)


@action
def take_down_wall(*, by: User, wall: Wall) -> None:
    """End a wall: both files are the team's again, at once.

    Raises:
        Refused: when ``by`` does not manage who may see both files, or it no longer stands.
    """
    may_manage_access(by, wall.case).enforce()
    done_by("gate.take_down_wall", wall.pk, reasons=REASONS)
