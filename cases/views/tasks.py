"""Tasks: the list of them, and those of one case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from audit.vocabulary import Verb
from cases import actions, keys
from cases.forms import ChangeTaskForm, TaskFilterForm, TaskForm
from cases.models import Case, Task
from cases.presenting import case_name, facts_of, task_of, text_of
from cases.rules import may_settle, may_still_change
from cases.views.fetching import OpenCase, case_or_absent, open_for_form, uuid_or_none
from cases.views.keeping import keeping_what_was_typed
from cases.views.listing import workers_for
from foundation.access import SignedInRequest, requires
from teams.models import User
from teams.vocabulary import Verb as TeamVerb

PAGE = 25  # tasks
BACK = {"home": "home", "tasks": "tasks", "queue": "queue"}  # pages that a button on a task leads back to


def tasks_page(request: SignedInRequest, *, shown: Iterable[Any] = (), **more: Any) -> HttpResponse:
    """What has to be done, the longest overdue first; ``more`` is what apps above this one add to the page, and
    ``shown`` the rows that this shows."""
    form = TaskFilterForm(request.GET or None, workers=workers_for(request.user))
    rows = wanted_tasks(request.user, form)
    start = rows.filter(pk=uuid_or_none(request.GET.get("after", ""))).first()
    found = list(rows.due_after(start).select_related("case")[: PAGE + 1])
    page = found[:PAGE]
    User.objects.fill_in(page, "assigned_to", "taken_by")
    context = {
        "page_title": "Tasks",
        "filter_form": form,
        "tasks": tasks_with_cases(request.user, page, shown=shown, page="tasks"),
        "is_later": start is not None,
        "last": page[-1].pk if len(found) > PAGE else None,
        "is_filtered": any(request.GET.get(name) for name in ("kind", "late")),
    }
    return render(request, "cases/tasks.html", context | more)


def wanted_tasks(user: Any, form: TaskFilterForm) -> Any:
    """Open tasks as they were asked for; a filter that makes no sense shows one's own."""
    said = form.cleaned_data if form.is_valid() else {}
    rows = Task.objects.visible_to(user).to_do()
    if said.get("whose") != "team":
        rows = rows.of(said.get("whose") or user.pk)
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    return rows.late() if said.get("late") else rows


def tasks_with_cases(user: Any, rows: list[Task], *, shown: Iterable[Any] = (), page: str) -> list[dict[str, Any]]:
    """Tasks of several cases as somebody reads them, each with whose case it is; the look at them, and at what else is
    ``shown``, is recorded."""
    cases = {task.case_id: task.case for task in rows}.values()
    names = keys.open_with_confiders(Verb.CASES_LISTED, cases, shown=[*rows, *shown], page=page)
    return [task_of(task, user) | whose(task.case, names) for task in rows]


def whose(case: Case, confiders: dict[Any, Any]) -> dict[str, Any]:
    """Whose case a task or a call-back is of."""
    name = case_name(case, confiders.get(case.pk))
    return {"name": name, "reference": case.readable_reference, "case_url": case.get_absolute_url()}


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def add_task(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write down something to be done."""
    found = open_for_form(request, pk, "cases:add_task")
    form = TaskForm(request.POST or None, workers=User.objects.working_in([found.case.team]), user=request.user)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.add_task(by=request.user, case=found.case, **form.task())
            messages.success(request, "Task added")
            return redirect(found.case)
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Add a task",
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/form.html", context)


@require_http_methods(["GET", "POST"])
@requires(TeamVerb.WORK_CASES)
def task(request: SignedInRequest, pk: UUID, task: UUID) -> HttpResponse:
    """One task: what it says, who has it, and the ways to finish it."""
    found = open_for_form(request, pk, "cases:task")
    shown = task_or_absent(found.case, task)
    form = _change_form(request, found, shown)
    if request.method == "POST" and form.is_valid():
        with keeping_what_was_typed(form):
            actions.change_task(by=request.user, case=found.case, task=shown, **form.task())
            messages.success(request, "Task changed")
            return redirect(found.case)
    context = {
        "form": form,
        "heading": found.heading,
        "page_title": "Task",
        "task": task_of(shown, request.user),
        "facts": facts_of(shown),
        "may_change": may_settle(request.user, shown) and may_still_change(shown),
        "case": found.case,
        "cancel_url": found.case.get_absolute_url(),
    }
    return render(request, "cases/task.html", context)


def _change_form(request: SignedInRequest, found: OpenCase, task: Task) -> ChangeTaskForm:
    begin = {"title": text_of(task.title), "note": text_of(task.note), "due": task.due}
    workers = User.objects.working_in([found.case.team])
    return ChangeTaskForm(
        request.POST or None, task=task, workers=workers, initial=begin | {"assigned_to": str(task.assigned_to_id)}
    )


def task_or_absent(case: Case, pk: UUID) -> Task:
    """One task of a case that was fetched.

    Raises:
        Http404: when it is none of the case's.
    """
    found: Task = get_object_or_404(Task, case=case, pk=pk)
    User.objects.fill_in([found], "assigned_to", "taken_by", "recorded_by", "done_by")
    return found


@require_POST
@requires(TeamVerb.WORK_CASES)
def finish_task(request: SignedInRequest, pk: UUID, task: UUID) -> HttpResponse:
    """Mark a task done."""
    case = case_or_absent(request, pk)
    actions.finish_task(by=request.user, case=case, task=task_or_absent(case, task))
    messages.success(request, "Task done")
    return back(request, case)


def back(request: SignedInRequest, case: Case) -> HttpResponse:
    """To the list whose button was pressed, or to the case."""
    where = BACK.get(request.POST.get("back", ""))
    return redirect(where) if where else redirect(case)
