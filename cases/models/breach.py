"""How a breach is handled: each row is one thing a manager did or decided about it, and moves it on (promise 5, article
33(5): all of it is documented). The breach itself is in ``cases.models.disclosure``."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from cases.models.disclosure import Breach
from cases.models.life import LifePart
from cases.models.part import PartQuerySet
from cases.models.task import Task
from cases.vocabulary.breach import (
    BreachMove,
    Contained,
    Likelihood,
    ReportedTo,
    SafetyAnswer,
    Severity,
    WhyNotTold,
)
from cases.vocabulary.sharing import BreachState, SendingMethod
from foundation.classification import Register
from foundation.sealing.fields import SealedTextField
from teams.visibility import team_ids
from teams.vocabulary import Verb

# Each answer that a move asks, by its column; what is not asked is empty.
ASKED = {
    BreachMove.CONTAIN: ("contained",),
    BreachMove.DECIDE: ("likelihood", "severity", "safety"),
    BreachMove.REPORT: ("reported_to",),
    BreachMove.TELL: ("method",),
    BreachMove.CLOSE: (),
}
HAPPENS = (BreachMove.REPORT, BreachMove.TELL)  # at a time of their own


def _asks(column: str) -> Q:
    """That a column is answered by the moves that ask it, and by no other."""
    moves = [move.value for move, columns in ASKED.items() if column in columns]
    return (Q(move__in=moves) & ~Q(**{column: ""})) | (~Q(move__in=moves) & Q(**{column: ""}))


# ``cases.workflow.risk_of`` says the same of pairs; a test holds the two together.
LOW = Q(likelihood="unlikely", severity__in=["slight", "real"]) | Q(likelihood="possible", severity="slight")
HIGH = Q(likelihood="likely", severity__in=["real", "serious"]) | Q(likelihood="possible", severity="serious")


class BreachStepQuerySet(PartQuerySet):
    """What was done about breaches, for managers alone."""

    def visible_to(self, user: Any) -> Self:
        """Those of the person's teams whose case they may see."""
        return super().visible_to(user).filter(team__in=team_ids(user, Verb.SEE_RESTRICTED))


class BreachStep(LifePart):
    """One thing that a manager did or decided about a breach; written once."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=10, choices=BreachMove)
    state_from = models.CharField("where it stood", max_length=10, choices=BreachState)
    state_to = models.CharField("where it stands since", max_length=10, choices=BreachState)
    words = SealedTextField()
    lessons = SealedTextField()
    contained = models.CharField(max_length=10, choices=Contained, blank=True)
    asked_back = models.BooleanField("whether it was asked back", null=True)
    likelihood = models.CharField(max_length=10, choices=Likelihood, blank=True)
    severity = models.CharField(max_length=10, choices=Severity, blank=True)
    safety = models.CharField(max_length=10, choices=SafetyAnswer, blank=True)
    report = models.BooleanField("whether it is to be reported", null=True)
    tell = models.BooleanField("whether the person is to be told", null=True)
    why_not_told = models.CharField(max_length=10, choices=WhyNotTold, blank=True)
    reported_to = models.CharField(max_length=10, choices=ReportedTo, blank=True)
    reference = SealedTextField()
    method = models.CharField(max_length=15, choices=SendingMethod, blank=True)
    happened_at = models.DateTimeField(null=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[Any] = BreachStepQuerySet.as_manager()
    register = Register(
        special=("words", "lessons", "reference"),
        personal=("recorded_by",),
        code=(
            *(
                "move",
                "state_from",
                "state_to",
                "contained",
                "asked_back",
                "likelihood",
                "severity",
                "safety",
                "report",
            ),
            *("tell", "why_not_told", "reported_to", "method"),
        ),
        technical=("id", "case", "team", "breach", "happened_at", "task", "recorded_at"),
    )

    class Meta(LifePart.Meta):
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["breach", "-recorded_at"], name="step_of_breach")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(words__isnull=False), name="a_step_of_a_breach_has_its_reasons"),
            *(
                models.CheckConstraint(condition=_asks(column), name=f"a_breach_says_{column}_when_asked")
                for columns in ASKED.values()
                for column in columns
            ),
            models.CheckConstraint(
                condition=Q(move="contain", asked_back__isnull=False) | (~Q(move="contain") & Q(asked_back=None)),
                name="containing_says_whether_it_was_asked_back",
            ),
            models.CheckConstraint(
                condition=Q(move="decide", report__isnull=False, tell__isnull=False)
                | (~Q(move="decide") & Q(report=None, tell=None, why_not_told="")),
                name="a_decision_says_who_is_told",
            ),
            models.CheckConstraint(condition=~Q(tell=False) | ~Q(why_not_told=""), name="not_telling_them_says_why"),
            # Article 33: only what is unlikely to put anybody at risk stays unreported.
            models.CheckConstraint(
                condition=Q(report=None) | Q(report=True) | LOW, name="what_puts_somebody_at_risk_is_reported"
            ),
            # Article 34: where the risk is high, they are told, unless something better speaks against it.
            models.CheckConstraint(
                condition=~Q(tell=False) | ~HIGH | ~Q(why_not_told="harmless"),
                name="a_high_risk_is_not_called_harmless",
            ),
            models.CheckConstraint(
                condition=Q(move__in=[*HAPPENS], happened_at__isnull=False, happened_at__lte=F("recorded_at"))
                | (~Q(move__in=[*HAPPENS]) & Q(happened_at=None)),
                name="what_was_told_of_a_breach_says_when",
            ),
            models.CheckConstraint(
                condition=Q(move="close", lessons__isnull=False) | (~Q(move="close") & Q(lessons=None)),
                name="closing_a_breach_says_what_was_learned",
            ),
        ]
