"""What is typed about a case. Forms validate and say what to do; they decide and write nothing."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import phonenumbers
from django import forms

from cases.actions import NewContact, NewContactPoint, NewPerson, Safety
from cases.models import Code, Person
from cases.models.case import LEVELS
from cases.models.contact import DAY_MINUTES
from cases.vocabulary import (
    CaseKind,
    Channel,
    CodeList,
    ConsentCheck,
    ContactType,
    Direction,
    PersonRole,
    Safe,
    Screen,
    Status,
    WithWhom,
)
from foundation import clock
from foundation.components.dates import DateField, NearDateField, TimeField
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from foundation.components.forms import Form
from teams.models import Team, User

LONGEST_NOTE = 50_000  # characters
LONGEST_NAME = 200
OTHERS = [(who.value, who.label) for who in (WithWhom.PROFESSIONAL, WithWhom.OTHER)]
# Fields of a contact that the action takes just as they were typed.
AS_TYPED = (
    *("direction", "method", "contact_type", "duration_minutes", "interpreter", "summary", "other_party"),
    *("told_about_family", "consent_check", "advice_codes", "advice_given", "signposted_to"),
)
SORTS = [
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("recent", "Latest contact first"),
    ("quiet", "Longest without contact"),
]


def with_nothing(choices: list[tuple[str, str]], words: str = "Not known") -> list[tuple[str, str]]:
    """A select's choices after an empty one that says what empty means."""
    return [("", words), *choices]


def name_field(label: str, *, required: bool = False) -> forms.CharField:
    """A name in any script, as long as names get."""
    return forms.CharField(label=label, required=required, max_length=LONGEST_NAME)


