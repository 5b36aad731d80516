"""What is typed about who is still rightly in a team, and what they were trained in."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from foundation.components.changing import ChangingForm
from foundation.components.dates import NearDateField
from foundation.components.fields import CheckboxesField
from foundation.components.forms import Form
from teams.presenting import role_of
from teams.presenting.standing import Standing
from teams.vocabulary import StaffDateKind


class RecertifyForm(Form):
    """Who of the team is still rightly in it."""

    right = CheckboxesField(
        label="Still right",
        help_text="Tick whoever is still in the team, in this role, on these terms. Nothing happens to the others",
        noun="who is still rightly in the team",
        choices=[],
    )

    def __init__(self, *args: Any, standing: list[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = {str(each.membership.pk): each for each in standing}
        field = cast("CheckboxesField", self.fields["right"])
        field.choices = [(pk, f"{e.membership.user}, {role_of(e.membership)}") for pk, e in self.standing.items()]
        field.hints = {pk: each.account for pk, each in self.standing.items()}

    def chosen(self) -> list[Any]:
        """The memberships that were ticked."""
        return [self.standing[pk].membership for pk in self.cleaned_data["right"]]


def _day_of(kind: StaffDateKind) -> NearDateField:
    return NearDateField(label=kind.label, required=False, leaning="past", must_be="today or past")


class StaffDatesForm(ChangingForm):
    """When somebody signed, was checked and was trained; an empty box is a date that is not known."""

    agreement = _day_of(StaffDateKind.AGREEMENT)
    dbs = _day_of(StaffDateKind.DBS)
    data_protection = _day_of(StaffDateKind.DATA_PROTECTION)
    safeguarding_2 = _day_of(StaffDateKind.SAFEGUARDING_2)
    safeguarding_3 = _day_of(StaffDateKind.SAFEGUARDING_3)
    legal = _day_of(StaffDateKind.LEGAL)
    no_lookups = _day_of(StaffDateKind.NO_LOOKUPS)
    lookups_checked = _day_of(StaffDateKind.LOOKUPS_CHECKED)

    def seen(self, kinds: Iterable[str]) -> dict[str, date | None]:
        """What stood there of these when their person looked."""
        return {kind: self.saw(kind) for kind in kinds}

    def changed(self, before: Mapping[str, date]) -> dict[str, date | None]:
        """What was typed that is not what it was."""
        said = self.cleaned_data
        return {k.value: said.get(k.value) for k in StaffDateKind if said.get(k.value) != before.get(k.value)}
