"""What is begun on a form and not recorded yet."""

import json
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from audit.actions import action
from audit.vocabulary import Verb
from cases import keys
from cases.models import Case, Draft
from cases.rules import may_work_on
from foundation.unfinished import Mark
from teams.models import User
from teams.visibility import team_ids


@dataclass(frozen=True)
class Begun:
    """What stands on a form that is being filled in, and where the form is. ``sitting`` is one opened page and ``turn``
    the number of its saves, so that one which was overtaken on the way is told from one of another tab.
    ``kept_from``: the colleague whom it accuses, who does not inherit it with what its author leaves. ``other``: the
    second file that it names."""

    address: str
    kind: str
    case: Case | None
    typed: dict[str, list[str]]
    parked: bool = False
    sitting: UUID = field(default_factory=uuid4)
    turn: int = 0
    kept_from: UUID | None = None
    other: Case | None = None


@action
def keep_draft(*, by: User, begun: Begun, mark: Mark) -> Draft | None:
    """Keep a form as it stands, sealed, incomplete or not. When the same draft was saved from another tab meanwhile,
    this becomes one of its own, so that neither is lost.

    Returns:
        The draft, or None when the form was sent or discarded meanwhile.

    Raises:
        Refused: when the person asking may not work on the case.
    """
    if begun.case is not None:
        may_work_on(by, begun.case).enforce()
    for _ in range(2):  # the second time when another save of this page was stored between the two looks
        kept = _go_on(by, begun, mark) or _begin(by, begun, mark.draft)
        if kept != "taken":
            return kept if isinstance(kept, Draft) else None
    apart = _begin(by, begun, uuid4())
    return apart if isinstance(apart, Draft) else None


@action
def discard_draft(*, by: User, draft: Draft) -> None:
    """Destroy what was begun, with its key."""
    keys.open_draft(draft, Verb.DRAFT_READ, page="discard_draft")
    keys.end_draft(draft.pk)


def _go_on(by: User, begun: Begun, mark: Mark) -> Draft | None:
    draft: Draft | None = Draft.objects.visible_to(by).filter(pk=mark.draft, address=begun.address).first()
    if draft is None:
        return None
    keys.open_draft(draft, Verb.DRAFT_KEPT, page=begun.kind)
    draft.content, draft.parked = json.dumps(begun.typed), begun.parked
    draft.sitting, draft.turn, draft.kept_from_id = begun.sitting, begun.turn, begun.kept_from
    draft.other_case = begun.other
    if begun.case is not None:  # somebody may have been chosen since
        draft.case, draft.team_id = begun.case, begun.case.team_id
    saves = keys.keep_draft(draft, seen=mark.saves)
    if saves is None:
        return None
    draft.saves = saves
    return draft


def _begin(by: User, begun: Begun, pk: UUID) -> Draft | str:
    """A new draft; or what the database says instead of one."""
    mine = team_ids(by)
    team = begun.case.team_id if begun.case else mine[0] if len(mine) == 1 else None
    where = {"case": begun.case, "team_id": team, "address": begun.address, "kind": begun.kind}
    where |= {"kept_from_id": begun.kept_from, "other_case": begun.other}
    draft = Draft(pk=pk, made_by=by, parked=begun.parked, sitting=begun.sitting, turn=begun.turn, **where)
    became = keys.begin_draft(draft, json.dumps(begun.typed))
    return draft if became == "begun" else became
