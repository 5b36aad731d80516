"""Recording a call: whose it is, and the contact, in one form."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from cases.actions import NewContact
from cases.forms.choices import offer, with_nothing
from cases.forms.contact import ContactForm
from cases.forms.opening import ConfiderForm
from cases.forms.people import ContactPointForm
from cases.models import Code
from cases.presenting import Caller
from cases.vocabulary import CaseKind, CodeList, PersonRole
from foundation.components.boundfield import Choice
from foundation.components.fields import RadioField
from foundation.components.forms import Form
from teams.models import Team

NEW = "new"
NEWCOMERS = {NEW: CaseKind.ADULT, "anonymous": CaseKind.ANONYMOUS, "professional": CaseKind.PROFESSIONAL}
NEW_CHOICES = [
    (NEW, "A new caller"),
    ("anonymous", "Somebody who wants to stay anonymous"),
    ("professional", "A professional who names nobody"),
]
ROLES = [
    (PersonRole.PARENT.value, "A parent or carer"),
    (PersonRole.YOUNG_PERSON.value, "A child or young person, for themselves"),
]
# No professional comes to us this way.
SELVES = {"self_parent", "self_yp", "family_friend", "re_referral", "local_offer_web"}


class CallForm(ContactForm):
    """Whose call it is, and then what every contact asks. ``callers`` are those the worker may choose from."""

    find = forms.CharField(label="Find somebody we know", required=False, max_length=200)
    who = RadioField(label="Who is it?", noun="who it is")
    profession = forms.ChoiceField(label="Where they work", required=False)
    organisation = forms.CharField(label="Their name and organisation", required=False, max_length=300)
    team_choice = RadioField(label="Team", required=False, noun="team")
    field_order = ("who", "find", "profession", "organisation", "team_choice", *ContactForm.base_fields)

    def __init__(self, *args: Any, teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.callers: Sequence[Caller] = ()
        self.teams = {str(team.pk): team for team in teams}
        self.fields["somebody_else"].label = "It was somebody else, speaking about them"
        sources = Code.objects.choices(CodeList.REFERRAL_SOURCE)
        offer(self.fields["profession"], with_nothing([each for each in sources if each[0] not in SELVES]))
        offer(self.fields["team_choice"], [(pk, team.name) for pk, team in self.teams.items()])
        if len(self.teams) == 1:  # a person of one team is not asked which
            del self.fields["team_choice"]

    def offer_callers(self, callers: Sequence[Caller]) -> "CallForm":
        """Let the worker choose one of these, or somebody new."""
        self.callers = callers
        offer(self.fields["who"], [*((str(each.case), each.name) for each in callers), *NEW_CHOICES])
        self.fields["who"].hints = {str(each.case): each.note for each in callers}  # type: ignore[attr-defined]
        return self

    def known(self) -> list[tuple[Choice, bool]]:
        """The choices that are somebody we know, and whether confidentiality has still to be explained to them."""
        explain = {str(each.case): each.explain for each in self.callers}
        return [(choice, explain[choice.value]) for choice in self._choices() if choice.value in explain]

    def newcomers(self) -> dict[str, Choice]:
        """The choices that are nobody we know, by their names."""
        return {choice.value: choice for choice in self._choices() if choice.value in NEWCOMERS}

    def _choices(self) -> Iterator[Choice]:
        who: Any = self["who"]
        yield from who.choices

    def clean(self) -> dict[str, Any]:
        """A new case is opened in a team."""
        said = super().clean()
        if said.get("who") in NEWCOMERS and "team_choice" in self.fields and not said.get("team_choice"):
            self._ask(said, "team_choice")
        return said

    def first_contact(self, kind: CaseKind) -> NewContact:
        """The contact with which a new case of this kind begins."""
        first = self.contact(kind=kind, is_first=True)
        organisation = self.cleaned_data["organisation"]
        return replace(first, other_party=organisation) if kind == CaseKind.PROFESSIONAL else first


class CallerForm(ConfiderForm):
    """A new caller: a first name is enough."""

    prefix = "caller"
    date_of_birth = None  # type: ignore[assignment]  # asked when there is time for it, on the case's own pages
    known_as = None  # type: ignore[assignment]
    role = RadioField(label="They are", choices=ROLES, initial=PersonRole.PARENT, noun="who they are", inline=True)
    field_order = ("given_name", "family_name", "role", "relationship")


class ReachForm(ContactPointForm):
    """A way to reach the service user that came up in the call; an empty one is in order."""

    prefix = "reach"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)

    def has_changed(self) -> bool:
        """Whether there is a number or an address to write down; what is safe about none is nothing."""
        return bool(self["channel"].value() or self["value"].value())


def opening_by(form: CallForm, caller: CallerForm) -> dict[str, Any]:
    """A new case and its first contact, as they were typed, for the action."""
    said = form.cleaned_data
    kind, people = NEWCOMERS[said["who"]], []
    if said["who"] == NEW:
        role = PersonRole(caller.cleaned_data["role"])
        kind = CaseKind.YOUNG_PERSON if role == PersonRole.YOUNG_PERSON else CaseKind.ADULT
        people = [(caller.person(role, is_confider=True), caller.points())]
    return {
        "team": form.teams[said.get("team_choice") or next(iter(form.teams))],
        "kind": kind,
        "people": people,
        "referral_source": said["profession"] if kind == CaseKind.PROFESSIONAL else "",
        "contact": form.first_contact(kind),
    }


def as_typed(form: Form, data: QueryDict) -> dict[str, Any]:
    """What was sent, as the beginning of the same form drawn again without being checked."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }
