"""A worry about somebody who works here, asked in the form of a contact. What is typed into these questions becomes a
concern and stands nowhere else: the contact is the case's, and the colleague may read the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms

from cases.forms.choices import LONGEST_NOTE, offer, with_nothing
from foundation.components.fields import NoteField, RadioField, TickField
from foundation.components.forms import Form
from teams.models import User

ABOUT_COLLEAGUE = "colleague"
NOT_KNOWN = "not_known"
ELSEWHERE = (
    "Move what is about your colleague to ‘What worries you about them?’, then tick this box: the rest of the page is "
    "the case’s, and they may read the case"
)


@dataclass(frozen=True)
class AboutColleague:
    """What was typed about a colleague; ``colleague`` is None when it is not known which of them it is."""

    colleague: User | None
    worry: str
    urgency: str


class WorryAboutColleague(Form):
    """Asked once it is said that the worry is about somebody who works here."""

    colleague = forms.ChoiceField(
        label="Which of your colleagues is it?",
        help_text="Choose before you write more. They never see what you write here, nor that you did. If they are the "
        "manager, whoever else manages the team sees it; if nobody does, one other colleague",
    )
    colleague_worry = NoteField(
        label="What worries you about them?",
        rows=4,
        max_length=LONGEST_NOTE,
        help_text="This becomes a concern and stands nowhere in the case",
    )
    colleague_urgency = RadioField(label="How urgent is it?", noun="how urgent it is")
    colleague_apart = TickField(
        label="Nothing else that I wrote on this page says so", error_messages={"required": ELSEWHERE}
    )

    def ask_about_colleagues(self, colleagues: Iterable[User], urgencies: Sequence[tuple[str, str]]) -> None:
        """Let the worker choose one of these, and how urgent it is."""
        self.colleagues = {str(each.pk): each for each in colleagues}
        named = [(pk, str(each)) for pk, each in self.colleagues.items()]
        offer(self.fields["colleague"], with_nothing([*named, (NOT_KNOWN, "I do not know which of us")], "Choose"))
        offer(self.fields["colleague_urgency"], list(urgencies))

    @property
    def about_colleague(self) -> AboutColleague | None:
        """What was typed about a colleague, if the worry is about one."""
        said = self.cleaned_data
        if said["safeguarding_screen"] != ABOUT_COLLEAGUE:
            return None
        whom = self.colleagues.get(said["colleague"])
        return AboutColleague(whom, said["colleague_worry"], said["colleague_urgency"])
