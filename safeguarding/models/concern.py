"""A concern, the steps of its life, and what is due on it. Sealed under a key of its own: whoever holds the case's key
reads nothing of it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cases.models import Contact
from cases.models.edited import Edited
from cases.models.part import CasePart, PartQuerySet
from cases.references import new_reference
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from safeguarding import visibility
from safeguarding.vocabulary import (
    Department,
    DutyKind,
    ParentTold,
    Source,
    State,
    Subject,
    Urgency,
    WhyNotTold,
)
from safeguarding.vocabulary.laws import REPORTED_TO
from teams.models import User


class ConcernQuerySet(PartQuerySet):
    """Concerns, as one person may see them."""

    def visible_to(self, user: Any) -> "ConcernQuerySet":
        """Concerns on cases that the person sees, minus those kept from them; a draft, and an allegation against
        staff, only for whoever raised it and the managers."""
        return super().visible_to(user).filter(visibility.may_know(user))


class Concern(Edited, CasePart):
    """A worry that somebody is at risk. Nothing but the worry, its urgency and about whom is ever demanded to raise it;
    a concern from nothing stands on an anonymous enquiry of its own."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", null=True)
    # Raised with its contact, which says nothing of it: what is about a colleague stands here alone (§4.6).
    said_apart = models.BooleanField(default=False, db_default=False)
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    subject = models.CharField("about whom", max_length=20, choices=Subject, default=Subject.CHILD)
    urgency = models.CharField(max_length=12, choices=Urgency, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    before_emergency = models.CharField(max_length=20, choices=State, blank=True)
    urgency_before = models.CharField(max_length=12, choices=Urgency, blank=True, default="", db_default="")
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    aware_at = models.DateTimeField("when the service first knew")
    source = models.CharField(max_length=20, choices=Source, blank=True)
    categories = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    factors = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    home_authority = models.CharField(max_length=10, blank=True)
    child_in_home = models.BooleanField(null=True)
    was_seen = models.BooleanField("somebody has seen them since", null=True)
    can_reach_them = models.BooleanField("whoever the harm comes from can reach them now", null=True)
    works_with_children = models.BooleanField("whoever the harm comes from works with children", null=True)
    # Departments with which the parent is in dispute: whoever decides for one of them does not discuss it (§3.11).
    disputes = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    parent_told = models.CharField(max_length=12, choices=ParentTold, blank=True)
    why_not_told = models.CharField(max_length=35, choices=WhyNotTold, blank=True)
    parent_told_by = models.DateField(null=True)
    review_on = models.DateField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    # An adult at risk (Care Act 2014 s.42): what they can decide and what they want; the three-part test; others.
    has_capacity = models.BooleanField(null=True)
    agrees = models.BooleanField("they agree that social care is told", null=True)
    agrees_police = models.BooleanField("they agree that the police are told", null=True)
    needs_care = models.BooleanField("they need care and support", null=True)
    at_risk = models.BooleanField("they experience abuse or neglect, or may", null=True)
    cannot_protect = models.BooleanField("because of their needs they cannot protect themself", null=True)
    others_at_risk = models.BooleanField("somebody else is at risk as well", null=True)
    coercion_or_crime = models.BooleanField("somebody controls them, or did a serious crime", null=True)
    # Laws with a day of their own: asked from that day on, and not before (§2.4, §2.6).
    csa_suspected = models.BooleanField("a sexual offence against a child is suspected", null=True)
    reported_to = ArrayField(
        models.CharField(max_length=20, choices=list(REPORTED_TO.items())), default=list, db_default=[]
    )
    share_relevant = models.BooleanField("it matters to keeping a child safe or well", null=True)
    share_harms = models.BooleanField("sharing would harm the child more than not sharing", null=True)
    about = SealedTextField()
    worry = SealedTextField()
    words_used = SealedTextField()
    facts = SealedTextField()
    opinion = SealedTextField()
    whereabouts = SealedTextField()
    other_children = SealedTextField()
    source_of_harm = SealedTextField()
    communication = SealedTextField()
    social_worker = SealedTextField()
    wishes = SealedTextField()
    capacity = SealedTextField()
    parents_view = SealedTextField()
    danger = SealedTextField()
    called = SealedTextField()
    lessons = SealedTextField()
    feedback = SealedTextField()
    reported = SealedTextField()
    report_delay = SealedTextField()
    share_with = SealedTextField()
    child_identifier = SealedTextField()  # of no kind yet, and joined to nothing until regulations say so (s.16LC)
    recorded_at = models.DateTimeField()

    objects: ClassVar[Any] = ConcernQuerySet.as_manager()
    sealing_scope = "id"
    unasked = frozenset({"state", "before_emergency"})
    register = Register(
        identifying=("about", "social_worker", "child_identifier"),
        special=(
            *("worry", "words_used", "facts", "opinion", "whereabouts", "other_children", "source_of_harm"),
            *("communication", "wishes", "capacity", "parents_view", "danger", "called", "lessons", "feedback"),
            *("reported", "report_delay", "share_with"),
        ),
        personal=("raised_by", "edited_by"),
        code=(
            *(
                "subject",
                "urgency",
                "state",
                "before_emergency",
                "urgency_before",
                "source",
                "categories",
                "factors",
                "home_authority",
            ),
            *(
                "child_in_home",
                "was_seen",
                "can_reach_them",
                "works_with_children",
                "disputes",
                "parent_told",
                "why_not_told",
                "outcome",
                "has_capacity",
                "agrees",
                "needs_care",
                "at_risk",
            ),
            *("agrees_police", "cannot_protect", "others_at_risk", "coercion_or_crime"),
            *("csa_suspected", "share_relevant", "share_harms", "said_apart", "reported_to"),
        ),
        technical=(
            *("id", "case", "team", "contact", "reference", "aware_at", "parent_told_by", "review_on", "recorded_at"),
            *Edited.stamps,
        ),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case"], name="concern_of_case"),
            models.Index(
                fields=["team", "state", "aware_at"], name="concern_board", condition=~Q(state__in=("closed", "void"))
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(state="emergency", called__isnull=False, danger__isnull=False)
                | (~Q(urgency="") & Q(worry__isnull=False, about__isnull=False))
                | Q(called__isnull=False, danger__isnull=False),
                name="a_concern_says_what_how_urgent_and_whom",
            ),
            models.CheckConstraint(condition=Q(aware_at__lte=F("recorded_at")), name="nobody_knows_before_they_do"),
            models.CheckConstraint(
                condition=~Q(parent_told="no") | ~Q(why_not_told=""), name="not_telling_a_parent_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(disputes__contained_by=sorted(Department)), name="a_dispute_is_with_a_department"
            ),
            models.CheckConstraint(
                condition=Q(reported_to__contained_by=sorted(REPORTED_TO)), name="a_report_is_to_police_or_council"
            ),
            models.CheckConstraint(condition=Q(reported=None) | ~Q(reported_to=[]), name="a_report_says_to_whom"),
        ]


class ConcernPartQuerySet(PartQuerySet):
    """Rows of concerns, as one person may see them: never when the concern itself is not visible."""

    def visible_to(self, user: Any) -> "ConcernPartQuerySet":
        """Rows of concerns that the person may see."""
        return super().visible_to(user).filter(concern__in=Concern.objects.visible_to(user).values("pk"))


class ConcernPart(CasePart):
    """A row inside a concern, sealed under the concern's key."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="+", db_constraint=False)

    objects: ClassVar[Any] = ConcernPartQuerySet.as_manager()
    sealing_scope = "concern_id"

    class Meta(CasePart.Meta):
        abstract = True


class StepQuerySet(ConcernPartQuerySet):
    """Moves of concerns, as one person may see them."""

    def waiting_for_second(self, user: Any) -> "StepQuerySet":
        """Where a colleague let the person know of a concern, until they have said whether it is an error (T26)."""
        said = {"concern": OuterRef("concern"), "recorded_at__gte": OuterRef("recorded_at"), "recorded_by": user}
        answered = Step.objects.filter(**said, move__in=("ask_void", "ask_restore"))
        return self.filter(Q(move="name_second", second_person=user) & ~Exists(answered))


class Step(ConcernPart):
    """One move of the workflow: the only way in which a concern's state changes. Append-only; by nobody when the
    service moved it itself, once the time was up."""

    move = models.CharField(max_length=25)
    start = models.CharField(max_length=20, choices=State, blank=True)
    end = models.CharField(max_length=20, choices=State)
    reason = SealedTextField()
    # A fact of the move that the database checks for itself: the worker's belief, or that waiting is a risk.
    belief = models.BooleanField(default=False)
    risk_of_delay = models.BooleanField(default=False)
    second_person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[Any] = StepQuerySet.as_manager()
    register = Register(
        special=("reason",),
        personal=("second_person", "recorded_by"),
        code=("move", "start", "end", "belief", "risk_of_delay"),
        technical=("id", "case", "team", "concern", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern", "recorded_at"], name="step_of_concern")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False) | Q(move="answered"), name="only_waiting_ends_by_itself"
            )
        ]


class Duty(ConcernPart):
    """Something due on a concern, with the sentence that explains when, and the days that were skipped."""

    kind = models.CharField(max_length=20, choices=DutyKind)
    due_at = models.DateTimeField()
    because = models.CharField(max_length=200)
    skipped = ArrayField(models.DateField(), default=list, db_default=[])
    met_at = models.DateTimeField(null=True)
    chased = models.PositiveSmallIntegerField(default=0, db_default=0)
    recorded_at = models.DateTimeField()

    register = Register(
        code=("kind", "because"),
        technical=("id", "case", "team", "concern", "due_at", "skipped", "met_at", "chased", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["team", "due_at"], name="duty_open", condition=Q(met_at__isnull=True)),
            models.Index(fields=["concern"], name="duty_of_concern"),
        ]


class Injury(ConcernPart):
    """One mark on the body, where it is and in the words of whoever saw it (§3.11). What was a mistake is taken back
    and stays; nothing is rewritten."""

    place = SealedTextField()
    words = SealedTextField()
    taken_back_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    register = Register(
        special=("place", "words"),
        personal=("recorded_by",),
        technical=("id", "case", "team", "concern", "taken_back_at", "recorded_at"),
    )

    class Meta(CasePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["concern"], name="injury_of_concern")]
