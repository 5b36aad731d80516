"""What a manager decided because of the duty to share information (§2.4), and what came of it."""

from cases.models import Disclosure
from cases.presenting import text_of
from cases.vocabulary.sharing import Category
from foundation.components.shapes import Entry, Tag
from foundation.components.words import gb_date
from safeguarding.models import ShareDecision
from safeguarding.vocabulary.laws import ListedBody

THE_DUTY = Tag("The duty to share", "purple")


def whom(row: ShareDecision) -> str:
    """With whom it is shared: a body, and who in it; needs the case's key."""
    return f"{text_of(row.recipient.organisation)}, {text_of(row.recipient.role)}" if row.recipient else ""


def kinds_in(row: ShareDecision) -> str:
    """What they need of it."""
    return "; ".join(Category(kind).label for kind in Category if kind in row.categories)


def facts_of_decision(row: ShareDecision) -> list[tuple[str, str]]:
    """What was decided, for whoever tells it."""
    rows = [
        ("With", whom(row)),
        ("The law calls them", ListedBody(row.body).label if row.body else ""),
        ("What they need", kinds_in(row)),
        ("Who else looked at it", _checked(row)),
        ("What they said", text_of(row.advice)),
    ]
    return [(label, words) for label, words in rows if words]


def sharing_entry(row: ShareDecision) -> Entry:
    """What the manager decided because of the duty to share information."""
    answers = (("It matters", row.relevant), ("Sharing would harm the child more", row.harms))
    said = tuple((label, "Yes" if value else "No") for label, value in answers)
    return Entry(
        title="What we hold is shared" if row.share else "What we hold is not shared",
        when=row.recorded_at,
        by=str(row.recorded_by),
        text=text_of(row.reasons),
        tag=THE_DUTY,
        facts=(*said, *facts_of_decision(row)),
    )


def told_entry(row: Disclosure) -> Entry:
    """A body was told what was decided; needs the case's key."""
    return Entry(
        title=f"Told {text_of(row.recipient.organisation)}",
        when=row.sent_at,
        by=str(row.recorded_by),
        tag=THE_DUTY,
        also=(Tag("On the register", "purple"),),
    )


def _checked(row: ShareDecision) -> str:
    by = text_of(row.checked_by)
    return f"{by}, {gb_date(row.checked_on)}" if by and row.checked_on else by
