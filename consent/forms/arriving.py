"""What arrived, as whoever opened it can say, and what a manager decides about what came without permission."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from cases.forms.choices import LONGEST_NAME, LONGEST_NOTE, in_columns, offer, with_nothing
from cases.models import Recipient
from cases.vocabulary.sharing import Category
from consent.actions import NewArrival
from consent.models import Consent, InformationRequest
from consent.vocabulary import CameHow, Fate, LegalTag, Thing
from foundation import clock
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField, NoteField, RadioField
from foundation.components.forms import Form
from teams.models import Team

THEMSELVES, ELSE = "themselves", "else"
GIVEN = "The service user, who gave it to us"
KINDS = [(kind.value, kind.label) for kind in Category if kind != Category.EXISTENCE]


class WhatArrivedForm(Form):
    """What arrived, about a family whom we may or may not know."""

    sender = forms.CharField(label="Who sent it", max_length=LONGEST_NAME)
    about = forms.CharField(
        label="Whom it is about", required=False, max_length=LONGEST_NAME, help_text="As it says. Look nobody up"
    )
    thing = forms.ChoiceField(label="What kind of thing is it?", choices=with_nothing(Thing.choices, "Choose"))
    came_how = RadioField(label="How did it come?", choices=CameHow.choices, noun="how it came", inline=True)
    arrived_on = NearDateField(label="When", leaning="past", must_be="today or past", initial=clock.today)
    tags = CheckboxesField(label="Does it hold any of these?", required=False, choices=LegalTag.choices)
    summary = NoteField(
        label="What it is",
        rows=3,
        max_length=LONGEST_NOTE,
        help_text="If nobody agreed to it, read no further, and write only what you have seen already",
    )

    def came(self) -> NewArrival:
        """What was typed, for the action."""
        said = self.cleaned_data
        return NewArrival(
            **{name: said[name] for name in ("sender", "about", "summary", "arrived_on")},
            came_how=CameHow(said["came_how"]),
            thing=Thing(said["thing"]),
            tags=frozenset(LegalTag(tag) for tag in said["tags"]),
            **self.more(),
        )

    def more(self) -> dict[str, Any]:
        """What is known besides, when it is about a case."""
        return {}


class UnplacedArrivalForm(WhatArrivedForm):
    """What arrived about somebody whom nobody looks up."""

    team_choice = RadioField(label="Team", noun="team")
    field_order = ("team_choice", "sender", "about", "thing", "came_how", "arrived_on", "tags", "summary")

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {str(team.pk): team for team in teams}
        offer(self.fields["team_choice"], [(pk, team.name) for pk, team in self.teams.items()])
        if len(self.teams) == 1:  # a person of one team is not asked which
            del self.fields["team_choice"]

    def team(self) -> Team:
        """Whose post it is."""
        return self.teams[self.cleaned_data.get("team_choice") or next(iter(self.teams))]


class ArrivalForm(WhatArrivedForm):
    """What arrived, about a case: from the service user, from somebody the case knows, or from somebody else."""

    origin = RadioField(label="From whom?", noun="from whom it came", reveals={ELSE: "sender"})
    request = forms.ChoiceField(label="Does it answer something we asked for?", required=False)
    categories = CheckboxesField(
        label="Which kinds of information?",
        required=False,
        choices=KINDS,
        widget=in_columns(),
        help_text="What nobody agreed to takes the whole of it into quarantine: write it down apart if you can",
    )
    field_order = (
        "origin",
        "sender",
        "request",
        "about",
        "thing",
        "came_how",
        "arrived_on",
        "categories",
        "tags",
        "summary",
    )

    def __init__(
        self,
        *args: Any,
        recipients: list[tuple[Recipient, str]],
        requests: list[tuple[InformationRequest, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = {str(row.pk): name for row, name in recipients}
        self.known = {str(row.pk): row for row, _ in recipients}
        self.asked = {str(row.pk): row for row, _ in requests}
        offer(self.fields["origin"], [(THEMSELVES, GIVEN), *self.names.items(), (ELSE, "Somebody else")])
        offer(self.fields["request"], with_nothing([(str(row.pk), name) for row, name in requests], "No"))

    def clean(self) -> dict[str, Any]:
        """An answer comes from whom it was asked of."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        request = self.asked.get(said.get("request", ""))
        if request is not None and str(request.holder_id) != said.get("origin"):
            self.add_error("request", "Select what was asked of whoever sent this, or that it answers nothing")
        said["sender"] = said.get("sender") or self.names.get(said.get("origin", ""), GIVEN)
        return said

    def more(self) -> dict[str, Any]:
        """Who sent it, as the case knows them, and which kinds it holds."""
        said = self.cleaned_data
        return {
            "holder": self.known.get(said["origin"]),
            "from_service_user": said["origin"] == THEMSELVES,
            "request": self.asked.get(said["request"]),
            "categories": frozenset(Category(kind) for kind in said["categories"]),
        }


NONE_COVERS_IT = "No permission to ask them is in force. Ask the service user first, or decide otherwise"


class FateForm(Form):
    """What becomes of something in quarantine, and why."""

    fate = RadioField(
        label="What becomes of it?",
        choices=Fate.choices,
        noun="what becomes of it",
        hints={
            Fate.RETURNED.value: "Its text is destroyed here. Sending it back does not say whether we know the family",
            Fate.DESTROYED.value: "Its key is destroyed, and its text with it. It cannot be undone",
            Fate.KEPT.value: "It goes into the case. A permission to ask them has to cover it now",
            Fate.SAFEGUARDING.value: "Raise the concern on the case as well. It stays readable to managers alone",
        },
        reveals={Fate.KEPT.value: ("keeping", "categories")},
    )
    keeping = forms.ChoiceField(label="Which permission covers it?")
    categories = CheckboxesField(
        label="Which kinds of information does it hold?", choices=KINDS, widget=in_columns(), noun="at least one kind"
    )
    reason = NoteField(label="Why", rows=3, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, permissions: list[tuple[Consent, str]], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"categories": kinds}, **kwargs)
        self.permissions = {row.pk: row for row, _ in permissions}
        keeping = self.fields["keeping"]
        offer(keeping, with_nothing([(str(row.pk), name) for row, name in permissions], "Choose"))
        if not permissions:
            keeping.help_text = keeping.error_messages["required"] = NONE_COVERS_IT

    def said(self) -> dict[str, Any]:
        """What was decided, for the action."""
        said = self.cleaned_data
        return {
            "fate": Fate(said["fate"]),
            "reason": said["reason"],
            "keeping": self.permissions.get(UUID(said["keeping"])) if said["keeping"] else None,
            "categories": frozenset(Category(kind) for kind in said["categories"]),
        }
