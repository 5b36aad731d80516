"""Puts every model of a case on the record of changes."""

from audit.apps import OnTheRecord


class CasesConfig(OnTheRecord):
    """Cases and everything in them."""

    default = True
    name = "cases"
    verbose_name = "Cases"
