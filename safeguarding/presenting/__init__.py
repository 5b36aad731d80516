"""What a page shows of a concern, as plain values that templates pass on."""

from safeguarding.presenting.around import department_words
from safeguarding.presenting.concerns import as_second_of_two, due_of, in_a_managers_place, line_of, state_tag, tags_of
from safeguarding.presenting.discussing import on_duty, script_about_child, script_of
from safeguarding.presenting.moves import INTROS, PAGES, Step, steps_of
from safeguarding.presenting.parts import rows_of, unsaid
from safeguarding.presenting.story import story_of

__all__ = [
    "INTROS",
    "PAGES",
    "Step",
    "as_second_of_two",
    "department_words",
    "due_of",
    "in_a_managers_place",
    "line_of",
    "on_duty",
    "rows_of",
    "script_about_child",
    "script_of",
    "state_tag",
    "steps_of",
    "story_of",
    "tags_of",
    "unsaid",
]
