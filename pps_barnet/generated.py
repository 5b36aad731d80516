"""The documents that are written from the code, so that they cannot drift from it."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from audit.vocabulary import Verb as Look
from cases.code_lists import rows
from cases.vocabulary import CodeList, Status
from cases.workflow import MOVES, Ask
from foundation import clock
from foundation.classification import our_models, stored_fields
from foundation.sealing.fields import SealedTextField
from pps_barnet.gate_index import gate_index
from pps_barnet.markdown import NOTE, line, table
from safeguarding.deadlines import Calendar
from safeguarding.duties import made_due, met_by
from safeguarding.limits import Moment
from safeguarding.vocabulary import Urgency, Who
from safeguarding.workflow import MOVES as CONCERN_MOVES
from safeguarding.workflow import Move, end_of
from teams.roles import ROLES
from teams.vocabulary import Role, Verb


def data_register() -> str:
    """Every field that the product stores, what it is, and whether it is sealed."""
    parts = ["# Data register\n", NOTE, "What each stored field is. Sealed fields are unreadable without their key.\n"]
    for model in our_models():
        parts += [f"## {model._meta.label}\n", (model.__doc__ or "").split("\n\n")[0].replace("\n", " ") + "\n"]
        parts += table("Field", "Class", "Stored")
        for field in stored_fields(model):
            kinds = model.register.of(field.name)  # type: ignore[attr-defined]  # the start-up checks insist on one
            why = model.register.why_clear.get(field.name, "")  # type: ignore[attr-defined]
            sealed = "sealed" if isinstance(field, SealedTextField) else f"clear{f' ({why})' if why else ''}"
            parts.append(line(f"`{field.name}`", ", ".join(kind.value for kind in kinds), sealed))
        parts.append("")
    return "\n".join(parts)


def roles() -> str:
    """Who may do what in a team."""
    parts = ["# Roles\n", NOTE, *table("", *(role.label for role in Role))]
    parts += [line(verb.label, *("yes" if verb in ROLES[role].verbs else "" for role in Role)) for verb in Verb]
    accounts = chain.from_iterable((f"\n## {role.label}\n", ROLES[role].may, ROLES[role].may_not) for role in Role)
    return "\n".join([*parts, *accounts, ""])


def looks() -> str:
    """Every kind of look that is recorded."""
    parts = ["# What is on the record\n", NOTE, "Changes are recorded apart, row by row, in the change log.\n"]
    return "\n".join([*parts, *table("Verb", "How it reads"), *(line(f"`{v.value}`", v.label) for v in Look), ""])


def code_lists() -> str:
    """The dated code lists as they are shipped."""
    parts = ["# Code lists\n", NOTE]
    for which in CodeList:
        parts += [f"## {which.label}\n", *table("Code", "Label", "From", "Source")]
        codes = [row for row in rows() if row["code_list"] == which]
        parts += [line(f"`{c['code']}`", c["label"], c["valid_from"], c["source"]) for c in codes] + [""]
    return "\n".join(parts)


def life_of_a_case() -> str:
    """Every move of a case, what it asks, and the diagram of them."""
    parts = ["# The life of a case\n", NOTE, *table("Move", "From", "To", "What it asks", "In the history")]
    for move in MOVES.values():
        places = ", ".join(status.label for status in Status if status in move.starts)
        asked = "; ".join(ask.label for ask in Ask if ask in move.asks) or "nothing"
        parts.append(line(move.label, places, move.end.label, asked, move.happened))
    steps = [
        f"    {start.value} --> {move.end.value}: {move.label}"
        for move in MOVES.values()
        for start in Status
        if start in move.starts
    ]
    return "\n".join([*parts, "", "```mermaid", "stateDiagram-v2", "    [*] --> open: Open a case", *steps, "```", ""])


def life_of_a_concern() -> str:
    """Every move of a concern, who makes it and what it asks; the role matrix; and the diagram of them."""
    parts = ["# The life of a concern\n", NOTE, *table("No.", "Move", "From", "To", "What it asks", "On the record as")]
    for move in CONCERN_MOVES.values():
        asked = " ".join(need.otherwise for need in move.needs) or "Nothing."
        places = ", ".join(sorted(start.label if start else "nothing" for start in move.starts))
        end = "where it was" if move.back else move.end.label if move.end else "where it is"
        parts.append(line(move.number, move.label, places, end, asked, f"`{move.event}`"))
    parts += ["\n## Who makes which move\n", *table("Move", *(who.label for who in Who))]
    parts += [line(m.label, *("yes" if who in m.who else "" for who in Who)) for m in CONCERN_MOVES.values()]
    steps = [
        f"    {start.value if start else '[*]'} --> {end_of(move, start, None).value}: {move.label}"
        for move in CONCERN_MOVES.values()
        for start in sorted(move.starts, key=str)
        if not move.back
    ]
    back = "    emergency --> raised: No call was made, back to where it was"
    parts += limits_of_a_concern()
    return "\n".join([*parts, "", "```mermaid", "stateDiagram-v2", *steps, back, "```", ""])


A_MONDAY = datetime(2026, 3, 2, 10, tzinfo=clock.LONDON)


def limits_of_a_concern() -> list[str]:
    """What each move makes due and what it meets, of what is serious and of what is merely worrying."""
    parts = ["\n## What is due by when\n", "As if each move were made on Monday 2 March 2026 at 10am.\n"]
    parts += table("Move", "When it is serious", "When we are worried", "Meets")
    for move in CONCERN_MOVES.values():
        dues = ["; ".join(_limits(move, urgency)) for urgency in (Urgency.SIGNIFICANT, Urgency.WELFARE)]
        met = "; ".join(sorted(kind.label for kind in met_by(move)))
        parts += [line(move.label, *dues, met)] if any(dues) or met else []
    return parts


def _limits(move: Move, urgency: Urgency) -> list[str]:
    moment = Moment(A_MONDAY, urgency, A_MONDAY, A_MONDAY, first_attempt=True, state=move.end)
    return [f"{kind.label}: {due.at:%A %d March %H:%M}" for kind, due in made_due(move, moment, Calendar())]


DOCUMENTS: dict[str, Callable[[], str]] = {
    "data-register.md": data_register,
    "roles.md": roles,
    "record.md": looks,
    "code-lists.md": code_lists,
    "life-of-a-case.md": life_of_a_case,
    "safeguarding.md": life_of_a_concern,
    "gate.md": gate_index,
}
