"""django-auditlog's own masking hides half a text; ours hides all of it."""


def nothing_shown(value: str) -> str:
    """Stand in for a value that the change log must not hold."""
    return "[not kept]"
