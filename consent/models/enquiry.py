"""Somebody asks about a family. What is kept of it never says whether we know the family (R-C2-2, R-C2-3)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from audit.models import Recorded, RecordedQuerySet
from consent.vocabulary import AskedBy, AskedHow, AskedWhat, Response
from foundation import clock
from foundation.classification import Register
from foundation.sealing.fields import EvenTextField
from teams.models import Team, User
from teams.visibility import team_ids
from teams.vocabulary import Verb

LONGEST_NAME, NAME_BLOCK = 200, 1024  # characters; bytes that hold as many of any script
LONGEST_WORDS, WORDS_BLOCK = 1_000, 4096


class EnquiryQuerySet(RecordedQuerySet):
    """Enquiries, for the managers alone: not even for whoever wrote one down."""

    def visible_to(self, user: Any) -> "EnquiryQuerySet":
        """Enquiries of teams whose managers' records the person may see."""
        return self.filter(team__in=team_ids(user, Verb.SEE_RESTRICTED))

    def newest_first(self, after: "Enquiry | None" = None) -> "EnquiryQuerySet":
        """From the newest backwards, or from behind ``after``."""
        rows = self.order_by("-recorded_at", "-pk")
        if after is None:
            return rows
        return rows.filter(Q(recorded_at__lt=after.recorded_at) | Q(recorded_at=after.recorded_at, pk__lt=after.pk))

    def by_month(self) -> Any:
        """How many there were in each month that had any, the latest first."""
        months = self.annotate(month=TruncMonth("recorded_at", tzinfo=clock.LONDON)).order_by()
        return months.values("month").annotate(number=Count("pk")).order_by("-month").values_list("month", "number")


class Enquiry(Recorded):
    """Who asked, as they said, what about, and what they were answered. It names no case and no person of ours, and
    every sealed value has one size, so that two about two families differ in nothing but random bytes."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asked_about = EvenTextField(block=NAME_BLOCK)
    enquirer = EvenTextField(block=NAME_BLOCK)
    organisation = EvenTextField(block=NAME_BLOCK)
    asked_by = models.CharField("who they say they are", max_length=20, choices=AskedBy)
    asked_how = models.CharField(max_length=10, choices=AskedHow)
    asked_what = models.CharField(max_length=15, choices=AskedWhat)
    words = EvenTextField(block=WORDS_BLOCK)
    in_writing = models.BooleanField("whether they brought written authority", default=False)
    said_died = models.BooleanField("whether they say that the person has died", default=False)
    received_at = models.DateTimeField("when they asked")
    response = models.CharField(max_length=20, choices=Response)
    script_version = models.CharField(max_length=30)
    decided_by_row = models.CharField("row of the disclosure table", max_length=5, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = EnquiryQuerySet.as_manager()
    sealing_scope = "id"
    register = Register(
        identifying=("asked_about", "enquirer", "organisation"),
        special=("words",),
        personal=("recorded_by",),
        code=(
            *("asked_by", "asked_how", "asked_what", "response", "script_version", "decided_by_row"),
            *("in_writing", "said_died"),
        ),
        technical=("id", "team", "received_at", "recorded_at"),
    )

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["team", "-recorded_at", "-id"], name="enquiry_register")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(asked_about__isnull=False, enquirer__isnull=False), name="an_enquiry_says_who_about_whom"
            ),
            models.CheckConstraint(
                condition=Q(in_writing=False) | Q(asked_by="representative"),
                name="authority_is_brought_by_representatives",
            ),
        ]
