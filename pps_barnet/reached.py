"""How a family reaches the service: from a file of the service's own, else invented for the demonstration.

Whoever is told that they may change their mind is told how: on their own record, on paper and in what is read aloud.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Service:
    """Where letters, calls and e-mails to the service go."""

    name: str
    post: str
    telephone: str
    email: str
    invented: bool = False


# Ofcom keeps the number for drama, and nobody has a name that ends in .example ([L]: the service enters its own).
INVENTED = Service(
    "Parent Partnership Barnet",
    "1 Invented Street, Wexcombe, ZZ1 1ZZ",
    "020 7946 0020",
    "partnership@barnet.example",
    invented=True,
)


def how_to_reach_us() -> Service:
    """The service as families reach it.

    Raises:
        ImproperlyConfigured: when the file does not say all of it.
    """
    path = os.environ.get("PPS_SERVICE", "")
    if not path:
        return INVENTED
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
        service = Service(**told)
    except (OSError, ValueError, TypeError) as problem:
        raise ImproperlyConfigured(f"{path} does not say how to reach the service: {problem}") from problem
    if not all((service.name, service.post, service.telephone, service.email)):
        raise ImproperlyConfigured(f"{path} does not say how to reach the service: something in it is empty")
    return service
