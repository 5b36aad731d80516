"""A file that two people confide in together, by recorded agreement alone (design §4)."""

from audit.actions import action
from cases import keys
from cases.actions.sharing import write_note
from cases.models import Case, Note, Person
from cases.rules import may_confide_jointly
from cases.vocabulary.sharing import NoteKind
from teams.models import User


@action
def make_joint(*, by: User, case: Case, person: Person, words: str) -> Note:
    """Let somebody in a case confide in it together with whoever does already; from then on what is told outside needs
    the word of each (D28). There is no way back: what was confided jointly stays so.

    Raises:
        Refused: when the person asking may not work on the case, or they confide in it already.
    """
    may_confide_jointly(by, case, person).enforce()
    keys.open_to_change(case)
    note = write_note(by, case, NoteKind.JOINT, words)
    person.is_confider = True
    person.save(update_fields=["is_confider"])
    return note
