"""A child asks for help alone: they are advised, and whether a parent comes into it is theirs to say (D35)."""

from audit.actions import action
from cases import keys
from cases.actions.sharing import write_note
from cases.disclosure import Act, Situation, decide
from cases.models import Case, Note, Person
from cases.presenting import name_of
from cases.rules import may_work_on
from cases.vocabulary.sharing import NoteKind
from consent.rules import may_ask_alone
from consent.vocabulary import ParentInvolved
from teams.models import User


@action
def advise_alone(*, by: User, case: Case, child: Person, parent: ParentInvolved, words: str) -> Note:
    """Write down that a child asked for help alone, what they want, and whether they agree that a parent is involved.
    The row of the table that says so stands in the note; the note is for good.

    Raises:
        Refused: when the person asking may not work on the case, or whoever confides in it is not a child.
    """
    may_work_on(by, case, identifying=True).enforce()
    keys.open_to_change(case)
    may_ask_alone(child).enforce()
    said = decide(Situation(Act.ADVISE))
    text = f"{name_of(child)} asks for help alone. {parent.label}. In their words: {words}"
    text += f"\nRow {said.row} of the policy’s table of who may be told what: {said.why}"
    return write_note(by, case, NoteKind.ALONE, text)
