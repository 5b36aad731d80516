"""What has left the service, to whom and on what basis: the register behind the only door out (promise 5)."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cases import visibility
from cases.models.part import CasePart, PartQuerySet
from cases.models.person import Person
from cases.models.task import Task
from cases.vocabulary.sharing import (
    Answered,
    Authoriser,
    Basis,
    BasisKind,
    BreachCause,
    BreachState,
    Category,
    FactOrOpinion,
    ItemSource,
    PartyKind,
    Purpose,
    RecipientCheck,
    SendingMethod,
    Told,
    WithoutAsking,
)
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.models import User


class Recipient(CasePart):
    """Somebody outside who may be told something about one case: an organisation with a role, or a named person, never
    "anyone". A senior manager of the rota is their account alone: the database could compare nothing sealed with it."""

    kind = models.CharField(max_length=20, choices=PartyKind)
    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    of_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)  # who confides
    organisation = SealedTextField()
    role = SealedTextField()
    person_name = SealedTextField()
    recorded_at = models.DateTimeField()

    register = Register(
        identifying=("organisation", "role", "person_name"),
        personal=("account",),
        code=("kind",),
        technical=("id", "case", "team", "of_person", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "recorded_at"], name="recipient_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person_name__isnull=False)
                | Q(organisation__isnull=False, role__isnull=False)
                | Q(account__isnull=False),
                name="a_recipient_is_a_person_or_a_role_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(account=None)
                | Q(kind="senior_manager", organisation__isnull=True, role__isnull=True, person_name__isnull=True),
                name="an_account_is_said_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(of_person=None) | Q(kind="service_user"), name="only_they_are_of_the_case"
            ),
        ]


class DisclosureQuerySet(PartQuerySet):
    """Disclosures, as one person may see them."""

    def visible_to(self, user: Any) -> Self:
        """Those of cases in reach, but for what was told because of a concern that is kept from the person."""
        return super().visible_to(user).exclude(pk__in=visibility.told_in_secret(user))


class Disclosure(CasePart):
    """One thing told to one recipient. Append-only; the database demands a basis or a breach, never both missing."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20, choices=Basis, blank=True)
    purpose = models.CharField(max_length=30, choices=Purpose, blank=True)
    categories = ArrayField(models.CharField(max_length=30, choices=Category))
    benefit = SealedTextField()
    article_6 = models.CharField(max_length=10, blank=True)
    article_9 = models.CharField(max_length=10, blank=True)
    schedule_1 = models.CharField(max_length=10, blank=True)
    method = models.CharField(max_length=15, choices=SendingMethod)
    recipient_verified = models.CharField("how they were verified", max_length=30, choices=RecipientCheck, blank=True)
    subject_told = models.CharField("whether the service user was told", max_length=15, choices=Told, blank=True)
    sent_at = models.DateTimeField("when it went")
    proof = SealedTextField()
    redactions = SealedTextField("what was left out or blacked out")
    onward = SealedTextField("what they may do with it")
    authorised_by = models.CharField(max_length=10, choices=Authoriser, blank=True, default="", db_default="")
    lawful_gateway = models.CharField("the law that lets it go", max_length=120, blank=True, default="", db_default="")
    para18_reason = models.CharField(
        "why it goes without their consent", max_length=25, choices=WithoutAsking, blank=True, default="", db_default=""
    )
    review_on = models.DateField("when to look at what came of it", null=True)
    review_task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", null=True)
    content_hash = models.CharField(
        "SHA-256 of the text that went", max_length=64, db_default="", default="", blank=True
    )
    minimum_attested = models.BooleanField("no more than was needed", default=False)
    in_emergency = models.BooleanField(default=False)
    decided_by_row = models.CharField("row of the disclosure table", max_length=5, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = DisclosureQuerySet.as_manager()
    register = Register(
        special=("benefit", "proof", "redactions", "onward"),
        personal=("recorded_by",),
        code=(
            *("basis", "purpose", "categories", "article_6", "article_9", "schedule_1", "method"),
            *("recipient_verified", "subject_told", "minimum_attested", "in_emergency", "decided_by_row"),
            *("authorised_by", "lawful_gateway", "para18_reason"),
        ),
        technical=(
            *("id", "case", "team", "recipient", "sent_at", "content_hash", "recorded_at", "review_on"),
            "review_task",
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case", "-sent_at"], name="disclosure_of_case"),
            models.Index(fields=["team", "-sent_at", "-id"], name="disclosure_register"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sent_at__lte=F("recorded_at")), name="nothing_was_sent_tomorrow"),
            # R-C2-1: that there has been contact is in everything that is told.
            models.CheckConstraint(condition=Q(categories__contains=["existence"]), name="existence_is_always_told"),
            models.CheckConstraint(
                condition=Q(categories__contained_by=sorted(Category.values)), name="disclosure_knows_its_kinds"
            ),
            models.CheckConstraint(
                condition=~Q(basis="consent") | Q(benefit__isnull=False, minimum_attested=True),
                name="told_by_permission_helps_and_is_the_minimum",
            ),
        ]


class DisclosureItem(CasePart):
    """One item of a disclosure: what kind, about whom, what was said, whose account it is and where it comes from."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="items")
    category = models.CharField(max_length=30, choices=Category)
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    what = SealedTextField()
    account = models.CharField(max_length=10, choices=FactOrOpinion)
    source = models.CharField(
        "where it comes from", max_length=15, choices=ItemSource, blank=True, default="", db_default=""
    )
    recorded_at = models.DateTimeField()

    register = Register(
        special=("what",),
        code=("category", "account", "source"),
        technical=("id", "case", "team", "disclosure", "subject", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["disclosure"], name="item_of_disclosure")]


class DisclosureResult(CasePart):
    """What was heard of a disclosure afterwards: that it came, what came of it, or both. As often as there is news."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="results")
    receipt_confirmed_at = models.DateTimeField("when they said that they have it", null=True)
    result = SealedTextField("what came of it")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("result",),
        personal=("recorded_by",),
        technical=("id", "case", "team", "disclosure", "receipt_confirmed_at", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["disclosure", "recorded_at"], name="result_of_disclosure")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(receipt_confirmed_at__isnull=False) | Q(result__isnull=False),
                name="a_result_says_something",
            ),
            models.CheckConstraint(
                condition=Q(receipt_confirmed_at__isnull=True) | Q(receipt_confirmed_at__lte=F("recorded_at")),
                name="nobody_confirmed_tomorrow",
            ),
        ]


