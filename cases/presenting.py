"""What a page shows of a case, as plain values that templates pass on.

A value that does not open says so in its place and shows nothing of itself; everything else on the page still shows.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from cases.models import Case, Code, Contact, ContactPoint, Person, Task
from cases.searching import full_name
from cases.vocabulary import AccessClass, Channel, CodeList, ConsentCheck, Safe, Screen, Status, TaskState
from foundation import clock
from foundation.components.shapes import CaseHeading, Entry, Link, Tag
from foundation.components.words import gb_date
from foundation.sealing.envelope import CannotOpen
from foundation.sealing.fields import Sealed

UNREADABLE = "This cannot be opened. Tell your manager: the record is damaged or its key is missing."
ANONYMOUS = "Anonymous enquiry"
STATUS_COLOURS = {Status.OPEN: "green", Status.INACTIVE: "yellow", Status.CLOSED: "grey"}


def text_of(value: Sealed | None) -> str:
    """The text of a sealed value, or a plain sentence when it does not open."""
    if value is None:
        return ""
    try:
        return value.reveal()
    except CannotOpen:
        return UNREADABLE


def name_of(person: Person | None) -> str:
    """A person's name, or a plain sentence when it does not open."""
    if person is None:
        return ""
    try:
        return full_name(person)
    except CannotOpen:
        return "Name cannot be opened"


def case_name(case: Case, confider: Person | None) -> str:
    """What a case is called on its pages: whose confidence it holds."""
    if case.is_anonymous:
        return ANONYMOUS
    return name_of(confider) or "Name not known"


def status_tag(case: Case) -> Tag:
    """Where the case stands, in words and a colour."""
    return Tag(Status(case.status).label, STATUS_COLOURS[Status(case.status)])


def heading_of(case: Case, confider: Person | None) -> CaseHeading:
    """The header that stands on every page and form of a case, so that nobody writes in the wrong one."""
    narrowed = case.access_class != AccessClass.STANDARD
    return CaseHeading(
        person=case_name(case, confider),
        reference=case.readable_reference,
        url=case.get_absolute_url(),
        status=status_tag(case),
        level=str(case.intervention_level),
        lead_worker=str(case.lead_worker or "Nobody yet"),
        tags=(Tag("Managers only", "purple"),) if narrowed else (),
    )


def about_of(case: Case) -> list[tuple[str, Any]]:
    """What is known of the case itself, for a summary."""
    rows: list[tuple[str, Any]] = [
        ("Opened", f"{gb_date(clock.london(case.opened_at).date())} by {case.opened_by}"),
        ("Level", f"{case.intervention_level}: {label_of(CodeList.LEVEL, str(case.intervention_level))}"),
        ("Came to us", label_of(CodeList.REFERRAL_SOURCE, case.referral_source) if case.referral_source else ""),
        ("About", ", ".join(label_of(CodeList.ISSUE, code) for code in case.issues)),
        ("Review", gb_date(case.review_due) if case.review_due else ""),
    ]
    if case.closed_at:
        why = label_of(CodeList.CLOSE_REASON, case.close_reason)
        rows.append(("Closed", f"{gb_date(clock.london(case.closed_at).date())}: {why}"))
    return rows


def tabs_of(case: Case, current: str, *, looks: bool) -> list[Link]:
    """The pages of one case."""
    pages = [("Case", "cases:case"), *([("Who has looked", "cases:looks")] if looks else [])]
    return [Link(label, reverse(name, args=[case.pk]), name == current) for label, name in pages]


@lru_cache(maxsize=4)
def _labels(day: date) -> dict[tuple[str, str], str]:
    return dict(Code.objects.labels())


def label_of(which: CodeList, code: str) -> str:
    """What a code means, ended ones included."""
    return _labels(clock.today()).get((which, code), code)


def reach_of(point: ContactPoint) -> dict[str, Any]:
    """One way to reach somebody, and what is safe about it, in words and colours."""
    safe = {
        Safe.YES: Tag("Safe to use", "green"),
        Safe.NO: Tag("Do not use", "red"),
        Safe.NOT_ASKED: Tag("Safety not asked yet", "yellow"),
    }[Safe(point.safe_to_use)]
    return {
        "id": point.pk,
        "channel": point.get_channel_display(),
        "is_telephone": point.channel in Channel.telephones(),
        "value": text_of(point.value),
        "safe": safe,
        "cautions": _cautions(point),
        "times": text_of(point.safe_times),
        "change_url": reverse("cases:safety", args=[point.case_id, point.pk]),
    }


def _cautions(point: ContactPoint) -> list[Tag]:
    if point.channel not in Channel.telephones():
        return []
    message = Tag("May leave a message", "green") if point.may_leave_message else Tag("Leave no message", "red")
    name = Tag("May say who we are", "green") if point.may_say_who_we_are else Tag("Do not say who we are", "red")
    return [message, name]


def people_of(people: Iterable[Person], points: Iterable[ContactPoint]) -> list[dict[str, Any]]:
    """Everybody in a case with the ways to reach them, the confider first."""
    by_person: dict[UUID, list[ContactPoint]] = {}
    for point in points:
        by_person.setdefault(point.person_id, []).append(point)
    return [_person_of(person, by_person.get(person.pk, [])) for person in people]


def _person_of(person: Person, points: list[ContactPoint]) -> dict[str, Any]:
    born = text_of(person.date_of_birth)
    facts = [
        ("Known as", text_of(person.known_as)),
        ("Born", born_on(born)),
        ("Relationship", label_of(CodeList.RELATIONSHIP, person.relationship) if person.relationship else ""),
    ]
    return {
        "id": person.pk,
        "name": name_of(person),
        "role": person.get_role_display(),
        "is_confider": person.is_confider,
        "facts": [(label, value) for label, value in facts if value],
        "reach": [reach_of(point) for point in points],
        "add_url": reverse("cases:add_contact_point", args=[person.case_id, person.pk]),
    }


def born_on(stored: str) -> date | str:
    """A date of birth as a date, or the sentence that stands for one that does not open."""
    try:
        return date.fromisoformat(stored)
    except ValueError:
        return stored


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
    )


def _facts_of(contact: Contact) -> list[tuple[str, str]]:
    late = (contact.recorded_at - contact.happened_at).days >= 1
    return [
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
        ("Written down", f"{clock.london(contact.recorded_at):%-d %B %Y}" if late else ""),
    ]


def _screen_tag(contact: Contact) -> Tag | None:
    return {
        Screen.CONCERN: Tag("Worry about somebody at risk", "red"),
        Screen.UNSURE: Tag("Not sure whether somebody is at risk", "orange"),
    }.get(Screen(contact.safeguarding_screen))


def task_of(task: Task) -> dict[str, Any]:
    """One task, for a list of them."""
    return {
        "id": task.pk,
        "title": text_of(task.title),
        "due": task.due,
        "assigned_to": str(task.assigned_to),
        "is_done": task.state == TaskState.DONE,
        "is_late": task.state == TaskState.OPEN and task.due < clock.today(),
        "done_url": reverse("cases:finish_task", args=[task.case_id, task.pk]),
    }
