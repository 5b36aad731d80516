"""Contacts in a timeline."""

from uuid import UUID

from cases.models import Contact, Person
from cases.presenting.people import name_of
from cases.presenting.texts import label_of, text_of
from cases.vocabulary import CodeList, ConsentCheck, Screen
from foundation import clock, working_days
from foundation.components.shapes import Entry, Tag
from foundation.components.words import gb_datetime


def entry_of(contact: Contact, people: dict[UUID, Person]) -> Entry:
    """One contact in the timeline."""
    method = label_of(CodeList.METHOD, contact.method)
    with_whom = name_of(people.get(contact.person_id)) if contact.person_id else contact.get_with_whom_display().lower()
    way = "from" if contact.direction == "in" else "to"
    return Entry(
        title=f"{method} {way} {with_whom}",
        when=contact.happened_at,
        by=str(contact.worker),
        text=text_of(contact.summary),
        about=contact.get_contact_type_display(),
        tag=_screen_tag(contact),
        tone="concern" if contact.safeguarding_screen == Screen.CONCERN else "",
        facts=tuple((label, value) for label, value in _facts_of(contact) if value),
        also=(Tag("Late entry", "yellow"),) if is_late(contact) else (),
    )


def is_late(contact: Contact) -> bool:
    """Whether it was written down more than one working day after the day on which it happened."""
    happened, written = (clock.london(at).date() for at in (contact.happened_at, contact.recorded_at))
    return written > working_days.next_working_day(happened)


def _facts_of(contact: Contact) -> list[tuple[str, str]]:
    return [
        ("Written down", gb_datetime(contact.recorded_at) if is_late(contact) else ""),
        ("Kind", contact.get_contact_type_display()),
        ("How long", f"{contact.duration_minutes} minutes" if contact.duration_minutes else ""),
        ("Who", text_of(contact.other_party)),
        ("Told about the family", text_of(contact.told_about_family)),
        ("Right to speak", ConsentCheck(contact.consent_check).label if contact.consent_check else ""),
        ("Advice about", ", ".join(label_of(CodeList.ISSUE, code) for code in contact.advice_codes)),
        ("Advice given", text_of(contact.advice_given)),
        ("Signposted to", text_of(contact.signposted_to)),
        (
            "Interpreter",
            label_of(CodeList.INTERPRETER, contact.interpreter) if contact.interpreter not in ("", "none") else "",
        ),
    ]


def _screen_tag(contact: Contact) -> Tag | None:
    return {
        Screen.CONCERN: Tag("Worry about somebody at risk", "red"),
        Screen.UNSURE: Tag("Not sure whether somebody is at risk", "orange"),
    }.get(Screen(contact.safeguarding_screen))
