"""Two files that were made one by mistake are two again."""

import json
from collections.abc import Collection
from uuid import UUID, uuid4

from audit.actions import action, done_by
from cases import keys
from cases.actions.access import sealed
from cases.actions.life import as_before, level_as_before
from cases.actions.people import keep_findable
from cases.actions.wrong_person import carried, held, keep_true, sealed_anew
from cases.models import Contact, Merging, Person, undoing
from cases.rules import may_part
from teams.models import User

REASONS = {
    "42501": "Only a manager who sees both files takes them apart.",
    "P0002": "What came over was not kept when these two became one. Move each contact back by hand.",
    "55000": "They were taken apart already, or something was added to one of them. Look at both again.",
    "55006": "The other file was itself made one with a third since. Take those two apart first.",
    "22023": "Something in these files does not open, so it cannot be sealed anew. Tell your administrator.",
}
SETTLED = {
    "42501": "Only a manager who sees both files says so.",
    "55000": "Somebody has said so already, or the two are one again. Look at both files again.",
}


@action
def part_cases(*, by: User, merging: Merging, reason: str, along: Collection[UUID], settle: bool) -> int:
    """Take two files apart: each has again what it had, where it stood. ``along`` are contacts recorded since that go
    with what goes back. Unless ``settle``, whoever was kept from one of the two stays kept from both.

    Returns:
        How many people stay in the other file, because something stands with them by now.

    Raises:
        Refused: when ``by`` is not a manager who sees both, it was done already, or what was done is not known.
        CannotOpen: when a text does not open, so that it cannot be sealed anew.
    """
    may_part(by, merging, merging.case).enforce()
    keys.open_to_change(merging.case, page="taken apart from another file")
    keys.open_to_change(merging.other_case, page="another file was taken apart from this")
    case, other = held(merging.case, merging.other_case)
    undone = undoing(merging)
    twins = {each: Contact(id=undone.earlier[each.pk], case=case) for each in undone.contacts}
    twins |= {each: Contact(id=uuid4(), case=case) for each in undone.since if each.pk in along}
    carry = {str(old.pk): carried(old, twin) for old, twin in twins.items()}
    since = {str(pk): carry.pop(str(pk)) for pk in along if str(pk) in carry and pk not in undone.earlier}
    level_as_before(by, other, merging)
    texts = map(json.dumps, (carry, sealed_anew(undone.tasks, case=case), since))
    why = sealed(merging, end_reason=reason)["end_reason"]
    stay: int = done_by("gate.part_cases", merging.pk, why, *texts, settle, reasons=REASONS)
    for person in Person.objects.filter(pk__in={point.person_id for point in undone.voided}):
        keep_findable(person)
    as_before(by, case, merging)
    for each in held(case, other):
        keep_true(each)
    return stay


@action
def settle_parting(*, by: User, merging: Merging) -> None:
    """Say that each of two files that were taken apart has its own conflicts and walls again.

    Raises:
        Refused: when ``by`` does not manage who sees both, or somebody said so already.
    """
    done_by("gate.settle_parting", merging.pk, reasons=SETTLED)
