"""What there is to take apart of two files, as plain values: by date, kind and author."""

from typing import Any

from cases.models import Case, Conflict, Contact, ContactPoint, LettingIn, Merging, Task, Undoing, Wall
from cases.presenting.access import end_of_letting_in
from cases.presenting.people import name_of
from cases.presenting.texts import label_of, text_of
from cases.vocabulary import CodeList
from foundation.components.words import gb_date

BEGINS = 100  # characters of what was said, by which somebody knows it again


def parting_of(undone: Undoing) -> dict[str, Any]:
    """What goes back, what was recorded since and stays, and what cannot go back."""
    return {
        "back": [contact_words(each) for each in undone.contacts] + [_task_words(each) for each in undone.tasks],
        "written": [name_of(each) for each in undone.written],
        "voided": [_point_words(each) for each in undone.voided],
        "used": [_point_words(each) for each in undone.used],
        "tasks_since": [_task_words(each) for each in undone.tasks_since],
        "moved_on": undone.moved_on,
    }


def since_of(undone: Undoing) -> list[tuple[Contact, str, str]]:
    """Each contact recorded since, what it was, and how it begins."""
    return [(each, contact_words(each), _begin(each)) for each in undone.since]


def contact_words(contact: Contact) -> str:
    """When, what and by whom."""
    method = label_of(CodeList.METHOD, contact.method)
    return (
        f"{gb_date(contact.happened_at)}: {method}, {contact.get_contact_type_display().lower()}, by {contact.worker}"
    )


def kept_words(row: Conflict, merging: Merging) -> str:
    """Who is kept from a file, and whether that was said while two were one."""
    while_one = row.recorded_at >= merging.recorded_at
    return f"{row.colleague}, since {gb_date(row.recorded_at)}{', while the two were one' if while_one else ''}"


def guest_words(row: LettingIn) -> str:
    """Somebody from another team who is let into a file, and reads what stands in it from then on."""
    return f"{row.guest} is let in until {end_of_letting_in(row.until)}, and reads what stands there"


def wall_words(row: Wall, case: Case, merging: Merging) -> str:
    """A wall between a file and a third one."""
    third = row.other_case if row.case_id == case.pk else row.case
    while_one = row.recorded_at >= merging.recorded_at
    return f"A wall towards {third.readable_reference}{', built while the two were one' if while_one else ''}"


def _begin(contact: Contact) -> str:
    text = text_of(contact.summary)
    return text if len(text) <= BEGINS else f"{text[:BEGINS].rsplit(' ', 1)[0]} …"


def _task_words(task: Task) -> str:
    what = f"{task.get_kind_display().lower()}, due {gb_date(task.due)}, for {task.assigned_to}"
    return f"{gb_date(task.recorded_at)}: {what}, written down by {task.recorded_by}"


def _point_words(point: ContactPoint) -> str:
    return f"{text_of(point.value)}, {point.get_channel_display().lower()}"
