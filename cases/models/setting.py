"""Schools, colleges and nurseries as the official register names them: public, and nothing about a family."""

import re
import unicodedata
import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models

from foundation.classification import Register

MOST_NAMED = 20
SHORTEST_WORD = 2
MOST_WORDS = 12  # of what is looked for; more name no school better
# Letters with a stroke, and two written as one: Unicode takes them apart into nothing, and people type them plainly.
LETTERS = str.maketrans({**dict(zip("łøđðħıŧ", "loddhit", strict=True)), "æ": "ae", "œ": "oe", "þ": "th"})
WORDS = SearchVector("words", config="simple")


def folded(text: str) -> str:
    """Small letters without accents, apostrophes or punctuation, so that "st marys" finds "St Mary’s"."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS).replace("'", "").replace("’", ""))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


class SettingQuerySet(models.QuerySet["Setting"]):
    """Settings of the register."""

    def named_like(self, text: str) -> "SettingQuerySet":
        """At most twenty, open ones first: each word of ``text`` begins a word of their name, town, postcode or number.
        Nothing for fewer than two letters."""
        words = folded(text).split()[:MOST_WORDS]
        if sum(map(len, words)) < SHORTEST_WORD:
            return self.none()
        asked = SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")
        return self.alias(found=WORDS).filter(found=asked).order_by("-is_open", "name", "urn")[:MOST_NAMED]


class Setting(models.Model):
    """One establishment of "Get information about schools", open or closed. Only the owner's import writes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    urn = models.PositiveIntegerField("unique reference number", unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField("type", max_length=100, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=60, blank=True)
    is_open = models.BooleanField(default=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    low_age = models.PositiveSmallIntegerField("lowest age", null=True)
    high_age = models.PositiveSmallIntegerField("highest age", null=True)
    sixth_form = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    la_code = models.CharField("council’s code", max_length=10, blank=True)
    la_name = models.CharField("council", max_length=100, blank=True)
    words = models.TextField(blank=True)  # what ``named_like`` looks in: kept by ``words_of``

    objects: ClassVar = SettingQuerySet.as_manager()
    register = Register(
        code=("kind", "phase", "status", "is_open", "sixth_form", "la_code"),
        technical=(
            *("id", "urn", "name", "opened_on", "closed_on", "low_age", "high_age", "street", "town", "postcode"),
            *("la_name", "words"),
        ),
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [GinIndex(WORDS, name="setting_words")]

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.town, self.postcode) if part)
        named = f"{self.name}, {where}" if where else self.name
        return named if self.is_open else f"{named} (closed)"

    def words_of(self) -> str:
        """The words that the setting is found by."""
        together = self.postcode.replace(" ", "")
        return folded(f"{self.name} {self.town} {self.postcode} {together} {self.urn}")
