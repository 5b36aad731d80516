"""What waits for somebody who no longer sees a case is given to somebody who does, in one step."""

from audit.actions import action, done_by
from cases import keys
from cases.actions.access import REASONS
from cases.actions.life import FOR_ONE_READER, hold_case, put_in_place
from cases.models import Case, Task
from cases.rules import may_be_given, may_decide_about
from cases.vocabulary import Status
from teams.models import User
from teams.vocabulary import MANAGING

SEES_IT = "They see this case again, and go on themselves. Nothing was given away."


@action
def give_left(*, by: User, case: Case, colleague: User, to: User) -> None:
    """Give all that waits on a case for a colleague who is kept from it to somebody who works on it: that they lead or
    second it, what they have to do there, and what they had begun to write. What only a manager reads comes to ``by``
    unless ``to`` manages the team; a draft about a concern, or that accuses somebody, stays as it is.

    Raises:
        Refused: when ``by`` does not manage who may see the case, the colleague sees it, or ``to`` does not.
    """
    may_decide_about(by, case, colleague.pk).enforce()
    may_be_given(to, case).enforce()
    keys.open_to_change(case, page="cases:give_left")
    reasons = REASONS | {"55000": SEES_IT}
    done_by("gate.give_drafts", case.pk, colleague.pk, to.pk, reasons=reasons)
    case = hold_case(case)
    if case.status != Status.CLOSED:
        put_in_place(by, case, colleague, to)
    manages = User.objects.with_role([case.team], *MANAGING).filter(pk=to.pk).exists()
    for task in Task.objects.visible_to(by).filter(case=case).to_do().of(colleague).select_for_update(of=("self",)):
        task.assigned_to = by if task.kind in FOR_ONE_READER and not manages else to
        task.taken_by, task.taken_at = None, None
        task.save(update_fields=["assigned_to", "taken_by", "taken_at"])
