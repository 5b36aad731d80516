"""How the people of a case belong together, and who acts for whom."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from cases.models.edited import Edited
from cases.models.of_person import Ending
from cases.models.person import Person, chosen
from cases.vocabulary import (
    ActsAs,
    LivesWith,
    OrderKind,
    Responsibility,
    ResponsibilitySource,
    Untold,
)
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField

ORDERED = "which kind of order there is, so that a page can warn before a record is opened; its text is sealed"


class PersonLink(Edited, Ending):
    """What one person is to another: an adult to a child, with parental responsibility, or two adults to one another.
    Being helped never depends on parental responsibility; acting for the child's data does."""

    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=30)
    responsibility = chosen(7, Responsibility)
    responsibility_source = chosen(20, ResponsibilitySource)
    evidence_seen = models.BooleanField(default=False)
    shared_with_council = models.BooleanField(default=False)
    lives_with = chosen(4, LivesWith)
    is_education_parent = models.BooleanField(default=False)
    order_kind = chosen(20, OrderKind)
    order_from = models.DateField(null=True)
    order_to = models.DateField(null=True)
    order_text = SealedTextField()
    untold = chosen(6, Untold)
    untold_reason = SealedTextField()
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)

    register = Register(
        identifying=("order_text", "untold_reason"),
        personal=("recorded_by", "order_kind", "untold", "edited_by"),
        code=(
            *("kind", "responsibility", "responsibility_source", "evidence_seen", "shared_with_council"),
            *("lives_with", "is_education_parent"),
        ),
        technical=(*Ending.technical, *Edited.stamps, "other", "order_from", "order_to", "from_on", "to_on"),
        why_clear={"order_kind": ORDERED},
    )

    class Meta(Ending.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="link_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="nobody_is_related_to_themselves"),
            models.CheckConstraint(
                condition=Q(responsibility="yes")
                | Q(responsibility_source="", evidence_seen=False, shared_with_council=False),
                name="only_responsibility_has_a_source",
            ),
            models.CheckConstraint(
                condition=~Q(order_kind="") | Q(order_from=None, order_to=None, order_text=None),
                name="only_an_order_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(order_from=None) | Q(order_to=None) | Q(order_to__gte=F("order_from")),
                name="an_order_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(untold="", untold_reason=None) | (~Q(untold="") & Q(untold_reason__isnull=False)),
                name="must_not_be_told_says_why",
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="a_link_ends_after_it_begins",
            ),
        ]


class Representative(Edited, Ending):
    """Somebody who acts for a person, with what authority, for what, and until when."""

    kind = models.CharField(max_length=10, choices=ActsAs)
    name = SealedTextField()
    organisation = SealedTextField()
    reached_by = SealedTextField()
    scope = SealedTextField()
    document_seen_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    register = Register(
        identifying=("name", "organisation", "reached_by"),
        special=("scope",),
        personal=("recorded_by", "edited_by"),
        code=("kind",),
        technical=(*Ending.technical, *Edited.stamps, "document_seen_on", "valid_until"),
    )

    class Meta(Ending.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="representative_of_case")]
