"""What arrives, where it is held, and what a manager decides about what came without permission (R-C7-2, D44)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Min, Q

from audit.models import Recorded, RecordedQuerySet
from cases import visibility
from cases.models import Case, Recipient
from cases.vocabulary.sharing import Category
from consent.models.consent import Consent
from consent.models.request import InformationRequest
from consent.vocabulary import CameHow, Fate, Held, LegalTag, Thing
from foundation import clock
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from foundation.working_days import after
from teams.models import Team, User
from teams.visibility import team_ids
from teams.vocabulary import Verb

DECIDED_WITHIN = 1  # working days


class ArrivalQuerySet(RecordedQuerySet):
    """What arrived, as one person may see it: what is in a case with the case; the rest for managers alone."""

    def visible_to(self, user: Any) -> "ArrivalQuerySet":
        """What the person may see; of a case that is kept from them, nothing."""
        in_case = Q(held=Held.CASE) & visibility.reach(user, "case_id")
        apart = ~Q(held=Held.CASE) & Q(team__in=team_ids(user, Verb.SEE_RESTRICTED))
        return self.filter(in_case | (apart & (Q(case=None) | ~Q(case__in=visibility.excluded(user)))))

    def to_decide(self) -> "ArrivalQuerySet":
        """What waits for a manager, the longest first."""
        return self.filter(held=Held.QUARANTINE).order_by("quarantined_at", "pk")

    def number_and_oldest(self) -> tuple[int, datetime | None]:
        """How many there are, and since when the first of them has been in quarantine."""
        told = self.order_by().aggregate(number=Count("pk"), oldest=Min("quarantined_at"))
        return told["number"], told["oldest"]


class Arrival(Recorded):
    """Something that arrived: in a case when the service user gave it or agreed that we ask for it, otherwise in
    quarantine. Sealed under a key of its own, so that it goes into a case, out of it and out of the world alone."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    # The database's key is the composite one with the team; what is about nobody we can name has no case.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False)
    sender = SealedTextField()
    about = SealedTextField()
    summary = SealedTextField()
    holder = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+", null=True)
    from_service_user = models.BooleanField(default=False)
    request = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="+", null=True)
    rests_on = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+", null=True)
    came_how = models.CharField(max_length=10, choices=CameHow)
    thing = models.CharField(max_length=10, choices=Thing)
    tags = ArrayField(models.CharField(max_length=20, choices=LegalTag), default=list)
    categories = ArrayField(models.CharField(max_length=30, choices=Category), default=list)
    arrived_on = models.DateField()
    held = models.CharField(max_length=15, choices=Held)
    quarantined_at = models.DateTimeField("when it went into quarantine, the last time", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ArrivalQuerySet.as_manager()
    sealing_scope = "id"
    register = Register(
        identifying=("sender", "about"),
        special=("summary",),
        personal=("recorded_by",),
        code=("from_service_user", "came_how", "thing", "tags", "categories", "held"),
        technical=(
            *("id", "team", "case", "holder", "request", "rests_on", "arrived_on", "quarantined_at", "recorded_at"),
        ),
    )

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["case", "-arrived_on"], name="arrival_of_case"),
            models.Index(
                fields=["team", "quarantined_at", "id"], name="quarantine_waits", condition=Q(held="quarantine")
            ),
            models.Index(fields=["rests_on"], name="arrival_rests_on"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sender__isnull=False, summary__isnull=False), name="an_arrival_says_from_whom_and_what"
            ),
            models.CheckConstraint(
                condition=~Q(held="case")
                | (
                    Q(case__isnull=False)
                    & (Q(from_service_user=True) | (Q(rests_on__isnull=False) & ~Q(categories=[])))
                ),
                name="what_is_in_a_case_was_given_or_agreed",
            ),
            models.CheckConstraint(
                condition=Q(held="case") | Q(quarantined_at__isnull=False), name="quarantine_has_a_beginning"
            ),
        ]

    def due(self) -> date | None:
        """By which day a manager decides: within a working day."""
        return decided_by(self.quarantined_at) if self.quarantined_at else None


def decided_by(begun: datetime) -> date:
    """By which day a manager decides about what went into quarantine at an instant."""
    return after(clock.london(begun).date(), DECIDED_WITHIN)


class QuarantineDecisionQuerySet(RecordedQuerySet):
    """Decisions about quarantine, for managers alone."""

    def visible_to(self, user: Any) -> "QuarantineDecisionQuerySet":
        """Those of the person's teams; of a case that is kept from them, none."""
        theirs = Q(team__in=team_ids(user, Verb.SEE_RESTRICTED))
        return self.filter(theirs & (Q(case=None) | ~Q(case__in=visibility.excluded(user))))


class QuarantineDecision(Recorded):
    """What a manager decided about one thing in quarantine, and why. The reason has a key of its own: it stays readable
    when what it was about is destroyed."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="+")
    fate = models.CharField(max_length=20, choices=Fate)
    reason = SealedTextField()
    rests_on = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+", null=True)
    categories = ArrayField(models.CharField(max_length=30, choices=Category), default=list)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = QuarantineDecisionQuerySet.as_manager()
    sealing_scope = "id"
    register = Register(
        special=("reason",),
        personal=("recorded_by",),
        code=("fate", "categories"),
        technical=("id", "team", "case", "arrival", "rests_on", "recorded_at"),
    )

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["arrival", "-recorded_at"], name="decision_about_arrival")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__isnull=False), name="a_decision_has_its_reason")
        ]
