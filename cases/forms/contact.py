"""Recording a contact."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from cases.actions import NewContact
from cases.forms.choices import LONGEST_NOTE, offer, with_nothing
from cases.forms.conversation import LATER, Additions, Part, SomebodyElse, WhenAndHow
from cases.forms.worrying import ABOUT_COLLEAGUE, WorryAboutColleague
from cases.models import Code, Person
from cases.vocabulary import CaseKind, CodeList, ContactType, Direction, PaperNotes, Screen, WithWhom
from foundation.components.fields import NoteField, RadioField
from foundation.components.forms import Form
from foundation.components.naming import asked_for

SCREENS = [(answer.value, answer.label) for answer in (Screen.NO_CONCERN, Screen.UNSURE, Screen.CONCERN)]
SCREENS.append((ABOUT_COLLEAGUE, "Yes, about somebody who works here"))
IN_TOUCH = "in_touch"
HOW_IT_WENT = [
    (IN_TOUCH, "In touch"),
    (ContactType.NO_ANSWER.value, "No answer"),
    (ContactType.LEFT_MESSAGE.value, "Left a message"),
    (ContactType.DNA.value, "Did not attend"),
]
# Fields of a contact that the action takes just as they were typed.
AS_TYPED = (
    *("method", "interpreter", "summary", "other_party", "told_about_family", "consent_check", "advice_codes"),
    *("advice_given", "signposted_to", "topics", "second_person"),
)
CONVERSATION = ("summary", "safeguarding_screen")
JOINT = 2  # confiders, or more
OTHERS_ANSWERS = ("other_kind", "told_about_family", "consent_check")


class ContactForm(WhenAndHow, SomebodyElse, Additions, WorryAboutColleague, Form):
    """One call, letter, visit or meeting: who it was, what was said, whether it worried, and all else defaulted.

    Nothing is preselected that the worker has to judge. ``people`` are those of the case with their names; the
    confider, if there is one, is the service user.
    """

    reached = RadioField(
        label="How did it go?", choices=HOW_IT_WENT, initial=IN_TOUCH, required=False, inline=True, noun="how it went"
    )
    # Asked of a joint file alone, and never preselected: what one of two confided is not the other's.
    which = RadioField(label="Which of them was it?", required=False, inline=True, noun="which of them it was")
    summary = NoteField(label="What was said", rows=6, required=False, max_length=LONGEST_NOTE)
    safeguarding_screen = RadioField(
        label="Did anything make you worry that a child or an adult may be at risk?",
        choices=SCREENS,
        required=False,
        noun="whether anything worried you",
        help_text="‘Not sure’ and ‘Yes’ give your manager a task today, and ‘Yes’ then asks you to raise a concern. "
        "In danger now? Call 999, and press Emergency",
        hints={ABOUT_COLLEAGUE: "Your manager too. They never learn of it: in the case the answer is then ‘No’"},
        reveals={ABOUT_COLLEAGUE: tuple(WorryAboutColleague.base_fields)},
    )
    mark_optional = False
    field_order = ("which", "reached", *SomebodyElse.base_fields, *CONVERSATION, *WhenAndHow.base_fields)

    def __init__(self, *args: Any, people: Sequence[tuple[Person, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person, _ in people}
        self.confider: Person | None
        self.confider, self.name = next((each for each in people if each[0].is_confider), (None, ""))
        offer(self.fields["method"], Code.objects.choices(CodeList.METHOD))
        named = [(str(person.pk), name) for person, name in people if not person.is_confider]
        self._offer_each([(str(person.pk), name) for person, name in people if person.is_confider])
        offer(self.fields["person"], with_nothing(named, "None of them"))
        if not named:
            self.fields["person"].widget = forms.HiddenInput()
        if self.name:
            self.fields["somebody_else"].label = f"It was somebody else, not {self.name}"
        if self["somebody_else"].value():
            self.fields["summary"].help_text = "Left empty, it is what they were told"

    def _offer_each(self, confiders: list[tuple[str, str]]) -> None:
        """Of a joint file, which of those who confide in it: it is the same file, and not the same confidence."""
        if len(confiders) < JOINT:
            del self.fields["which"]
            return
        offer(self.fields["which"], confiders)
        self.name = " or ".join(name for _, name in confiders)

    def clean(self) -> dict[str, Any]:
        """The questions that depend on each other."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_is_not_ahead(said)
        if self._reached_nobody(said):
            self._forget_errors(said, OTHERS_ANSWERS)
        else:
            self._take_what_they_were_told(said)
            self._ask(said, *CONVERSATION)
            if "which" in self.fields and not said.get("somebody_else"):
                self._ask(said, "which")
            self.check_what_they_were_told(said)
        self.check_follow_up(said)
        return said

    def _take_what_they_were_told(self, said: dict[str, Any]) -> None:
        """What somebody else was told is what was said, when nothing else was: nobody types it twice."""
        if said.get("somebody_else") and not said.get("summary") and "summary" not in self.errors:
            said["summary"] = said.get("told_about_family", "")

    def _reached_nobody(self, said: dict[str, Any]) -> bool:
        return said.get("reached") in ContactType.nobody_reached()

    def _ask(self, said: dict[str, Any], *names: str) -> None:
        """What every conversation must say."""
        for name in names:
            if not said.get(name) and name not in self.errors:
                verb = "Enter" if name == "summary" else "Select"
                self.add_error(name, asked_for(self.fields[name], verb))

    def _forget_errors(self, said: dict[str, Any], names: Iterable[str]) -> None:
        """Nobody was spoken to: what somebody else was told, and why, is not asked."""
        for name in names:
            if not self.data.get(self.add_prefix(name)):
                self.errors.pop(name, None)
                said[name] = ""

    def contact(self, *, kind: str, is_first: bool) -> NewContact:
        """What was typed, for the action: in a case of this kind, and whether it is the first there."""
        said = self.cleaned_data
        return NewContact(
            happened_at=self.happened_at(),
            duration_minutes=None if self._reached_nobody(said) and not said["duration_minutes"] else self.minutes(),
            safeguarding_screen=self._screen(said),
            paper_notes=said["paper_notes"] or PaperNotes.NONE,
            confidentiality_version=self._explained(said),
            direction=self._direction(said),
            contact_type=self._type(said, is_first=is_first),
            **self._with(said, kind),
            **{name: said[name] for name in AS_TYPED},
        )

    def _screen(self, said: dict[str, Any]) -> str:
        """What the case may know of the answer: a worry about a colleague stands in its concern alone."""
        answer: str = said["safeguarding_screen"]
        return Screen.NO_CONCERN if answer == ABOUT_COLLEAGUE else answer or Screen.NOT_ASKED

    def _with(self, said: dict[str, Any], kind: str) -> dict[str, Any]:
        if said["somebody_else"]:
            return {"with_whom": said["other_kind"] or WithWhom.OTHER, "person": self.people.get(said["person"])}
        who = WithWhom.PROFESSIONAL if kind == CaseKind.PROFESSIONAL else WithWhom.SERVICE_USER
        return {"with_whom": who, "person": self.people.get(said.get("which", "")) or self.confider}

    def _direction(self, said: dict[str, Any]) -> str:
        """Whoever did not answer, or was left a message, was called by us."""
        by_us = said["reached"] in (ContactType.NO_ANSWER, ContactType.LEFT_MESSAGE)
        return Direction.OUT if by_us else said["direction"]

    def _type(self, said: dict[str, Any], *, is_first: bool) -> str:
        if self._reached_nobody(said):
            return str(said["reached"])
        return said["contact_type"] or (ContactType.NEW_ENQUIRY if is_first else ContactType.CASEWORK)

    def _explained(self, said: dict[str, Any]) -> str:
        """The statement that was explained; nobody can have heard one who was not reached."""
        version: str = said["confidentiality_version"]
        return "" if version == LATER or self._reached_nobody(said) else version

    def settled(self) -> Part:
        """What is there already, in one line until somebody changes it."""
        fields = tuple(self[name] for name in WhenAndHow.base_fields if name != "opened")
        return Part("", fields, any(field.errors for field in fields))
