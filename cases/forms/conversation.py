"""The parts that make the form of a contact: when and how, who else it was, and what may be added."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core import signing

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer
from cases.forms.tasks import usual_days
from cases.models import Code
from cases.models.contact import DAY_MINUTES
from cases.vocabulary import CodeList, ConsentCheck, ContactType, Direction, PaperNotes, WithWhom
from cases.vocabulary.contacts import CONFIDENTIALITY_SCRIPTS
from foundation import clock
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField, TickField
from foundation.components.forms import Form
from foundation.components.words import gb_date, gb_time, minutes

OPENED = "cases.contact.opened"
LONGEST_COUNTED = 3 * 60  # minutes; after that the page was left open, and nobody was on the telephone
SPOKEN = [(kind.value, kind.label) for kind in ContactType if kind not in ContactType.nobody_reached()]
OTHERS = [(who.value, who.label) for who in (WithWhom.PROFESSIONAL, WithWhom.OTHER)]
LATER = "later"


@dataclass(frozen=True)
class Part:
    """Some questions of a form that fold away; open when asked now, answered, or answered wrongly."""

    title: str
    fields: tuple[forms.BoundField, ...]
    is_open: bool
    key: str = ""


class WhenAndHow(Form):
    """What is there already when the page opens, and seldom needs to be changed."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(label="How")
    direction = RadioField(label="Who got in touch?", choices=Direction.choices, noun="who got in touch", inline=True)
    day = NearDateField(label="Date", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    duration_minutes = forms.IntegerField(
        label="How long, in minutes",
        required=False,
        min_value=1,
        max_value=DAY_MINUTES,
        help_text="Leave this empty to count from when you opened this page",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    contact_type = RadioField(
        label="What kind of contact was it?",
        choices=SPOKEN,
        required=False,
        help_text="If you leave this, the first contact of a case is a new enquiry and any other is casework",
    )

    def happened_at(self) -> datetime:
        """The London day and time that were typed, as an instant."""
        day, at = self.cleaned_data["day"], self.cleaned_data["at"]
        return datetime.combine(day, at, tzinfo=clock.LONDON)

    def check_is_not_ahead(self, said: dict[str, Any]) -> None:
        """A contact cannot be written down before it happens, nor in the hour that the clocks leave out."""
        if said.get("day") and said.get("at") and clock.was_skipped(said["day"], said["at"]):
            self.add_error("at", "There was no such time that day: the clocks went forward. Enter when it really was")
        elif said.get("day") and said.get("at") and self.happened_at() > clock.now():
            self.add_error("at", "Time must not be in the future")

    def minutes(self) -> int | None:
        """How long it lasted: as typed, or counted from the opening of the page when that was when it began."""
        typed: int | None = self.cleaned_data["duration_minutes"]
        opened = opening_of(self.cleaned_data["opened"])
        if typed or opened is None or self.happened_at() != to_the_minute(opened):
            return typed
        counted = minutes_since(opened)
        return counted if counted <= LONGEST_COUNTED else None

    def line(self) -> dict[str, str]:
        """All of this as the words of one line, with what a script needs to keep it true."""
        opened = opening_of(str(self["opened"].value() or "")) or clock.now()
        day, at, typed = (self[name].value() for name in ("day", "at", "duration_minutes"))
        day, at = gb_date(day) if isinstance(day, date) else str(day), gb_time(at) if isinstance(at, time) else str(at)
        as_opened = (day, at) == (gb_date(opened), gb_time(opened))
        since = f"about {minutes(minutes_since(opened))} since you opened this page"
        return {
            "method": dict(self.fields["method"].choices).get(self["method"].value(), ""),  # type: ignore[attr-defined]
            "way": "to" if self["direction"].value() == Direction.OUT else "from",
            "day": "today" if day == gb_date(clock.today()) else day,
            "at": at,
            "minutes": f"{typed} minutes" if typed else since if as_opened else "length not given",
            "today": gb_date(clock.today()),
            "opened_day": gb_date(opened),
            "opened_at": gb_time(opened),
            "elapsed": str(int((clock.now() - opened).total_seconds())),
        }


class SomebodyElse(Form):
    """Asked only of a conversation with anybody but the service user (R-C2-1)."""

    somebody_else = TickField(
        label="It was somebody else, speaking about them",
        required=False,
        reveals=("other_kind", "person", "other_party", "told_about_family", "consent_check"),
    )
    other_kind = RadioField(label="Who is that?", choices=OTHERS, noun="who that is", inline=True)
    person = forms.ChoiceField(label="Are they one of the people in this case?", required=False)
    other_party = forms.CharField(label="Their name and organisation", required=False, max_length=300)
    told_about_family = NoteField(
        label="What they were told about the family",
        rows=2,
        required=False,
        max_length=LONGEST_NOTE,
        help_text="Leave this empty if they were told nothing",
    )
    consent_check = RadioField(
        label="What made it right to speak to them?",
        choices=ConsentCheck.choices,
        noun="what made it right to speak to them",
    )

    def check_what_they_were_told(self, said: dict[str, Any]) -> None:
        """Whoever was told something was told it for a reason, and a reason is for something that was told."""
        told, why = said.get("told_about_family"), said.get("consent_check")
        if told and why == ConsentCheck.NOT_NEEDED:
            self.add_error("consent_check", "You wrote down what they were told. Select what made that right")
        if why in (ConsentCheck.AGREED, ConsentCheck.RISK) and not told and "told_about_family" not in self.errors:
            self.add_error("told_about_family", "Enter what they were told about the family")


class Additions(Form):
    """What waits behind "Add": none of it is asked, and all of it may be said."""

    follow_up = forms.CharField(label="What has to be done next", required=False, max_length=LONGEST_LINE)
    follow_up_when = RadioField(label="By when", required=False, noun="by when it has to be done")
    follow_up_due = NearDateField(
        label="Or by another day",
        required=False,
        leaning="future",
        must_be="today or future",
        help_text="For example, 27 3 2026 or 27 March. A day here counts instead",
    )
    confidentiality_version = RadioField(
        label="Have you explained confidentiality and its limits?",
        required=False,
        noun="whether you have explained confidentiality",
        hints=CONFIDENTIALITY_SCRIPTS,
    )
    advice_codes = CheckboxesField(label="What advice you gave", required=False)
    advice_given = NoteField(label="The advice in your words", required=False, rows=3, max_length=LONGEST_NOTE)
    signposted_to = forms.CharField(label="Signposted to", required=False, max_length=LONGEST_LINE)
    topics = CheckboxesField(label="What it was about", required=False)
    second_person = forms.CharField(label="Who else was there or on the line", required=False, max_length=300)
    interpreter = forms.ChoiceField(label="Interpreter", required=False)
    paper_notes = RadioField(
        label="Notes on paper", choices=PaperNotes.choices, required=False, noun="what became of notes on paper"
    )
    PARTS = (
        ("Confidentiality explained", "confidentiality", ("confidentiality_version",)),
        ("What happens next", "next", ("follow_up", "follow_up_when", "follow_up_due")),
        ("Advice and signposting", "advice", ("advice_codes", "advice_given", "signposted_to")),
        ("What it was about", "topics", ("topics",)),
        ("A second person, an interpreter, paper notes", "also", ("second_person", "interpreter", "paper_notes")),
    )

    def __init__(self, *args: Any, explain: bool = False, **kwargs: Any) -> None:
        """``explain``: confidentiality has not been explained in this case yet, so that it is asked at once."""
        super().__init__(*args, **kwargs)
        self.explain = explain
        chips = [(key, label) for key, (label, _) in usual_days(clock.today()).items()]
        offer(self.fields["follow_up_when"], chips)
        self.fields["follow_up_when"].widget.attrs["class"] = "app-chips"
        statements = [(code, f"Yes, {label[:1].lower()}{label[1:]}") for code, label in _codes("confidentiality")]
        offer(self.fields["confidentiality_version"], [*statements, (LATER, "Not this time")])
        for name, which in (("interpreter", "interpreter"), ("advice_codes", "advice"), ("topics", "issue")):
            offer(self.fields[name], _codes(which))
        for name in ("advice_codes", "topics"):
            self.fields[name].widget.attrs["class"] = "app-choices--columns"

    def check_follow_up(self, said: dict[str, Any]) -> None:
        """What has to be done has a day, and a day has something to be done."""
        wrong = {"follow_up", "follow_up_when", "follow_up_due"} & set(self.errors)
        has_day = bool(said.get("follow_up_when") or said.get("follow_up_due"))
        if said.get("follow_up") and not has_day and not wrong:
            self.add_error("follow_up_when", "Select by when it has to be done, or enter another day")
        if has_day and not said.get("follow_up") and not wrong:
            self.add_error("follow_up", "Enter what has to be done next")

    def next_step(self) -> tuple[str, date] | None:
        """What has to be done next and by which day; a day that was typed counts before one that was chosen."""
        said = self.cleaned_data
        if not said["follow_up"]:
            return None
        return said["follow_up"], said["follow_up_due"] or usual_days(clock.today())[said["follow_up_when"]][1]

    def parts(self) -> Iterator[Part]:
        """The questions in groups that fold away."""
        for title, key, names in self.PARTS:
            fields = tuple(self[name] for name in names)
            asked = self.explain and key == "confidentiality"
            yield Part(title, fields, asked or any(map(_answered, fields)), key)


def _answered(field: forms.BoundField) -> bool:
    """Whether a question has an answer that was not there from the beginning, or a wrong one."""
    beginning = field.initial or field.field.empty_values[0]
    return bool(field.errors) or (bool(field.value()) and field.value() != beginning)


def _codes(which: str) -> list[tuple[str, str]]:
    return Code.objects.choices(CodeList(which))


def opening_time(now: datetime) -> dict[str, Any]:
    """What a contact form starts with: today, now, by telephone, from them. Nothing that has to be judged."""
    local = to_the_minute(clock.london(now))
    return {
        "opened": signing.dumps(int(now.timestamp()), salt=OPENED),
        "direction": Direction.IN,
        "method": "tel",
        "day": local.date(),
        "at": local.time(),
        "interpreter": "none",
        "paper_notes": PaperNotes.NONE,
    }


def opening_of(token: str) -> datetime | None:
    """When the page was opened, unless somebody changed what says so."""
    try:
        return datetime.fromtimestamp(signing.loads(token, salt=OPENED), tz=clock.LONDON)
    except signing.BadSignature:
        return None


def minutes_since(opened: datetime) -> int:
    """How many minutes ago that was, at least one."""
    return max(1, round((clock.now() - opened).total_seconds() / 60))


def to_the_minute(instant: datetime) -> datetime:
    """The beginning of the minute, as people write a time."""
    return instant.replace(second=0, microsecond=0)
