"""The case: whose confidence is held, which team holds it, and where the work stands."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.models import RecordedQuerySet
from cases import visibility
from cases.models.edited import Edited
from cases.references import new_reference, readable
from cases.vocabulary import AccessClass, CaseKind, Status
from foundation import clock
from foundation.addresses import page_of
from foundation.classification import Register
from teams.models import Team, User

LEVELS = [(1, "1"), (2, "2"), (3, "3"), (4, "4")]


class CaseQuerySet(RecordedQuerySet):
    """Cases, as one person may see them."""

    def visible_to(self, user: Any) -> "CaseQuerySet":
        """The one door: cases of the person's teams or let in singly, minus those kept from them."""
        return self.filter(visibility.reach(user, "pk") & visibility.not_narrowed(user))

    def in_hand(self, user: Any, teams: Any) -> "CaseQuerySet":
        """Cases of these teams that are not closed, of those the person may see."""
        return self.visible_to(user).filter(team__in=teams).exclude(status=Status.CLOSED)

    def of_worker(self, worker: Any) -> "CaseQuerySet":
        """Cases that somebody leads or seconds."""
        return self.filter(models.Q(lead_worker=worker) | models.Q(second_worker=worker))

    def workers(self) -> dict[Any, tuple[int, int]]:
        """Everybody who leads or seconds any of the cases, with how many of each."""
        found: dict[Any, list[int]] = {}
        for place, role in enumerate(("lead_worker", "second_worker")):
            for worker, number in (
                self.exclude(**{role: None}).order_by().values_list(role).annotate(models.Count("pk"))
            ):
                found.setdefault(worker, [0, 0])[place] = number
        return {worker: (leads, seconds) for worker, (leads, seconds) in found.items()}

    def overdue(self) -> "CaseQuerySet":
        """Cases with an open task whose day has passed, or a review date that has."""
        return self.filter(models.Q(next_due__lt=clock.today()) | models.Q(review_due__lt=clock.today()))


class Case(Edited):
    """One file: one confider, or several by recorded agreement. Everything in it is sealed under its own key."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=15, choices=CaseKind)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    access_class = models.CharField(max_length=15, choices=AccessClass, default=AccessClass.STANDARD)
    # Where it stands, its levels and who leads it change only by a row of its history: ``cases.models.life``.
    intervention_level = models.PositiveSmallIntegerField("level of the work now", choices=LEVELS, default=1)
    highest_level = models.PositiveSmallIntegerField("highest level reached", choices=LEVELS, default=1, db_default=1)
    lead_worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    second_worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    referral_source = models.CharField(max_length=30, blank=True)
    issues = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    sen_stage_open = models.CharField("stage when opened", max_length=30, blank=True, default="", db_default="")
    sen_stage_close = models.CharField("stage when closed", max_length=30, blank=True, default="", db_default="")
    evaluation_sent = models.BooleanField("asked what they thought of us", null=True)
    evaluation_received = models.BooleanField("told us what they thought of us", null=True)
    heard_about = models.CharField(max_length=30, blank=True, default="", db_default="")
    # A disagreement and its dates (§3.4): by when to ask for mediation and to appeal is worked out from them.
    dispute_with = ArrayField(models.CharField(max_length=30), default=list, db_default=[], blank=True)
    appeal_types = ArrayField(models.CharField(max_length=30), default=list, db_default=[], blank=True)
    decision_letter_on = models.DateField("day of the decision letter", null=True, blank=True)
    mediation_certificate_on = models.DateField("day of the mediation certificate", null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_due = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=30, blank=True)
    # Kept by the actions that record a contact or a task, so that lists sort and filter by an index.
    last_contact_at = models.DateTimeField(editable=False)  # when opened, until there is a contact
    next_due = models.DateField(null=True, editable=False)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()
    sealing_scope = "id"
    taken_away_by: ClassVar[tuple[str, ...]] = ("not_taken_away", "not_narrowed")
    unasked = frozenset({"last_contact_at", "next_due"})
    register = Register(
        personal=("lead_worker", "second_worker", "opened_by", "edited_by"),
        code=(
            *("kind", "status", "access_class", "intervention_level", "highest_level", "referral_source", "issues"),
            *("sen_stage_open", "sen_stage_close", "evaluation_sent", "evaluation_received", "close_reason"),
            *("heard_about", "dispute_with", "appeal_types"),
        ),
        technical=(
            *("id", "team", "reference", "opened_at", "review_due", "closed_at", "last_contact_at", "next_due"),
            *("decision_letter_on", "mediation_certificate_on", *Edited.stamps),
        ),
    )

    class Meta(Edited.Meta):
        default_permissions = ()
        permissions = (("see_case", "See this one case"),)
        indexes = [
            models.Index(fields=["team", "status", "-opened_at", "-id"], include=["access_class"], name="case_newest"),
            models.Index(fields=["team", "status", "-last_contact_at", "-id"], name="case_last_contact"),
            models.Index(fields=["team", "next_due"], name="case_next_due", condition=models.Q(next_due__isnull=False)),
            models.Index(fields=["lead_worker", "team", "status", "-opened_at"], name="case_lead_worker"),
            models.Index(
                fields=["team", "access_class"], name="case_narrowed", condition=~models.Q(access_class="standard")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(status="closed", closed_at__isnull=False) & ~models.Q(close_reason=""))
                | (~models.Q(status="closed") & models.Q(closed_at__isnull=True, close_reason="")),
                name="a_closed_case_says_when_and_why",
            ),
            models.CheckConstraint(condition=models.Q(intervention_level__range=(1, 4)), name="levels_are_1_to_4"),
            models.CheckConstraint(
                condition=models.Q(highest_level__gte=models.F("intervention_level"), highest_level__lte=4),
                name="the_highest_level_is_no_lower",
            ),
            models.CheckConstraint(
                condition=~models.Q(second_worker=models.F("lead_worker")), name="two_workers_are_two_people"
            ),
            models.CheckConstraint(
                condition=models.Q(decision_letter_on=None)
                | models.Q(mediation_certificate_on=None)
                | models.Q(mediation_certificate_on__gte=models.F("decision_letter_on")),
                name="a_certificate_follows_its_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.readable_reference

    @property
    def readable_reference(self) -> str:
        """The reference in groups, as people read it out."""
        return readable(self.reference)

    @property
    def is_anonymous(self) -> bool:
        """Whether the case holds no field that says who a family is, and may never."""
        return self.kind in CaseKind.nameless()

    def get_absolute_url(self) -> str:
        """The case page."""
        return page_of("cases:case", self.pk)
