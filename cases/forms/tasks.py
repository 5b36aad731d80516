"""What has to be done, by whom, and by when: a day, or a chip for one of the usual days."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from cases.forms.choices import LONGEST_LINE, LONGEST_NOTE, offer, with_nothing
from cases.models import Task
from cases.vocabulary import TaskKind
from foundation import clock
from foundation.components.changing import ChangingForm
from foundation.components.dates import NearDateField, TimeField
from foundation.components.fields import NoteField, RadioField, TickField
from foundation.components.forms import Form
from foundation.components.words import WEEKDAYS
from foundation.working_days import after, next_working_day
from teams.models import User


def usual_days(today: date) -> dict[str, tuple[str, date]]:
    """The chips: what each says, and the day it stands for. Nobody is given a day on which nobody works."""
    following = next_working_day(today)
    monday = next_working_day(today + timedelta(days=6 - today.weekday()))  # or the first day that is worked then
    tomorrow = "Tomorrow" if (following - today).days == 1 else f"Next working day, {WEEKDAYS[following.weekday()]}"
    return {
        "today": ("Today", today),
        "next": (tomorrow, following),
        "in_2": (f"In 2 working days, {_named(after(today, 2))}", after(today, 2)),
        "in_5": (f"In 5 working days, {_named(after(today, 5))}", after(today, 5)),
        "next_week": (f"Next week, {_named(monday)}", monday),
    }


def _named(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day}"


class DueForm(Form):
    """By when: typed as a day, or one of the chips. ``due_day()`` is what was said."""

    mark_optional = False  # one of the two is asked for

    due = NearDateField(label="By when", required=False, leaning="future", must_be="today or future")
    by = RadioField(label="Or one of these", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].widget.attrs["class"] = "app-chips"
        offer(self.fields["by"], [(key, label) for key, (label, _) in usual_days(clock.today()).items()])

    def clean(self) -> dict[str, Any]:
        """A day, and only one."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if "due" in self.fields and "due" not in self.errors:
            chip = said.get("by")
            if not said.get("due") and not chip:
                self.add_error("due", "Enter by when it has to be done")
            elif said.get("due") and chip and self.due_day() != usual_days(clock.today())[chip][1]:
                self.add_error("due", "You typed one day and chose another. Leave one of them out")
        return said

    def due_day(self) -> date | None:
        """The day that was typed or chosen."""
        typed, chip = self.cleaned_data.get("due"), self.cleaned_data.get("by")
        return typed or (usual_days(clock.today())[chip][1] if chip else None)


class TaskForm(DueForm):
    """Something to be done on a case."""

    title = forms.CharField(label="What has to be done", max_length=LONGEST_LINE)
    promised = TickField(label="They were promised a call at a certain time", required=False, reveals="promised_time")
    promised_time = TimeField(label="At what time")
    assigned_to = forms.ChoiceField(label="Who does it")
    note = NoteField(label="Note (optional)", required=False, rows=3, max_length=LONGEST_NOTE)

    field_order = ("title", "due", "by", "promised", "promised_time", "assigned_to", "note")

    def __init__(self, *args: Any, workers: Iterable[User], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(worker.pk): worker for worker in workers}
        offer(self.fields["assigned_to"], [(pk, str(worker)) for pk, worker in self.workers.items()])
        self.fields["assigned_to"].initial = str(user.pk)

    def task(self) -> dict[str, Any]:
        """What was typed, for the action; what was not asked is left out."""
        said, due = self.cleaned_data, self.due_day()
        texts = {name: said[name] for name in ("title", "note")}
        day = {"due": due} if due else {}
        return texts | day | self._promise() | {"assigned_to": self.workers[said["assigned_to"]]}

    def _promise(self) -> dict[str, Any]:
        day, at = self.due_day(), self.cleaned_data.get("promised_time")
        if day is None or at is None:
            return {}
        return {"kind": TaskKind.CALL_BACK, "promised_at": datetime.combine(day, at, tzinfo=clock.LONDON)}


class ChangeTaskForm(ChangingForm, TaskForm):
    """A task as it stands, to be worded better, put off, or given to somebody else. A promised time stays promised."""

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, user=task.assigned_to, changing=task, **kwargs)
        for name in ("promised", "promised_time", *(("due", "by") if task.is_call_back else ())):
            del self.fields[name]
        if "due" in self.fields:  # a day that has passed may stay
            self.fields["due"].must_be = ""  # type: ignore[attr-defined]
        if str(task.assigned_to_id) not in self.workers:  # somebody who has left has it until another is chosen
            self.workers[str(task.assigned_to_id)] = task.assigned_to
            offer(self.fields["assigned_to"], [(pk, str(worker)) for pk, worker in self.workers.items()])


class TaskFilterForm(Form):
    """Whose tasks, of which kind; codes and ids, so they may stand in the address."""

    mark_optional = False

    whose = forms.ChoiceField(label="Whose", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=with_nothing(TaskKind.choices, "Any"))
    late = forms.BooleanField(label="Overdue only", required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["whose"], [("", "Mine"), ("team", "The whole team"), *workers])
