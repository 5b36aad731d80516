"""What a page shows of a concern, as plain values that templates pass on."""

from safeguarding.presenting.concerns import about_of, due_of, line_of, state_tag, tags_of
from safeguarding.presenting.moves import PAGES, Step, steps_of

__all__ = ["PAGES", "Step", "about_of", "due_of", "line_of", "state_tag", "steps_of", "tags_of"]
