"""That somebody has died: a fact with its source, and with its day when that is known."""

from typing import Any

from cases.forms.kept import SectionForm
from cases.presenting import readable_of
from cases.vocabulary import DeathKnown
from foundation.components.dates import DateField
from foundation.components.fields import RadioField


class DiedForm(SectionForm):
    """That somebody has died: how it is known, and when, if that is known (D49)."""

    key, page_title = "died", "A death"
    death_known = RadioField(
        label="How is it known?",
        choices=[*DeathKnown.choices, ("", "They have not died, as far as we know")],
        noun="how it is known",
        required=False,
        help_text="What they agreed to ends, and nothing is sent to them. Whatever anybody asks is the manager’s",
    )
    deceased_on = DateField(label="When they died, if it is known", required=False, must_be="today or past")

    def clean(self) -> dict[str, Any]:
        """A day belongs to a death that is known, and comes after the birth."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        died, born = said.get("deceased_on"), readable_of(self.row, "date_of_birth")
        if died and not said.get("death_known"):
            self.add_error("death_known", "Select how it is known that they have died")
        if died and born and died < born:
            self.add_error("deceased_on", "When they died must be after the date of birth")
        return said
