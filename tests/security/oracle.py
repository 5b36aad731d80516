"""Who may read what, written down from the promises and not from the code: the small oracle of the state machine.

* A case is read by whoever works in its team now, and by whoever of the service's other teams was let in and still
  works there; each for as long as it holds.
* A conflict of interest that keeps somebody out takes the case from them, whatever else they hold.
* Of two files with a wall between them each colleague reads the one on whose side they work. Managers read both until
  they are placed on one side; whoever was placed nowhere reads neither, and whoever is let in is let in on one side.
* Of two files that were made one, whoever is kept from either is kept from both.
* What is kept to managers, a case or one conversation of it, is for those who manage its team now.
"""

from dataclasses import dataclass, field
from datetime import datetime

READS = frozenset({"worker", "service_manager", "acting_manager"})
MANAGES = frozenset({"service_manager", "acting_manager"})


@dataclass
class Span:
    """Something that holds from a time until a time."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it has begun and is not over."""
        return (self.since is None or self.since <= now) and (self.until is None or now < self.until)


@dataclass
class Member(Span):
    """Somebody in a team, as something."""

    who: str = ""
    team: str = ""
    role: str = ""


@dataclass
class Kept(Span):
    """Somebody kept from a case."""

    who: str = ""
    case: str = ""


@dataclass
class Guest(Span):
    """Somebody let into a case."""

    who: str = ""
    case: str = ""


@dataclass
class Oracle:
    """What is so at one moment; ``teams`` says whose each case is, ``contacts`` where each conversation is written."""

    now: datetime
    teams: dict[str, str]
    members: list[Member]
    kept: dict[str, Kept] = field(default_factory=dict)
    guests: dict[tuple[str, str], Guest] = field(default_factory=dict)
    wall: tuple[str, str] | None = None
    sides: dict[str, str] = field(default_factory=dict)
    narrowed: set[str] = field(default_factory=set)  # cases and conversations for managers alone
    contacts: dict[str, str] = field(default_factory=dict)
    one: tuple[str, ...] = ()  # files that were made one

    def roles(self, who: str, team: str) -> set[str]:
        """As what somebody is in a team now. Acting for the manager is beside one's own work, and not without it."""
        roles = {each.role for each in self.members if (each.who, each.team) == (who, team) and each.holds(self.now)}
        return roles if roles - {"acting_manager"} else set()

    def ends(self, member: Member, at: datetime) -> None:
        """Somebody leaves a team at a time; acting for its manager ends with it, and does not come back with them."""
        member.until = at
        for each in self.members:
            if (each.who, each.team, each.role) == (member.who, member.team, "acting_manager"):
                each.until = min(each.until or at, at)

    def manages(self, who: str, team: str) -> bool:
        """Whether somebody manages a team now, or acts for whoever does."""
        return bool(self.roles(who, team) & MANAGES)

    def reads(self, who: str, case: str) -> bool:
        """Whether somebody reads a case now."""
        team = self.teams[case]
        guest = self.guests.get((who, case))
        works_elsewhere = any(self.roles(who, other) & READS for other in set(self.teams.values()) | {"outreach"})
        let_in = guest is not None and guest.holds(self.now) and works_elsewhere
        if not (self.roles(who, team) & READS or let_in):
            return False
        whole = self.one if case in self.one else (case,)
        if any(each.who == who and each.case in whole and each.holds(self.now) for each in self.kept.values()):
            return False
        wall = self.wall or ()
        if any(self._side(who, team) not in {wall.index(file), "both"} for file in whole if file in wall):
            return False
        return case not in self.narrowed or self.manages(who, team)

    def _side(self, who: str, team: str) -> int | str:
        both = "both" if self.manages(who, team) else "neither"
        side = self.sides.get(who, both)
        return {"first": 0, "second": 1, "both": both}.get(side, side)

    def conversations(self, who: str, case: str) -> set[str]:
        """The conversations that somebody reads on a case."""
        if not self.reads(who, case):
            return set()
        here = {contact for contact, where in self.contacts.items() if where == case}
        return here if self.manages(who, self.teams[case]) else here - self.narrowed