class PersonForm(Form):
    """Somebody in a case: a first name is enough."""

    given_name = name_field("First name", required=True)
    family_name = name_field("Last name")
    known_as = name_field("Known as")
    date_of_birth = DateField(
        label="Date of birth", required=False, must_be="today or past", help_text="For example, 27 3 2014"
    )
    relationship = forms.ChoiceField(label="Relationship to the child", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relationship = self.fields["relationship"]
        relationship.choices = with_nothing(Code.objects.choices(CodeList.RELATIONSHIP))  # type: ignore[attr-defined]

    def person(self, role: PersonRole, *, is_confider: bool = False) -> NewPerson:
        """What was typed, for the action."""
        said: dict[str, Any] = {name: self.cleaned_data.get(name) for name in PersonForm.base_fields}
        return NewPerson(role=role, is_confider=is_confider, **said)


class AddPersonForm(PersonForm):
    """One more person of a case."""

    role = RadioField(label="Who are they?", choices=PersonRole.choices, noun="who they are")
    field_order = ("role", "given_name", "family_name", "known_as", "date_of_birth", "relationship")


class SafetyForm(Form):
    """What is safe about a way to reach somebody. Silence means the cautious answer."""

    safe_to_use = RadioField(
        label="Is it safe to use?", choices=Safe.choices, initial=Safe.NOT_ASKED, noun="whether it is safe"
    )
    may_leave_message = forms.BooleanField(label="They said we may leave a message", required=False)
    may_say_who_we_are = forms.BooleanField(label="They said we may say who we are", required=False)
    safe_times = forms.CharField(
        label="When it is safe", required=False, max_length=200, help_text="For example, school hours only"
    )

    def safety(self) -> Safety:
        """What was typed, for the action."""
        return Safety(**{name: self.cleaned_data[name] for name in SafetyForm.base_fields})


class ContactPointForm(SafetyForm):
    """A way to reach somebody, and what is safe about it."""

    channel = RadioField(label="How", choices=Channel.choices, noun="how", inline=True)
    value = forms.CharField(label="Number or address", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("channel", "value")

    def clean(self) -> dict[str, Any]:
        """A telephone must be a possible number, and an e-mail address must look like one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        fault = fault_in(said.get("channel", ""), said.get("value", ""))
        if fault:
            self.add_error("value", fault)
        return said

    def point(self) -> NewContactPoint:
        """What was typed, for the action."""
        return NewContactPoint(Channel(self.cleaned_data["channel"]), self.cleaned_data["value"], self.safety())


def fault_in(channel: str, value: str) -> str:
    """What is wrong with a telephone number or an e-mail address, or nothing."""
    if not value:
        return ""
    if channel in Channel.telephones():
        try:
            number = phonenumbers.parse(value, "GB")
        except phonenumbers.NumberParseException:
            return "Enter a telephone number, such as 020 7946 0123 or 07700 900123"
        # Possible, not valid: Ofcom's numbers for invented people are possible only.
        return "" if phonenumbers.is_possible_number(number) else "Enter a telephone number with all its digits"
    if channel == Channel.EMAIL and ("@" not in value or " " in value.strip()):
        return "Enter an e-mail address in the form name@example.com"
    return ""


class OpenCaseForm(Form):
    """Whose confidence the new case holds, and what is known so far."""

    kind = RadioField(
        label="Who is asking for help?",
        choices=CaseKind.choices,
        noun="who is asking for help",
        hints={CaseKind.ANONYMOUS: "Nothing that could say who they are is kept, now or later"},
    )
    level = RadioField(label="Intervention level", choices=LEVELS, initial="1", noun="intervention level", inline=True)
    referral_source = forms.ChoiceField(label="How they came to us", required=False)
    issues = CheckboxesField(label="What it is about", required=False)
    review_due = NearDateField(label="Review on", required=False, leaning="future", must_be="today or future")

    team_choice = RadioField(label="Team", noun="team")
    lead_choice = forms.ChoiceField(label="Lead worker", required=False)
    field_order = ("team_choice", "kind", "level", "lead_choice", "referral_source", "issues", "review_due")

    def __init__(self, *args: Any, teams: Iterable[Team], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        self.workers = {str(worker.pk): worker for worker in User.objects.working_in(self.teams.values())}
        self.fields["team_choice"].choices = [(pk, team.name) for pk, team in self.teams.items()]  # type: ignore[attr-defined]
        if len(self.teams) == 1:  # a person of one team is not asked which
            del self.fields["team_choice"]
        workers = [(pk, str(worker)) for pk, worker in self.workers.items()]
        self.fields["lead_choice"].choices = with_nothing(workers, "Nobody yet")  # type: ignore[attr-defined]
        self.fields["lead_choice"].initial = str(user.pk)
        names = dict(Code.objects.choices(CodeList.LEVEL))
        self.fields["level"].hints = names  # type: ignore[attr-defined]
        self.fields["level"].choices = [(str(n), f"Level {n}") for n, _ in LEVELS]  # type: ignore[attr-defined]
        sources, issues = Code.objects.choices(CodeList.REFERRAL_SOURCE), Code.objects.choices(CodeList.ISSUE)
        self.fields["referral_source"].choices = with_nothing(sources)  # type: ignore[attr-defined]
        self.fields["issues"].choices = issues  # type: ignore[attr-defined]

    def team(self) -> Team:
        """The team that was chosen, or the only one."""
        return self.teams[self.cleaned_data.get("team_choice") or next(iter(self.teams))]

    def lead_worker(self) -> User | None:
        """The lead worker that was chosen, if any."""
        return self.workers.get(self.cleaned_data["lead_choice"])


class ConfiderForm(PersonForm):
    """The person whose confidence the case holds, and one telephone number for them."""

    telephone = forms.CharField(label="Telephone", required=False, max_length=60)
    safe_to_use = RadioField(
        label="Is it safe to call?",
        required=False,
        choices=Safe.choices,
        initial=Safe.NOT_ASKED,
        noun="whether it is safe",
    )
    may_leave_message = forms.BooleanField(label="They said we may leave a message", required=False)
    may_say_who_we_are = forms.BooleanField(label="They said we may say who we are", required=False)

    def clean_telephone(self) -> str:
        """A possible number, kept as it was typed."""
        typed: str = self.cleaned_data["telephone"]
        fault = fault_in(Channel.MOBILE, typed)
        if fault:
            raise forms.ValidationError(fault)
        return typed

    def points(self) -> list[NewContactPoint]:
        """The telephone, if one was given."""
        said = self.cleaned_data
        if not said["telephone"]:
            return []
        mobile = phonenumbers.parse(said["telephone"], "GB")
        kind = Channel.MOBILE if str(mobile.national_number).startswith("7") else Channel.LANDLINE
        safe = Safe(said["safe_to_use"] or Safe.NOT_ASKED)
        return [
            NewContactPoint(
                kind, said["telephone"], Safety(safe, said["may_leave_message"], said["may_say_who_we_are"])
            )
        ]


class ContactForm(Form):
    """One call, letter, visit or meeting. Nothing is preselected that the worker has to judge."""

    direction = RadioField(label="Who got in touch?", choices=Direction.choices, noun="who got in touch", inline=True)
    method = forms.ChoiceField(label="How")
    day = NearDateField(label="Date", leaning="past", must_be="today or past")
    at = TimeField(label="Time")
    duration_minutes = forms.IntegerField(
        label="How long, in minutes",
        required=False,
        min_value=1,
        max_value=DAY_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
    )
    contact_type = RadioField(
        label="What kind of contact was it?", choices=ContactType.choices, noun="what kind of contact it was"
    )
    with_whom = RadioField(
        label="Who did you speak to?",
        choices=[(WithWhom.SERVICE_USER, WithWhom.SERVICE_USER.label), ("else", "Anybody else")],
        noun="who you spoke to",
        reveals={"else": ("other_kind", "other_party", "told_about_family", "consent_check")},
    )
    other_kind = RadioField(label="Who is that?", choices=OTHERS, noun="who that is", inline=True)
    other_party = forms.CharField(label="Their name and organisation", required=False, max_length=300)
    told_about_family = NoteField(
        label="What they were told about the family",
        rows=3,
        required=False,
        max_length=LONGEST_NOTE,
        help_text="Leave this empty if they were told nothing",
    )
    consent_check = RadioField(
        label="What made it right to speak to them?",
        choices=ConsentCheck.choices,
        noun="what made it right to speak to them",
    )
    person = forms.ChoiceField(label="Which person?", required=False)
    interpreter = forms.ChoiceField(label="Interpreter", required=False)
    summary = NoteField(
        label="What was said",
        required=False,
        rows=10,
        max_length=LONGEST_NOTE,
        help_text="Facts first; say whose opinion anything else is",
    )
    advice_codes = CheckboxesField(label="What the advice was about", required=False)
    advice_given = NoteField(label="Advice given", required=False, rows=4, max_length=LONGEST_NOTE)
    signposted_to = forms.CharField(label="Signposted to", required=False, max_length=500)
    safeguarding_screen = RadioField(
        label="Did anything make you worry that a child or an adult may be at risk?",
        required=False,
        choices=[(c.value, c.label) for c in (Screen.NO_CONCERN, Screen.UNSURE, Screen.CONCERN)],
        noun="whether anything worried you",
        inline=True,
    )
    follow_up = forms.CharField(label="What has to be done next", required=False, max_length=500)
    follow_up_due = NearDateField(label="By when", required=False, leaning="future", must_be="today or future")

    def __init__(self, *args: Any, people: list[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person, _ in people}
        named = [(str(person.pk), name) for person, name in people]
        lists = {"method": CodeList.METHOD, "interpreter": CodeList.INTERPRETER, "advice_codes": CodeList.ISSUE}
        for name, which in lists.items():
            self.fields[name].choices = Code.objects.choices(which)  # type: ignore[attr-defined]
        self.fields["person"].choices = with_nothing(named, "Nobody named")  # type: ignore[attr-defined]
        if not named:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        """The questions that depend on each other."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_time(said)
        self._check_conversation(said)
        self._check_told(said)
        if said.get("follow_up") and not said.get("follow_up_due") and "follow_up_due" not in self.errors:
            self.add_error("follow_up_due", "Enter by when it has to be done")
        if said.get("follow_up_due") and not said.get("follow_up"):
            self.add_error("follow_up", "Enter what has to be done next")
        return said

    def _check_time(self, said: dict[str, Any]) -> None:
        if said.get("day") and said.get("at") and self.happened_at() > clock.now():
            self.add_error("at", "Time must not be in the future")

    def _check_conversation(self, said: dict[str, Any]) -> None:
        if not said.get("contact_type") or said["contact_type"] in ContactType.nobody_reached():
            return
        if not said.get("summary") and "summary" not in self.errors:
            self.add_error("summary", "Enter what was said")
        if not said.get("safeguarding_screen") and "safeguarding_screen" not in self.errors:
            self.add_error("safeguarding_screen", "Select whether anything worried you")

    def _check_told(self, said: dict[str, Any]) -> None:
        if said.get("told_about_family") and said.get("consent_check") == ConsentCheck.NOT_NEEDED:
            self.add_error("consent_check", "You wrote down what they were told. Select what made that right")

    def happened_at(self) -> datetime:
        """The London day and time that were typed, as an instant."""
        day, at = self.cleaned_data["day"], self.cleaned_data["at"]
        return datetime.combine(day, at, tzinfo=clock.LONDON)

    def contact(self) -> NewContact:
        """What was typed, for the action."""
        said = self.cleaned_data
        spoke = said["contact_type"] not in ContactType.nobody_reached()
        return NewContact(
            happened_at=self.happened_at(),
            safeguarding_screen=said["safeguarding_screen"] if spoke else Screen.NOT_ASKED,
            person=self.people.get(said.get("person") or ""),
            with_whom=said["other_kind"] or said["with_whom"],
            **{name: said[name] for name in AS_TYPED},
        )


class TaskForm(Form):
    """Something to be done on a case."""

    title = forms.CharField(label="What has to be done", max_length=500)
    due = NearDateField(label="By when", leaning="future", must_be="today or future")
    assigned_to = forms.ChoiceField(label="Who does it")

    def __init__(self, *args: Any, workers: Iterable[User], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.pk): worker for worker in workers}
        self.fields["assigned_to"].choices = [(pk, str(worker)) for pk, worker in self.workers.items()]  # type: ignore[attr-defined]
        self.fields["assigned_to"].initial = str(user.pk)

    def task(self) -> dict[str, Any]:
        """What was typed, for the action."""
        return self.cleaned_data | {"assigned_to": self.workers[self.cleaned_data["assigned_to"]]}


class FilterForm(Form):
    """What the list of cases is narrowed to; all of it is codes and ids, so it may stand in the address."""

    mark_optional = False

    status = forms.ChoiceField(label="Status", required=False, choices=with_nothing(Status.choices, "Any"))
    level = forms.ChoiceField(
        label="Level", required=False, choices=with_nothing([(str(n), f"Level {n}") for n, _ in LEVELS], "Any")
    )
    worker = forms.ChoiceField(label="Lead worker", required=False)
    overdue = forms.BooleanField(label="Something is overdue", required=False)
    sort = forms.ChoiceField(label="Sort by", required=False, choices=SORTS)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = with_nothing([*workers, ("none", "Nobody yet")], "Anybody")  # type: ignore[attr-defined]


class SearchForm(Form):
    """The one box."""

    term = forms.CharField(label="Name, reference or telephone", max_length=200)


def opening_time(now: datetime) -> dict[str, Any]:
    """What a contact form starts with: today, now, by telephone, from them. Nothing that has to be judged."""
    local = clock.london(now)
    at = time(local.hour, local.minute)
    return {"direction": Direction.IN, "method": "tel", "day": date(local.year, local.month, local.day), "at": at}
