"""What an administrator's home page shows: people, and nothing that tells of a case or how many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation import clock
from foundation.components.shapes import Table, Tag, Tile
from foundation.components.words import gb_date
from pps_barnet.pages.staffing import is_turn_of
from teams.models import Membership, NewPassword, Team, WayToUs
from teams.presenting import instant, last_instant, people_table, role_of, turn_of
from teams.presenting.standing import standing_of
from teams.vocabulary import MANAGING, State, Verb

SOON = timedelta(days=28)
MOST_TEAMS = 3  # whose people are listed; of more, the page of each
OTHERS = "waits for the manager"


@dataclass(frozen=True)
class Line:
    """One person: where their page is, what is to come of it, and a word when it is late or is for whoever reads."""

    name: str
    url: str
    what: str
    tag: Tag | None = None


@dataclass(frozen=True)
class People:
    """All of it, for the teams whose memberships somebody asks for."""

    teams: list[Team]
    asked: list[Line]
    ways_in: list[Line]
    coming_and_going: list[Line]
    again: list[Line]
    unmanaged: list[Team]
    unreachable: list[Team]
    here: list[tuple[Team, Table]]
    shown: list[UUID]

    @property
    def sections(self) -> list[tuple[str, str, list[Line]]]:
        """What there is to see to, by the mark that a tile leads to."""
        told = [
            ("asked", "Waiting for the manager", self.asked),
            ("ways-in", "Invitations and new passwords", self.ways_in),
            ("coming-and-going", "Starting or ending within four weeks", self.coming_and_going),
            ("again", "Memberships to confirm again", self.again),
        ]
        return [each for each in told if each[2]]

    @property
    def tiles(self) -> list[Tile]:
        """How much of each there is: of people alone."""
        late = any(each.tag and each.tag.colour == "red" for each in self.again)
        return [
            _tile("Waiting for the manager", self.asked, "#asked"),
            _tile("Invitations and new passwords", self.ways_in, "#ways-in"),
            _tile("Starting or ending within four weeks", self.coming_and_going, "#coming-and-going"),
            _tile("Memberships to confirm again", self.again, "#again", "late" if late else ""),
        ]


def _tile(label: str, lines: list[Line], mark: str, tone: str = "") -> Tile:
    """A count; it leads to what it counts when there is any."""
    return Tile(label, len(lines), mark if lines else "", tone)


def people_of(user: Any) -> People | None:
    """What there is to see to about people, for whoever asks for memberships; None for anybody else."""
    teams = list(Team.objects.where(user, Verb.MANAGE_MEMBERS).order_by("name", "pk"))
    if not teams:
        return None
    rows = Membership.objects.visible_to(user).filter(team__in=teams, state__in=(State.ASKED, State.CURRENT))
    found = [m for m in rows.select_related("user", "team", "asked_by").order_by("asked_at", "pk") if not m.is_over]
    asked = [m for m in found if m.state == State.ASKED]
    confirmed = [m for m in found if m.state == State.CURRENT]
    live = [m for m in confirmed if not m.is_to_come]
    ways_in = list(_ways_in(user, teams))
    managed = {m.team_id for m in live if m.role in MANAGING}
    return People(
        teams,
        [_asked(m) for m in asked],
        [_way_in(user, each) for each in ways_in],
        list(_coming_and_going(confirmed)),
        list(_again(user, live)),
        [team for team in teams if team.pk not in managed],
        _unreachable(teams),
        [(team, people_table(f"In {team}", _by_name(team, live))) for team in teams[:MOST_TEAMS]],
        [row.pk for row in (*found, *ways_in)],
    )


def _unreachable(teams: list[Team]) -> list[Team]:
    """A team of each service of which nobody has said how families reach it."""
    of_each = {team.service: team for team in reversed(teams)}
    said = set(WayToUs.objects.filter(service__in=of_each).values_list("service", flat=True))
    return [team for service, team in sorted(of_each.items()) if service not in said]


def _by_name(team: Team, live: list[Membership]) -> list[Membership]:
    return sorted((m for m in live if m.team_id == team.pk), key=lambda m: (m.user.display_name, m.pk))


def _ways_in(user: Any, teams: list[Team]) -> Any:
    """Invitations whose membership is confirmed or waits, and new passwords under way."""
    rows = NewPassword.objects.visible_to(user).live().filter(team__in=teams)
    return rows.select_related("user", "team", "membership").order_by("asked_at", "pk")


def _asked(m: Membership) -> Line:
    by = f" by {m.asked_by}" if m.asked_by else ""
    return Line(str(m.user), m.get_absolute_url(), f"{role_of(m)}, asked for on {gb_date(m.asked_at)}{by}")


def _way_in(user: Any, asked: NewPassword) -> Line:
    """Whose turn it is with an invitation or a new password, and a tag when it is the reader's."""
    what = "Invitation" if asked.membership_id else "New password"
    yours = Tag("Your turn", "purple") if is_turn_of(user, asked) else None
    until = f", until {gb_date(asked.until)}" if asked.until else ""
    return Line(
        str(asked.user), reverse("teams:new_password", args=[asked.pk]), f"{what}: {turn_of(asked)}{until}", yours
    )


def _coming_and_going(memberships: Iterable[Membership]) -> Iterable[Line]:
    """Who starts and who leaves in the next weeks, the soonest first."""
    horizon, moments = clock.now() + SOON, []
    for m in memberships:
        if m.is_to_come and m.since and m.since <= horizon:
            moments.append((m.since, m, f"{role_of(m)}, starts {instant(m.since)}"))
        if m.until and m.until <= horizon:
            moments.append((m.until, m, f"{role_of(m)}, ends {last_instant(m.until)}"))
    moments.sort(key=lambda each: each[0])
    return [Line(str(m.user), m.get_absolute_url(), words) for _, m, words in moments]


def _again(user: Any, live: list[Membership]) -> Iterable[Line]:
    """Memberships that are due to be confirmed again, and by whom."""
    for each in standing_of(user, live):
        if each.is_due:
            m = each.membership
            here = reverse("teams:recertify", args=[m.team_id]) if each.may_confirm else m.get_absolute_url()
            yield Line(
                str(m.user), here, f"{role_of(m)}: {'you can confirm it' if each.may_confirm else OTHERS}", each.tag
            )
