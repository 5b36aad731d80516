"""What corrects a contact: its earlier wording, and what was added to it later. Neither is ever changed."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from cases.models.contact import Contact
from cases.models.part import CasePart, PartQuerySet
from cases.vocabulary import AccessClass
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User
from teams.visibility import team_ids


class OfContactQuerySet(PartQuerySet):
    """Rows that belong to a contact: seen when it is, and never when it is narrowed."""

    def visible_to(self, user: Any) -> Self:
        """Rows of contacts that the person may see."""
        whole = Q(contact__access_class=AccessClass.STANDARD) | Q(team__in=team_ids(user, "see_restricted"))
        return super().visible_to(user).filter(whole)


class ContactVersion(CasePart):
    """The texts of a contact as they were before they were corrected. The database writes it when it lets a correction
    through, byte by byte as they stood, so that they open in the contact's place and in no other."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    other_party = SealedTextField()
    summary = SealedTextField()
    second_person = SealedTextField()
    advice_given = SealedTextField()
    signposted_to = SealedTextField()
    told_about_family = SealedTextField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfContactQuerySet.as_manager()
    sealed_as: ClassVar = ("cases.contact", "contact_id")
    register = Register(
        identifying=("other_party", "second_person"),
        special=("summary", "advice_given", "signposted_to", "told_about_family"),
        personal=("replaced_by",),
        technical=("id", "case", "team", "contact", "replaced_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["contact", "replaced_at"], name="version_of_contact")]


class ContactAddendum(CasePart):
    """What somebody added to a contact when its wording could no longer be changed (R-C9-3)."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    text = SealedTextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = OfContactQuerySet.as_manager()
    register = Register(
        special=("text",),
        personal=("recorded_by",),
        technical=("id", "case", "team", "contact", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["contact", "recorded_at"], name="addendum_of_contact")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(text__isnull=False), name="an_addendum_says_something")
        ]
