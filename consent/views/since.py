"""Permissions that were recorded while two files were one, for the page that takes them apart."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from cases.models import Case
from cases.presenting import name_accounts
from cases.views.since import Line
from consent.models import Consent
from consent.presenting.permission import since_words
from teams.models import User


class DecidedSince:
    """Each decision that was written down since, in its order."""

    shown: Sequence[Consent]

    def __init__(self, user: User, case: Case, moment: datetime) -> None:
        rows = Consent.objects.visible_to(user).filter(case=case, recorded_at__gte=moment)
        self.shown = list(rows.select_related("recipient", "recorded_by").order_by("recorded_at", "pk"))
        self.url = reverse("consent:permissions", args=[case.pk])

    def lines(self) -> list[Line]:
        """When, what was decided about telling or asking whom, and who wrote it down."""
        name_accounts(row.recipient for row in self.shown)
        return [Line(since_words(row), self.url) for row in self.shown]
