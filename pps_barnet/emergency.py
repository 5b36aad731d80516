"""Whom to call when somebody is in danger: from a file of the service's own, else invented ones for the demonstration.

The page that shows them stands without the database, so they are read once, when the product starts.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Number:
    """One number to call, when it answers, and what for."""

    name: str
    number: str
    hours: str
    about: str = ""
    invented: bool = False


NINES = Number("Emergency services", "999", "Day and night", "Somebody is in danger now: police, ambulance, fire")
# No telephone has these numbers: Ofcom keeps them for drama ([L]: the service enters its own).
INVENTED = (
    NINES,
    Number(
        *("Multi-agency safeguarding hub (MASH)", "020 7946 0011"),
        *("Monday to Thursday 9am to 5:15pm, Friday 9am to 5pm", "A child is at risk"),
        invented=True,
    ),
    Number(
        *("Emergency duty team, out of hours", "020 7946 0012"),
        *("All other times, nights and weekends included", "A child or an adult is at risk"),
        invented=True,
    ),
    Number(
        *("Adult social care", "020 7946 0013", "Monday to Friday 9am to 5pm", "An adult is at risk"),
        invented=True,
    ),
)


def emergency_numbers() -> tuple[Number, ...]:
    """The numbers of the service, 999 first whatever its file says.

    Raises:
        ImproperlyConfigured: when the file cannot be read as a list of numbers.
    """
    path = os.environ.get("PPS_EMERGENCY_NUMBERS", "")
    if not path:
        return INVENTED
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
        numbers = [Number(**each) for each in told]
    except (OSError, ValueError, TypeError) as problem:
        raise ImproperlyConfigured(f"{path} holds no list of emergency numbers: {problem}") from problem
    return (NINES, *(number for number in numbers if number.number != NINES.number))
