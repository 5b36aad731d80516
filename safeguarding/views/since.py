"""Concerns that were raised while two files were one, for the page that takes them apart."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from cases.models import Case
from cases.views.since import Line
from safeguarding.models import Concern
from safeguarding.presenting.concerns import since_words
from teams.models import User


class RaisedSince:
    """Each concern that the person may know of, in the order in which they were raised."""

    shown: Sequence[Concern]

    def __init__(self, user: User, case: Case, moment: datetime) -> None:
        rows = Concern.objects.visible_to(user).filter(case=case, recorded_at__gte=moment)
        self.shown = list(rows.select_related("raised_by").order_by("recorded_at", "pk"))

    def lines(self) -> list[Line]:
        """When, which, where it stands and who raised it: nothing of what it says."""
        route = "safeguarding:concern"
        return [Line(since_words(row), reverse(route, args=[row.case_id, row.pk])) for row in self.shown]
