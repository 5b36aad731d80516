"""Model fields whose column holds ciphertext, and the harmless value that stands for them.

Assigning text seals it at once, so that plaintext never sits on an instance: what a template, a log, a traceback, a
cache or the change log prints is ``[sealed 67a16f33c0de]``. The model's ``sealing_scope`` names the attribute that
holds the id of its key scope; it and the primary key must be set first, so they are declared above the sealed fields.
"""

import hashlib
from typing import Any, NoReturn, Self
from uuid import UUID

from django.db import models

from foundation.sealing.envelope import BLOCK, Place, seal, unseal, version_of
from foundation.sealing.keyring import CONTENT, SEARCH, keyring


class Sealed:
    """A sealed value in its place. ``str()`` is harmless; only ``reveal()`` gives the text."""

    __slots__ = ("_blob", "_place", "_purpose")

    def __init__(self, blob: bytes, place: Place, purpose: str) -> None:
        self._blob, self._place, self._purpose = blob, place, purpose

    def reveal(self) -> str:
        """The text.

        Raises:
            RevealedOutsideAccess: when no access event handed out the key.
            CannotOpen: when the key is wrong or the bytes were altered or moved.
        """
        key = keyring().key(self._place.scope, self._purpose, version_of(self._blob))
        return unseal(self._blob, key=key, place=self._place)

    @property
    def blob(self) -> bytes:
        """The stored bytes."""
        return self._blob

    def __str__(self) -> str:
        return f"[sealed {hashlib.sha256(self._blob).hexdigest()[:12]}]"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._blob == other._blob

    def __hash__(self) -> int:
        return hash(self._blob)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A sealed value is not pickled: caches and queues are not places for it.")


class SealedAttribute:
    """The descriptor behind a sealed field: text goes in, ``Sealed`` comes out."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:  # deferred by only() or defer()
            instance.refresh_from_db(fields=[self.field.attname])
        blob = instance.__dict__[self.field.attname]
        return None if blob is None else Sealed(bytes(blob), self._place(instance), self.field.purpose)

    def __set__(self, instance: models.Model, value: "str | bytes | memoryview | Sealed | None") -> None:
        if isinstance(value, str):
            value = self._seal(instance, value) if value else None
        if isinstance(value, Sealed):
            value = value.blob
        instance.__dict__[self.field.attname] = value

    def _seal(self, instance: models.Model, text: str) -> bytes:
        place = self._place(instance)
        version = keyring().latest(place.scope, self.field.purpose)
        key = keyring().key(place.scope, self.field.purpose, version)
        return seal(text, key=key, version=version, place=place, block=self.field.block)

    def _place(self, instance: models.Model) -> Place:
        scope: UUID = getattr(instance, instance.sealing_scope)  # type: ignore[attr-defined]
        # A model may keep another's ciphertext as it was, and says whose: (model, the attribute with that row's id).
        model, row = getattr(instance, "sealed_as", (instance._meta.label_lower, "pk"))
        return Place(model, str(self.field.column), getattr(instance, row), scope)


class SealedTextField(models.BinaryField[Any, Any]):
    """Text that is stored sealed under the content key of the row's scope; an empty text is stored as NULL."""

    purpose = CONTENT
    block = BLOCK

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Put the descriptor in place."""
        super().contribute_to_class(cls, name, private_only=private_only)
        setattr(cls, name, SealedAttribute(self))

    def get_prep_value(self, value: Any) -> Any:
        """Only ciphertext reaches a query: comparing a sealed column with text would put the text into a log."""
        if isinstance(value, Sealed):
            value = value.blob
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed: it cannot be compared with or updated to plain text in a query.")
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """A sealed column can be compared with another ciphertext or with nothing; a pattern would be plain text."""
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "in", "isnull") else None

    def value_to_string(self, obj: models.Model) -> str:
        """Serialisers get the harmless text."""
        return str(self.value_from_object(obj))


class SearchTextField(SealedTextField):
    """Text sealed under the search key of the row's scope, which a search of the team is handed apart from content."""

    purpose = SEARCH


class EvenTextField(SealedTextField):
    """Sealed text whose stored size tells nothing: filled up to ``block`` bytes, which hold the longest that a form
    takes (four bytes for each character, and one more)."""

    def __init__(self, *args: Any, block: int = BLOCK, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.block = block

    def deconstruct(self) -> Any:
        """What a migration needs to make the field again."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"block": self.block}
