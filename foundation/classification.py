"""What each stored field is, declared where the field is declared.

Every model of ours carries a ``Register`` that places each of its fields in exactly one class. The start-up checks stop
on a field that is in none, in two, or that identifies a person and is not sealed. The register is written out to
``docs/generated/data-register.md`` and will feed subject access, retention and redaction.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Field, Model


class Class(Enum):
    """The kinds of data a field can hold, most sensitive first."""

    IDENTIFYING = "identifying"
    SPECIAL = "special category"
    PERSONAL = "personal"
    CODE = "code"
    TECHNICAL = "technical"


class Register:
    """Places the fields of one model into classes: ``Register(identifying=("given_name",), technical=("id",))``."""

    def __init__(
        self,
        *,
        identifying: tuple[str, ...] = (),
        special: tuple[str, ...] = (),
        personal: tuple[str, ...] = (),
        code: tuple[str, ...] = (),
        technical: tuple[str, ...] = (),
        why_clear: dict[str, str] | None = None,
    ) -> None:
        """``why_clear``: the reason for each identifying field that is rightly not sealed (staff, not families)."""
        self.classes = dict(zip(Class, (identifying, special, personal, code, technical), strict=True))
        self.why_clear = why_clear or {}

    def of(self, name: str) -> list[Class]:
        """The classes a field is placed in; a well-kept register gives exactly one."""
        return [kind for kind, names in self.classes.items() if name in names]

    def names(self) -> set[str]:
        """Every field name the register speaks of."""
        return {name for names in self.classes.values() for name in names}


OURS = ("audit", "teams", "cases", "consent", "safeguarding", "training", "governance")


def our_models() -> Iterator[type[Model]]:
    """Every concrete model that this product defines, in a stable order."""
    for model in sorted(apps.get_models(), key=lambda m: m._meta.label):
        if model._meta.app_label in OURS:
            yield model


def stored_fields(model: type[Model]) -> list["Field[Any, Any]"]:
    """The fields of a model that have a column."""
    return [field for field in model._meta.get_fields() if isinstance(field, Field) and field.concrete]
