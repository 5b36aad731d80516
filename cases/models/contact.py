"""A contact: one telephone call, letter, visit or meeting. Append-only."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.models.edited import Edited
from cases.models.part import CasePart
from cases.models.person import Person
from cases.vocabulary import AccessClass, ConsentCheck, ContactType, Direction, PaperNotes, Screen, WithWhom
from foundation.classification import Register
from foundation.once import once
from foundation.rowsecurity.calls import call_one
from foundation.sealing.fields import SealedTextField
from teams.models import User

DAY_MINUTES = 24 * 60
NOBODY_REACHED = tuple(sorted(ContactType.nobody_reached()))


# What was said and by whom: sealed, corrected by its author, and moved with the contact.
TEXTS = ("summary", "other_party", "second_person", "advice_given", "signposted_to", "told_about_family")


class Contact(Edited, CasePart):
    """What was said, by whom, to whom, and what came of it."""

    narrows = True
    taken_away_by = ("not_taken_away", "not_narrowed")

    happened_at = models.DateTimeField("when it happened")
    recorded_at = models.DateTimeField("when it was written down")
    direction = models.CharField(max_length=5, choices=Direction)
    method = models.CharField(max_length=30)
    with_whom = models.CharField(max_length=15, choices=WithWhom)
    contact_type = models.CharField(max_length=15, choices=ContactType)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    confider = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    other_party = SealedTextField()
    source = models.CharField("where the information came from", max_length=15, choices=WithWhom)
    duration_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    interpreter = models.CharField(max_length=30, blank=True)
    summary = SealedTextField()
    second_person = SealedTextField()
    topics = ArrayField(models.CharField(max_length=30), default=list, db_default=[], blank=True)
    advice_codes = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    advice_given = SealedTextField()
    signposted_to = SealedTextField()
    told_about_family = SealedTextField()
    discloses_externally = models.BooleanField(default=False)
    consent_check = models.CharField(max_length=15, choices=ConsentCheck, blank=True)
    safeguarding_screen = models.CharField(max_length=15, choices=Screen)
    access_class = models.CharField(max_length=15, choices=AccessClass, default=AccessClass.STANDARD)
    first_response = models.BooleanField(default=False)
    paper_notes = models.CharField(
        max_length=10, choices=PaperNotes, default=PaperNotes.NONE, db_default=PaperNotes.NONE
    )
    # Which statement was explained, with its limits (R-C1-1); empty: none, this time.
    confidentiality_version = models.CharField(max_length=30, default="", db_default="", blank=True)
    corrected_at = models.DateTimeField("when its wording was corrected", null=True, editable=False)
    # Recorded on the wrong case and moved: what is left there says so and nothing else, what was moved says when.
    moved_away_at = models.DateTimeField(null=True, editable=False)
    moved_away_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, editable=False)
    moved_here_at = models.DateTimeField(null=True, editable=False)

    register = Register(
        identifying=("other_party", "second_person"),
        special=("summary", "advice_given", "signposted_to", "told_about_family"),
        personal=("worker", "moved_away_by", "edited_by"),
        code=(
            *("direction", "method", "with_whom", "contact_type", "source", "interpreter", "advice_codes"),
            *("discloses_externally", "consent_check", "safeguarding_screen", "access_class", "first_response"),
            *("topics", "paper_notes", "confidentiality_version"),
        ),
        technical=(
            *("id", "case", "team", "happened_at", "recorded_at", "person", "confider", "duration_minutes"),
            *("corrected_at", "moved_away_at", "moved_here_at", *Edited.stamps),
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["case", "-happened_at", "-id"], include=["team", "access_class"], name="contact_timeline"
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(happened_at__lte=F("recorded_at")), name="no_contact_in_the_future"),
            models.CheckConstraint(
                condition=Q(duration_minutes__isnull=True) | Q(duration_minutes__lte=DAY_MINUTES),
                name="a_contact_lasts_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=Q(summary__isnull=False) | Q(contact_type__in=NOBODY_REACHED),
                name="a_conversation_says_what_was_said",
            ),
            # R-C2-1: speaking outwards to anybody but the service user is a disclosure question, always answered.
            models.CheckConstraint(
                condition=Q(discloses_externally=False) | ~Q(consent_check=""), name="an_outward_contact_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(safeguarding_screen="not_asked") | Q(contact_type__in=NOBODY_REACHED),
                name="every_conversation_is_screened",
            ),
            models.CheckConstraint(
                condition=Q(confidentiality_version="") | ~Q(contact_type__in=NOBODY_REACHED),
                name="confidentiality_is_explained_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(moved_away_at=None, moved_away_by=None)
                | Q(
                    moved_away_at__isnull=False,
                    moved_away_by__isnull=False,
                    **dict.fromkeys(TEXTS, None),
                    person=None,
                    confider=None,
                    advice_codes=[],
                    topics=[],
                ),
                name="what_was_moved_away_says_nothing",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The contact's own page."""
        return reverse("cases:contact", args=[self.case_id, self.pk])

    def correction_ends(self) -> datetime:
        """Until when its author may correct its wording; the database says how long that is."""
        minutes: int = once(("correction minutes",), lambda: call_one("gate.correction_minutes"))
        return self.recorded_at + timedelta(minutes=minutes)
