"""The discussion on the page: who is on duty, and a minute's words without a name."""

from collections.abc import Iterable
from typing import Any

from foundation.components.words import gb_datetime
from safeguarding.models import Concern, RotaSlot
from safeguarding.presenting.around import called, department_words, moment
from safeguarding.presenting.parts import words_of
from safeguarding.vocabulary import Subject, Urgency

WHO = {
    Subject.CHILD: "a child",
    Subject.ADULT: "an adult who may be at risk",
    Subject.STAFF: "somebody who works with children",
    Subject.SELF_HARM: "somebody who may harm themself",
}


def on_duty(slots: Iterable[RotaSlot], passed_over: Iterable[Any]) -> list[dict[str, Any]]:
    """Whom to call, in order; whoever was passed over is left out, and nothing tells them."""
    gone = set(passed_over)
    return [
        {
            "name": str(slot.manager),
            "telephone": slot.telephone,
            "order": called(slot.position),
            "until": moment(slot.ends_at),
            "department": department_words(slot.department),
            "for_adults": slot.for_adults,
        }
        for slot in slots
        if slot.manager_id not in gone
    ]


SEEN, THINK = "What was seen or said, in a sentence:", "What I think should happen, and why:"
OF_THE_CHILD = "What I know of the child, in a sentence:"
ASK = "May I have your view: refer, do not refer, or find out more first? And your reasons."
PROMPTS = frozenset({SEEN, THINK, OF_THE_CHILD})  # lines of the script that are there to be filled in


def filled_in(text: str) -> str:
    """What somebody was told: the script without the lines that nobody filled in."""
    lines, kept, empty = [line.rstrip() for line in text.strip().splitlines()], [], False
    for number, line in enumerate(lines):
        after = next((each for each in lines[number + 1 :] if each), ASK)
        if line in PROMPTS and after in PROMPTS | {ASK}:
            empty = True
        elif line or not empty:
            kept.append(line)
            empty = False
    return "\n".join(kept)


def script_of(concern: Concern) -> str:
    """A minute's words to read out, made of codes alone: what was seen is said in a sentence of one's own, unnamed."""
    kinds = words_of(concern, "categories").lower()
    lines = [
        f"I am calling from {concern.team.service}. I would like to discuss a concern with you before we share it.",
        f"It is about {WHO[Subject(concern.subject)]}. I will not say who it is.",
        f"It may be: {kinds}." if kinds else "",
        f"It was {_known(concern)}, and we first knew on {gb_datetime(concern.aware_at)}.",
        f"I judge it to be: {Urgency(concern.urgency).label.lower()}." if concern.urgency else "",
        SEEN,
        "",
        THINK,
        "",
        ASK,
    ]
    return "\n".join(line for number, line in enumerate(lines) if line or lines[number - 1].endswith(":"))


def script_about_child(concern: Concern) -> str:
    """A minute's words about a child in an adult's home, without anybody's name."""
    urgency = f" I judge it to be: {Urgency(concern.urgency).label.lower()}." if concern.urgency else ""
    lines = [
        f"I am calling from {concern.team.service}. I would like to discuss a child with you.",
        "I will not say who it is.",
        f"The child lives in the home of an adult who may be at risk.{urgency}",
        OF_THE_CHILD,
        "",
        THINK,
        "",
        ASK,
    ]
    return "\n".join(lines)


def _known(concern: Concern) -> str:
    return {
        "client_disclosure": "told to us by a service user",
        "child_disclosure": "told to us by a child",
        "observed": "seen or heard by us",
        "document": "read in a document",
        "professional": "told to us by a professional",
    }.get(concern.source, "told to us")
