"""A message that somebody left for the team, before it belongs to any case."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from audit.models import Recorded, RecordedQuerySet
from cases.vocabulary import Outcome
from foundation.classification import Register
from foundation.rowsecurity.calls import call_one
from foundation.sealing.fields import SealedTextField
from teams.models import Team, User
from teams.visibility import team_ids
from teams.vocabulary import Verb


class MessageQuerySet(RecordedQuerySet):
    """Messages, as one person may see them: only those who work cases, not even whoever left it."""

    def visible_to(self, user: Any) -> "MessageQuerySet":
        """Messages for teams in which the person works cases."""
        return self.filter(team__in=team_ids(user, Verb.WORK_CASES))

    def waiting(self) -> "MessageQuerySet":
        """Messages that nobody has finished, the one promised longest ago first."""
        return self.filter(done_at=None).order_by("promised_at", "pk")

    def of(self, worker: Any) -> "MessageQuerySet":
        """Messages that somebody has taken, or that were left for them and nobody else has taken."""
        return self.filter(Q(taken_by=worker) | Q(taken_by=None, for_whom=worker))


class Message(Recorded):
    """Who called, how to reach them, what about, and when they were promised a call. Sealed under a key of its own,
    which is handed out to the team's workers and not to whoever left it."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    caller = SealedTextField()
    telephone = SealedTextField()
    may_leave_message = models.BooleanField(default=False)
    about = SealedTextField()
    for_whom = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    promised_at = models.DateTimeField("when they were promised a call")
    recorded_at = models.DateTimeField("when it was left")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField("how often nobody was reached", default=0)
    tried_at = models.DateTimeField("when it was last tried", null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True)

    objects: ClassVar[Any] = MessageQuerySet.as_manager()
    sealing_scope = "id"
    register = Register(
        identifying=("caller", "telephone"),
        special=("about",),
        personal=("for_whom", "recorded_by", "taken_by", "done_by"),
        code=("may_leave_message", "outcome"),
        technical=("id", "team", "promised_at", "recorded_at", "taken_at", "tries", "tried_at", "done_at"),
    )

    class Meta(Recorded.Meta):
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["team", "promised_at", "id"], name="message_waits", condition=Q(done_at=None))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(outcome="")),
                name="a_finished_message_says_how",
            ),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="a_taken_message_says_when",
            ),
            models.CheckConstraint(
                condition=Q(about__isnull=False, caller__isnull=False), name="a_message_says_who_and_what"
            ),
        ]

    @classmethod
    def recipients(cls, teams: Iterable[Team]) -> models.QuerySet[User]:
        """Whom a message for one of these teams can be for, by name; nobody, for whoever takes none for it."""
        ids = {pk for team in teams for pk in call_one("gate.workers_of", team.pk)}
        return User.objects.filter(pk__in=ids).order_by("display_name", "pk")
