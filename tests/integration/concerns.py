"""Building concerns for tests, by the real actions."""

from dataclasses import replace
from typing import Any

from cases.models import Case
from foundation import clock
from safeguarding import actions
from safeguarding.models import Concern
from safeguarding.vocabulary import Urgency
from teams.models import User

HUNGRY = "The neighbour's child is regularly hungry and missing school."


def worried_about(case: Case, by: User, **changes: Any) -> Concern:
    """A concern that was raised on a case; needs somebody asking, as an action does."""
    said = actions.NewConcern(aware_at=clock.now(), urgency=Urgency.WELFARE, worry=HUNGRY, about="Not known")
    return actions.raise_concern(by=by, case=case, said=replace(said, **changes))
