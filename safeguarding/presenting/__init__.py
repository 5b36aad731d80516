"""What a page shows of a concern, as plain values that templates pass on."""

from safeguarding.presenting.concerns import due_of, line_of, state_tag, tags_of
from safeguarding.presenting.moves import PAGES, Step, steps_of
from safeguarding.presenting.parts import is_about_an_adult, rows_of, unsaid
from safeguarding.presenting.story import story_of

__all__ = [
    "PAGES",
    "Step",
    "due_of",
    "is_about_an_adult",
    "line_of",
    "rows_of",
    "state_tag",
    "steps_of",
    "story_of",
    "tags_of",
    "unsaid",
]
