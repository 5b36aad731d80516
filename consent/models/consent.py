"""One decision about one recipient, one purpose and one direction. Append-only; its note is written with it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases.models import AbilityRecord, Disclosure, Note, Person, Recipient, Task
from cases.models.part import CasePart
from cases.vocabulary.sharing import Category, Purpose
from consent.vocabulary import Capacity, DecisionKind, Footing, IdentityCheck, Method, NotSought, Way
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User

GRANTED = Q(decision="granted")


class Consent(CasePart):
    """What somebody decided about their confidence. An empty scope permits nothing; "anyone" cannot be a recipient."""

    grantor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    acts_for = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    footing = models.CharField(max_length=20, choices=Footing)
    capacity = models.CharField(max_length=15, choices=Capacity)
    ability = models.ForeignKey(AbilityRecord, on_delete=models.PROTECT, related_name="+", null=True)
    decision = models.CharField(max_length=20, choices=DecisionKind)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    why_not_sought = models.CharField(max_length=15, choices=NotSought, blank=True)
    way = models.CharField(max_length=5, choices=Way)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=30, choices=Purpose)
    categories = ArrayField(models.CharField(max_length=30, choices=Category), default=list)
    subjects = ArrayField(models.UUIDField(), default=list)
    limits = SealedTextField()
    one_off = models.BooleanField(default=True)
    method = models.CharField(max_length=20, choices=Method, blank=True)
    words = SealedTextField()
    script_version = models.CharField(max_length=20, blank=True)
    identity_check = models.CharField(max_length=20, choices=IdentityCheck, blank=True)
    interpreter = SealedTextField("who interpreted")
    witness = SealedTextField("who was there")
    interpreter_independent = models.BooleanField(default=False)
    authority_verified = models.BooleanField(default=False)
    authority_covers_this = models.BooleanField(default=False)
    paper_kept = SealedTextField()
    signed_on = models.DateField("when it was signed", null=True)
    replaces = models.BooleanField("whether it replaces an earlier one", default=False, db_default=False)
    valid_from = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)
    confirm_task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", null=True)
    already_told = ArrayField(models.UUIDField(), verbose_name="what had gone when it was taken back", null=True)
    told_what_went = models.BooleanField("whether they were told what had gone", default=False, db_default=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        identifying=("interpreter", "witness"),
        special=("limits", "words", "paper_kept"),
        personal=("recorded_by",),
        code=(
            *("footing", "capacity", "decision", "why_not_sought", "way", "purpose", "categories", "one_off", "method"),
            *("script_version", "identity_check", "interpreter_independent", "authority_verified"),
            *("authority_covers_this", "replaces", "told_what_went"),
        ),
        technical=(
            *("id", "case", "team", "grantor", "acts_for", "ability", "answers", "recipient", "subjects", "valid_from"),
            *("expires_at", "review_due", "note", "recorded_at", "confirm_task", "already_told"),
            "signed_on",
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case", "-recorded_at"], name="consent_of_case"),
            models.Index(fields=["recipient", "purpose", "way", "-recorded_at"], name="consent_latest"),
            models.Index(fields=["team", "expires_at"], name="consent_ending", condition=GRANTED),
        ]
        constraints: ClassVar = [
            # R-C8-2: specific and informed, with its words and with how it was known to be them.
            models.CheckConstraint(
                condition=~GRANTED
                | (
                    ~Q(categories=[]) & ~Q(subjects=[]) & ~Q(method="") & ~Q(identity_check="") & Q(words__isnull=False)
                ),
                name="permission_says_what_and_how",
            ),
            models.CheckConstraint(
                condition=~GRANTED | Q(categories__contains=["existence"]), name="permission_covers_existence"
            ),
            models.CheckConstraint(
                condition=~GRANTED | Q(expires_at__isnull=False, expires_at__gt=F("valid_from")),
                name="permission_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~GRANTED | ~Q(method__in=sorted(Method.spoken())) | ~Q(script_version=""),
                name="spoken_permission_names_its_script",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=sorted(DecisionKind.answering()), answers__isnull=False)
                | (~Q(decision__in=sorted(DecisionKind.answering())) & Q(answers__isnull=True)),
                name="only_an_answer_answers",
            ),
            models.CheckConstraint(
                condition=(Q(decision="not_sought") & ~Q(why_not_sought=""))
                | (~Q(decision="not_sought") & Q(why_not_sought="")),
                name="not_asking_says_why",
            ),
            models.CheckConstraint(
                condition=Q(categories__contained_by=sorted(Category.values)), name="permission_knows_its_kinds"
            ),
            models.CheckConstraint(
                condition=~GRANTED | ~Q(method__in=("bsl_recorded", "signed_paper")) | Q(paper_kept__isnull=False),
                name="what_was_signed_is_kept_somewhere",
            ),
            models.CheckConstraint(
                condition=~GRANTED
                | (~Q(footing="representative") & ~Q(method="via_representative"))
                | Q(footing="representative", acts_for__isnull=False),
                name="a_representative_acts_for_somebody",
            ),
            models.CheckConstraint(
                condition=~GRANTED
                | (~Q(footing="competent_child") & ~Q(capacity="assessed"))
                | Q(ability__isnull=False),
                name="an_assessment_is_named",
            ),
        ]


class Confirmation(CasePart):
    """That what somebody agreed to by word of mouth was confirmed to them in writing: by which disclosure, and so when
    and by which way (§3.6, ``confirm_sent_at``)."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="confirmations")
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        personal=("recorded_by",), technical=("id", "case", "team", "consent", "disclosure", "recorded_at")
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="confirmation_of_case")]
