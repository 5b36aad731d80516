"""Who is told: somebody whom the case knows already, or somebody written down here for the first time."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.actions.sharing import NewRecipient
from cases.forms.choices import offer
from cases.models import Recipient
from cases.vocabulary.sharing import PartyKind
from foundation.components.fields import RadioField
from foundation.components.forms import Form

OUTSIDE = [(kind.value, kind.label) for kind in PartyKind if kind != PartyKind.SERVICE_USER]
NEW = "new"
TOO_WIDE = "An organisation alone is too wide: enter both, or a person by name"


class SomebodyOutside(Form):
    """An organisation with a role, or a person by name; "anyone" cannot be written down."""

    organisation = forms.CharField(label="Organisation", required=False, max_length=200)
    role = forms.CharField(label="Role there", required=False, max_length=200, help_text="For example, SENCo")
    person_name = forms.CharField(label="Or a person by name", required=False, max_length=200)
    kind = forms.ChoiceField(label="What part do they have?", required=False, choices=OUTSIDE)

    def check_outside(self, said: dict[str, Any], *, asked: str, is_known: bool, words: str) -> None:
        """Complain of somebody who is only half written down, or of nobody at all; ``asked`` is where it is said."""
        place, role = said.get("organisation"), said.get("role")
        if bool(place) != bool(role) and not said.get("person_name"):
            self.add_error("role" if place else "organisation", TOO_WIDE)
        elif not (is_known or said.get("person_name") or place):
            self.add_error(asked, words)

    def new_recipient(self) -> NewRecipient | None:
        """Somebody who was written down here for the first time."""
        typed = self.cleaned_data
        if not (typed.get("person_name") or (typed.get("organisation") and typed.get("role"))):
            return None
        kind = PartyKind(typed.get("kind") or PartyKind.PROFESSIONAL)
        return NewRecipient(kind, typed["organisation"], typed["role"], typed["person_name"])


class WhoIsIt(SomebodyOutside):
    """One recipient: of the case, or new."""

    to = RadioField(
        label="Who?",
        noun="who it is",
        reveals={NEW: ("organisation", "role", "person_name", "kind")},
    )
    field_order: Sequence[str] = ("to", "organisation", "role", "person_name", "kind")

    def __init__(self, *args: Any, recipients: list[tuple[Recipient, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.pk): each for each, _ in recipients}
        offer(self.fields["to"], [*((str(each.pk), name) for each, name in recipients), (NEW, "Somebody else")])

    def check_who(self, said: dict[str, Any]) -> None:
        """Somebody else is written down so that nobody can be taken for "anyone"."""
        if said.get("to") == NEW:
            words = "Enter an organisation with a role, or a person by name"
            self.check_outside(said, asked="organisation", is_known=False, words=words)

    def recipient(self) -> Recipient | NewRecipient:
        """Whom it was about: a row of the case, or somebody to write down."""
        known = self.known.get(self.cleaned_data["to"])
        return known or self.new_recipient() or NewRecipient(PartyKind.PROFESSIONAL)
