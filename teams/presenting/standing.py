"""Whether each membership is to be confirmed again, and what is out of date of somebody's training, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from foundation import clock
from foundation.components.shapes import Row, Tag
from foundation.components.words import gb_date
from teams.models import Membership, Recertification
from teams.models.standing import months_after, to_confirm_by
from teams.rules import may_recertify
from teams.vocabulary import StaffDateKind

SOON = timedelta(days=14)
CHECKED = [kind for kind in StaffDateKind if kind not in (StaffDateKind.NO_LOOKUPS, StaffDateKind.LOOKUPS_CHECKED)]


@dataclass(frozen=True)
class Standing:
    """One membership: when it was last confirmed, by when it is to be again, and whether this person may."""

    membership: Membership
    last: Recertification | None
    by_when: date
    may_confirm: bool

    @property
    def is_late(self) -> bool:
        """Whether its day has passed. Nobody loses anything by it: the manager and the administrators see it."""
        return self.by_when < clock.today()

    @property
    def is_due(self) -> bool:
        """Whether its day is near, or has passed."""
        return self.by_when <= clock.today() + SOON

    @property
    def tag(self) -> Tag:
        """Its state in words."""
        if self.is_late:
            return Tag(f"Overdue since {gb_date(self.by_when)}", "red")
        return Tag(f"Confirm by {gb_date(self.by_when)}", "yellow" if self.is_due else "grey")

    @property
    def account(self) -> str:
        """When it was last confirmed and by whom, and by when it is to be again."""
        last = (
            f"Last confirmed on {gb_date(self.last.at)} by {self.last.by}. "
            if self.last
            else "Never confirmed again yet. "
        )
        return last + self.tag.text


def standing_of(user: Any, memberships: Iterable[Membership]) -> list[Standing]:
    """Each membership with where it stands, those due longest first."""
    rows = list(memberships)
    latest = Recertification.objects.visible_to(user).newest(rows)
    told = [
        Standing(m, latest.get(m.pk), to_confirm_by(m, latest.get(m.pk)), bool(may_recertify(user, m))) for m in rows
    ]
    return sorted(told, key=lambda each: (each.by_when, str(each.membership.user)))


def due_in_words(standing: Iterable[Standing]) -> str:
    """How many memberships are to be confirmed, and how many of them are overdue; nothing when none is."""
    due = [each for each in standing if each.is_due]
    late = sum(each.is_late for each in due)
    if not due:
        return ""
    return f"{len(due)} to confirm" + (f", {late} overdue" if late else "")


def date_rows(dates: Mapping[str, date]) -> list[Row]:
    """Each thing somebody signs, is checked for or is trained in, with its day and until when it counts."""
    return [Row(kind.label, _until(kind, dates.get(kind))) for kind in StaffDateKind]


def _until(kind: StaffDateKind, on: date | None) -> str:
    if on is None:
        return ""
    ends = counts_until(kind, on)
    return f"{gb_date(on)}. {'Out of date since' if ends < clock.today() else 'Due again by'} {gb_date(ends)}"


def counts_until(kind: str, on: date) -> date:
    """The last day on which something that was signed, checked or learnt on a day counts."""
    return months_after(on, settings.STAFF_DATES_LAST[kind])


def out_of_date(
    memberships: Iterable[Membership], latest: Mapping[tuple[UUID, UUID, str], date]
) -> list[tuple[Membership, list[str]]]:
    """Who has signed no confidentiality agreement, or has a check or a training that no longer counts, and what it is;
    by the ``latest`` date of each. What somebody never had is not missed: not everybody needs it all."""
    one_each = {(m.user_id, m.team_id): m for m in memberships}
    told = [(m, _lacking({kind: latest.get((*key, kind)) for kind in CHECKED})) for key, m in one_each.items()]
    return [(m, words) for m, words in told if words]


def _lacking(dates: Mapping[StaffDateKind, date | None]) -> list[str]:
    """The declaration and the month's sample are not among them: they stand beside this, in a panel of their own."""
    today = clock.today()
    unsigned = [f"{StaffDateKind.AGREEMENT.label}: not signed"] if dates[StaffDateKind.AGREEMENT] is None else []
    late = [kind for kind, on in dates.items() if on and counts_until(kind, on) < today]
    return unsigned + [f"{kind.label}: out of date" for kind in late]
