"""Who works with a young person in a case of their own."""

from collections.abc import Iterable
from typing import Any

from cases.forms.choices import offer
from foundation.components.fields import RadioField
from foundation.components.forms import Form
from teams.models import User

NOBODY_YET = "none"


class OwnCaseForm(Form):
    """Another worker than the parent's is offered first, and chosen only by whoever asks."""

    lead_choice = RadioField(
        label="Who works with them?",
        noun="who works with them",
        help_text="Somebody else than the parent’s worker, if they would like that",
    )

    def __init__(self, *args: Any, workers: Iterable[User], not_first: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.pk): worker for worker in sorted(workers, key=lambda each: each.pk == not_first)}
        names = [(pk, str(worker)) for pk, worker in self.workers.items()]
        offer(self.fields["lead_choice"], [*names, (NOBODY_YET, "Nobody yet")])

    def lead_worker(self) -> User | None:
        """Who was chosen, if anybody."""
        return self.workers.get(self.cleaned_data["lead_choice"])
