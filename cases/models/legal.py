"""What makes sharing lawful in data protection, by what makes it right in confidence: a register with dates, because
the law and the service's decisions change, and an old disclosure keeps what held on its day (law-and-practice §2.2)."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.vocabulary.sharing import Basis
from foundation.classification import Register


class LegalBasisQuerySet(models.QuerySet["LegalBasis"]):
    """Rows of the register."""

    def for_day(self, basis: str, day: date) -> "LegalBasis | None":
        """What holds for one basis on one day; None when nothing does."""
        ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(ended, basis=basis, valid_from__lte=day).order_by("-valid_from").first()


class LegalBasis(models.Model):
    """UK GDPR article 6 and 9, and Schedule 1 of the Data Protection Act 2018, for one basis while they hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    basis = models.CharField(max_length=20, choices=Basis)
    article_6 = models.CharField("UK GDPR article 6", max_length=10)
    article_9 = models.CharField("UK GDPR article 9", max_length=10, blank=True)
    schedule_1 = models.CharField("paragraph of Schedule 1", max_length=10, blank=True)
    gateway = models.CharField("the law that lets it go", max_length=120, blank=True, default="", db_default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    objects: ClassVar = LegalBasisQuerySet.as_manager()
    register = Register(
        code=("basis", "article_6", "article_9", "schedule_1", "gateway", "valid_from", "valid_to", "source"),
        technical=("id",),
    )

    class Meta:
        default_permissions = ()
        verbose_name_plural = "legal bases"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("basis", "valid_from"), name="one_legal_basis_at_a_time"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="legal_bases_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis} from {self.valid_from}"

    @property
    def articles(self) -> tuple[str, str, str]:
        """Article 6, article 9 and the paragraph of Schedule 1."""
        return self.article_6, self.article_9, self.schedule_1
