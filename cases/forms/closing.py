"""Moving a case along its life. Most moves ask nothing; closing asks what nobody will remember next month."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.actions import Closing
from cases.forms.choices import in_columns, offer, with_nothing
from cases.models import Case, Code, Person
from cases.presenting import name_of
from cases.rules import FROM_LEVEL
from cases.vocabulary import CodeList, PersonRole
from cases.workflow import Ask, Move
from foundation.components.changing import ChangingForm
from foundation.components.fields import CheckboxesField, RadioField, YesNoField

CHILDREN = (PersonRole.CHILD, PersonRole.YOUNG_PERSON)
CLOSE_TASKS, KEEP_TASKS = "close", "keep"
UNKNOWN = ("referral_source", "sen_stage_open", "issues")  # asked when nobody wrote it down before
FACTS = (*UNKNOWN, "sen_stage_close", "evaluation_sent")


class MoveForm(ChangingForm):
    """One move. Of a closing, only what the row of the workflow asks, and of that only what is not known yet."""

    outcomes = CheckboxesField(label="What came of the work?", noun="what came of the work", widget=in_columns())
    reason = forms.ChoiceField(label="Reason for closing")
    sen_stage_close = forms.ChoiceField(label="Stage of the process now", help_text="Of the child it is about")
    referral_source = forms.ChoiceField(label="How they came to us")
    sen_stage_open = forms.ChoiceField(
        label="Stage of the process when the case was opened", help_text="Of the child it is about"
    )
    issues = CheckboxesField(label="What was it about?", noun="what it was about", widget=in_columns())
    evaluation_sent = YesNoField(
        label="Have they been asked what they thought of us?", noun="whether they have been asked"
    )
    tasks = RadioField(
        label="What about the tasks that are still open?",
        noun="what happens to the open tasks",
        choices=[(CLOSE_TASKS, "Close them with the case"), (KEEP_TASKS, "Keep them")],
        hints={
            CLOSE_TASKS: "They are done, or nobody needs them any more. Each is marked done by you; a question about"
            " somebody at risk, or something to read, stays with the manager it was given to",
            KEEP_TASKS: "They still have to be done, and stay on the list of whoever does them",
        },
    )

    def __init__(
        self, *args: Any, move: Move, case: Case, open_tasks: int = 0, people: Iterable[Person] = (), **kwargs: Any
    ) -> None:
        self.children = children_asked_about(move, case, people)
        super().__init__(*args, changing=case, **kwargs)
        counted = case.highest_level >= FROM_LEVEL
        for name in set(self.fields) - _asked(move, case, open_tasks):
            del self.fields[name]
        for name, which, nothing in OFFERED:
            if name in self.fields:
                choices = Code.objects.choices(which)
                offer(self.fields[name], with_nothing(choices, nothing) if nothing else choices)
        for key, child in self.children.items():
            self.fields[key] = forms.ChoiceField(
                label=f"Main need of {name_of(child)}",
                choices=with_nothing(Code.objects.choices(CodeList.SEN_TYPE), "Choose one"),
                error_messages={"required": f"Select the main need of {name_of(child)}"},
            )
        if self.children:
            self.order_fields(["outcomes", "reason", "sen_stage_close", *self.children])
        if "outcomes" in self.fields:
            self.fields["outcomes"].required = counted
        if "evaluation_sent" in self.fields:
            self.fields["evaluation_sent"].initial = case.evaluation_sent

    def closing(self) -> Closing:
        """What was typed, for the action."""
        said = self.cleaned_data
        return Closing(
            reason=said.get("reason", ""),
            outcomes=said.get("outcomes", []),
            facts={name: said[name] for name in FACTS if name in said},
            needs=[(child, said[key]) for key, child in self.children.items()],
            keep_tasks=said.get("tasks") == KEEP_TASKS,
        )


OFFERED = (
    ("outcomes", CodeList.OUTCOME, ""),
    ("reason", CodeList.CLOSE_REASON, "Choose a reason"),
    ("sen_stage_close", CodeList.SEN_STAGE, "Choose the stage"),
    ("sen_stage_open", CodeList.SEN_STAGE, "Choose the stage"),
    ("referral_source", CodeList.REFERRAL_SOURCE, "Choose one"),
    ("issues", CodeList.ISSUE, ""),
)


def children_asked_about(move: Move, case: Case, people: Iterable[Person]) -> dict[str, Person]:
    """The children and young people whose main need reports count and nobody wrote down, by the field that asks."""
    if Ask.REPORT not in move.asks or case.highest_level < FROM_LEVEL:
        return {}
    unknown = [who for who in people if who.role in CHILDREN and not who.sen_primary]
    return {f"need_{n}": who for n, who in enumerate(unknown)}


def _asked(move: Move, case: Case, open_tasks: int) -> set[str]:
    """The fields that the row of the workflow asks, of this case as it is known."""
    asked: set[str] = {"outcomes", "reason"} if Ask.REASON in move.asks else set()
    if Ask.REPORT in move.asks and case.highest_level >= FROM_LEVEL:
        asked |= {"sen_stage_close", "evaluation_sent"}
        asked |= {name for name in UNKNOWN if not getattr(case, name)}
    return asked | ({"tasks"} if Ask.TASKS in move.asks and open_tasks else set())
