"""Who may decide what, what a child wishes, and what somebody was called before: history that is added to, and never
overwritten."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.of_person import Ending, OfPerson
from cases.vocabulary import AbilityKind, AccessClass, Conclusion
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField


class AbilityRecord(OfPerson):
    """Whether somebody could make one decision on one day: capacity from 16 (Mental Capacity Act 2005), or competence
    below (Gillick). Never an age, never for all decisions; a later record stands beside an earlier one."""

    kind = models.CharField(max_length=10, choices=AbilityKind)
    decision = SealedTextField()
    decided_on = models.DateField()
    support_given = SealedTextField()
    conclusion = models.CharField(max_length=15, choices=Conclusion)
    assessor = SealedTextField()
    basis = SealedTextField()
    best_interests = SealedTextField()
    review_due = models.DateField(null=True)

    register = Register(
        identifying=("assessor",),
        special=("decision", "support_given", "basis", "best_interests"),
        personal=("recorded_by", "conclusion"),
        code=("kind",),
        technical=(*OfPerson.technical, "decided_on", "review_due"),
    )

    class Meta(OfPerson.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="ability_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=AbilityKind.COMPETENCE, conclusion__in=("competent", "not_competent"))
                | Q(kind=AbilityKind.CAPACITY, conclusion__in=("not_in_doubt", "has", "fluctuating", "lacks")),
                name="a_conclusion_is_of_its_law",
            ),
            # Section 1 of the Act: all practicable help first; section 4: and then their best interests.
            models.CheckConstraint(
                condition=~Q(conclusion="lacks") | Q(support_given__isnull=False, best_interests__isnull=False),
                name="lacking_capacity_says_what_help_was_given",
            ),
        ]


class Wishes(OfPerson):
    """What a child or young person wishes and feels, in their words. It may be kept to managers: a parent's request for
    their data need not reach it."""

    narrows = True
    taken_away_by = ("not_taken_away", "not_narrowed")

    said_on = models.DateField()
    words = SealedTextField()
    access_class = models.CharField(max_length=15, choices=AccessClass, default=AccessClass.STANDARD)

    register = Register(
        special=("words",),
        personal=("recorded_by",),
        code=("access_class",),
        technical=(*OfPerson.technical, "said_on"),
    )

    class Meta(OfPerson.Meta):
        default_permissions = ()
        verbose_name_plural = "wishes"
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="wishes_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(words__isnull=False), name="wishes_have_words"),
        ]


class FormerName(Ending):
    """What somebody was called before. They are still found by it, until it is taken away."""

    name = SealedTextField()

    register = Register(identifying=("name",), personal=("recorded_by",), technical=Ending.technical)

    class Meta(Ending.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="former_name_of_case")]
