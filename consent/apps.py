"""Puts every decision on the record of changes."""

from audit.apps import OnTheRecord


class ConsentConfig(OnTheRecord):
    """Permission."""

    default = True
    name = "consent"
    verbose_name = "Permission"
