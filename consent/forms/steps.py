"""The steps of asking permission, and which questions each of them asks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step: its key, its heading, and the questions it asks."""

    key: str
    title: str
    fields: tuple[str, ...]


STEPS = (
    Step(
        "who",
        "Who decides",
        ("decision", "why_not_sought", "way", "grantor", "footing", "acts_for", "capacity", "ability"),
    ),
    Step(
        "what",
        "To whom, and what",
        (
            *("recipients", "organisation", "role", "person_name", "kind", "purpose", "categories", "subjects"),
            *("limits", "one_off", "begins_on", "expires_on"),
        ),
    ),
    Step(
        "how",
        "How we know",
        (
            *("method", "interpreter", "signed_on", "script_version", "interpreter_independent", "authority", "words"),
            *("identity_check", "paper_kept", "witness"),
        ),
    ),
)
