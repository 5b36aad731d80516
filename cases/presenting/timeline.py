"""Contacts in a timeline."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from cases.models import Contact, ContactAddendum, ContactVersion, Person
from cases.presenting.people import name_of
from cases.presenting.texts import label_of, text_of
from cases.vocabulary import CodeList, ConsentCheck, PaperNotes, Screen
from foundation import clock, working_days
from foundation.components.shapes import Added, Entry, Tag
from foundation.components.words import gb_date, gb_datetime, gb_time, minutes


def entry_of(contact: Contact, people: dict[UUID, Person], added: Iterable[ContactAddendum] = ()) -> Entry:
    """One contact in the timeline, and what was ``added`` to it later."""
    if contact.moved_away_at:
        return _left_behind(contact)
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
        url=contact.get_absolute_url(),
        also=tuple(_marks(contact)),
        added=tuple(Added(text_of(each.text), each.recorded_at, str(each.recorded_by)) for each in added),
    )


def _left_behind(contact: Contact) -> Entry:
    """What stands where a contact was moved away: that it was, and nothing of it or of whose it is."""
    day = gb_date(contact.recorded_at)
    return Entry(
        title="Moved",
        when=contact.recorded_at,
        by=str(contact.moved_away_by),
        text=f"A contact recorded here on {day} was moved to the file it belongs to.",
    )


def _marks(contact: Contact) -> Iterator[Tag]:
    """What a reader has to know of how it was written down."""
    if is_late(contact):
        yield Tag("Late entry", "yellow")
    if contact.corrected_at:
        day = clock.london(contact.corrected_at).date()
        when = gb_time(contact.corrected_at) if day == clock.today() else gb_date(day)
        yield Tag(f"Corrected {when}", "blue")
    if contact.moved_here_at:
        yield Tag(f"Moved here {gb_date(contact.moved_here_at)}", "blue")


def is_late(contact: Contact) -> bool:
    """Whether it was written down more than one working day after the day on which it happened."""
    happened, written = (clock.london(at).date() for at in (contact.happened_at, contact.recorded_at))
    return written > working_days.next_working_day(happened)


def _facts_of(contact: Contact) -> list[tuple[str, str]]:
    explained = label_of(CodeList.CONFIDENTIALITY, contact.confidentiality_version)
    return [
        ("Written down", gb_datetime(contact.recorded_at) if is_late(contact) else ""),
        ("Kind", contact.get_contact_type_display()),
        ("How long", minutes(contact.duration_minutes)),
        ("Who", text_of(contact.other_party)),
        ("Also there", text_of(contact.second_person)),
        ("Told about the family", text_of(contact.told_about_family)),
        ("Right to speak", ConsentCheck(contact.consent_check).label if contact.consent_check else ""),
        ("About", _labels(CodeList.ISSUE, contact.topics)),
        ("Advice", _labels(CodeList.ADVICE, contact.advice_codes)),
        ("Advice given", text_of(contact.advice_given)),
        ("Signposted to", text_of(contact.signposted_to)),
        ("Interpreter", _labels(CodeList.INTERPRETER, {contact.interpreter} - {"", "none"})),
        ("Confidentiality explained", explained if contact.confidentiality_version else ""),
        ("Notes on paper", contact.get_paper_notes_display() if contact.paper_notes != PaperNotes.NONE else ""),
    ]


def _labels(which: CodeList, codes: Iterable[str]) -> str:
    return ", ".join(label_of(which, code) for code in codes)


def _screen_tag(contact: Contact) -> Tag | None:
    return {
        Screen.CONCERN: Tag("Worry about somebody at risk", "red"),
        Screen.UNSURE: Tag("Not sure whether somebody is at risk", "orange"),
    }.get(Screen(contact.safeguarding_screen))


def wordings_of(contact: Contact, versions: Iterable[ContactVersion]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The earlier wordings of a contact as the versions are given: until when each stood, who changed it, its texts."""
    return [
        (
            f"Until {gb_datetime(version.replaced_at)}, changed by {version.replaced_by}",
            [(LABELS[name], text) for name in LABELS if (text := text_of(getattr(version, name)))],
        )
        for version in versions
    ]


LABELS = {
    "summary": "What was said",
    "other_party": "Who",
    "second_person": "Also there",
    "told_about_family": "Told about the family",
    "advice_given": "Advice given",
    "signposted_to": "Signposted to",
}
