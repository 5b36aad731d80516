"""Dated code lists: what may be chosen on a day, and what an old record's code meant."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.vocabulary import CodeList
from foundation import clock
from foundation.classification import Register


class CodeQuerySet(models.QuerySet["Code"]):
    """Codes of one list."""

    def on(self, day: date) -> "CodeQuerySet":
        """Codes that may be chosen on a day."""
        ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(ended, valid_from__lte=day)

    def choices(self, which: CodeList) -> list[tuple[str, str]]:
        """What a form offers today, in the list's own order."""
        rows = self.on(clock.today()).filter(code_list=which).order_by("position", "pk")
        return list(rows.values_list("code", "label"))

    def labels(self) -> dict[tuple[str, str], str]:
        """What every code means, ended ones included, by list and code."""
        return {(code.code_list, code.code): code.label for code in self.all()}


class Code(models.Model):
    """One code of one list, for as long as it was in use."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_list = models.CharField(max_length=30, choices=CodeList)
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=120)

    objects: ClassVar = CodeQuerySet.as_manager()
    register = Register(
        code=("code_list", "code", "label", "position", "valid_from", "valid_to", "source"), technical=("id",)
    )

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("code_list", "code", "valid_from"), name="one_meaning_at_a_time"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="codes_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_list} {self.code}"
