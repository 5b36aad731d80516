"""Puts everything about a concern on the record of changes."""

from audit.apps import OnTheRecord


class SafeguardingConfig(OnTheRecord):
    """Concerns."""

    default = True
    name = "safeguarding"
    verbose_name = "Safeguarding"