class SharingProof(CasePart):
    """What a disclosure rests on, minted by a definer function of consent, safeguarding or governance in the very
    transaction that writes the disclosure. The web reads it and cannot write it."""

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.PROTECT, related_name="rests_on", db_constraint=False
    )
    kind = models.CharField(max_length=15, choices=BasisKind)
    source = models.UUIDField("the decision or concern it comes from")
    row = models.CharField("row of the disclosure table", max_length=5)
    categories = ArrayField(models.CharField(max_length=30, choices=Category))
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+", null=True)
    minted_at = models.DateTimeField()

    register = Register(
        code=("kind", "row", "categories"),
        technical=("id", "case", "team", "disclosure", "source", "recipient", "minted_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["source"], name="proof_by_source")]


class Breach(CasePart):
    """A confidence that was broken. That it happened is recorded here at once; handling it is the manager's."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="+", null=True)
    cause = models.CharField(max_length=25, choices=BreachCause)
    state = models.CharField(max_length=10, choices=BreachState, default=BreachState.OPEN)
    aware_at = models.DateTimeField("when the service became aware")
    due_at = models.DateTimeField("when 72 hours have passed")
    what_happened = SealedTextField()
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("what_happened",),
        personal=("recorded_by",),
        code=("cause", "state"),
        technical=("id", "case", "team", "disclosure", "aware_at", "due_at", "task", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["team", "state", "due_at"], name="breach_register"),
            models.Index(fields=["team", "aware_at", "id"], name="breach_open", condition=~Q(state="closed")),
        ]
        constraints: ClassVar = [
            # Clock hours, weekends and holidays among them (article 33).
            models.CheckConstraint(
                condition=Q(due_at=F("aware_at") + timedelta(hours=72)), name="a_breach_has_seventy_two_hours"
            )
        ]


class KeptBack(CasePart):
    """A decision not to share, with its reasons (golden rule 7): a worker's own, or what the disclosure table answered
    whoever wanted to share, with its row (law-and-practice §5)."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    categories = ArrayField(models.CharField(max_length=30, choices=Category))
    reasons = SealedTextField()
    decided_by_row = models.CharField(
        "row of the disclosure table", max_length=5, blank=True, default="", db_default=""
    )
    answer = models.CharField(
        "what the table answered", max_length=10, choices=Answered, blank=True, default="", db_default=""
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("reasons",),
        personal=("recorded_by",),
        code=("categories", "decided_by_row", "answer"),
        technical=("id", "case", "team", "recipient", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="kept_back_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reasons__isnull=False), name="keeping_back_has_reasons"),
            models.CheckConstraint(
                condition=Q(answer="", decided_by_row="") | ~Q(answer="") & ~Q(decided_by_row=""),
                name="what_the_table_answered_has_its_row",
            ),
            models.CheckConstraint(
                condition=Q(categories__contained_by=sorted(Category.values)), name="kept_back_knows_its_kinds"
            ),
        ]
