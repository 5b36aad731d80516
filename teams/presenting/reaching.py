"""How families reach a service, in the words that they are told."""

from dataclasses import dataclass
from typing import Any

from foundation.components.words import gb_datetime
from teams.models import Team, WayToUs

ASK = "Ask your worker: they tell you how to reach us."
INVENTED = "This address is invented: it stands here for the demonstration."
SERVER = "Set up on the server"


@dataclass(frozen=True)
class Reached:
    """How a service is reached: line by line, and what is said where somebody may ring."""

    name: str
    rows: list[tuple[str, str]]
    telephone: str = ""
    invented: str = ""


def reached(team: Team, found: WayToUs | None) -> Reached:
    """What a family is told. Where nobody has said it, no address of anybody else's stands there."""
    if found is None:
        return Reached(team.service, [("Who we are", team.service), ("How to reach us", ASK)])
    rows = [
        ("Who we are", found.name),
        ("Telephone", found.telephone),
        ("Hours", found.hours),
        ("E-mail", found.email),
        ("Post", ", ".join(line.strip(" ,") for line in found.post.splitlines() if line.strip(" ,"))),
        ("Web page", found.web),
    ]
    invented = INVENTED if team.demonstration else ""
    return Reached(found.name, [row for row in rows if row[1]], found.telephone, invented)


def earlier_of(team: Team, rows: list[WayToUs]) -> list[dict[str, Any]]:
    """Every version with who wrote it down and when, the last first."""
    return [
        {
            "when": f"{gb_datetime(row.written_at)}, {row.written_by or SERVER}",
            "rows": reached(team, row).rows,
        }
        for row in rows
    ]
