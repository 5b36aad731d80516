"""When something in a contact worried whoever recorded it (promise 7): the one place that says what then happens."""

from cases.actions.tasks import write_task
from cases.models import Case, Contact, Task
from cases.vocabulary import Screen, TaskKind
from foundation import clock
from foundation.rowsecurity.calls import call_one
from teams.models import User

TITLES = {
    Screen.CONCERN: "Somebody may be at risk. Read what {by} recorded, talk to them today and decide what to do",
    Screen.UNSURE: "{by} is not sure whether somebody is at risk. Read what was recorded and talk it over today",
}


def follow_worry(case: Case, by: User, contact: Contact) -> Task | None:
    """Give the team's manager a task for today when the answer was "yes" or "not sure"; for an action that holds the
    case's keys. After "yes", the page that raises a concern follows, with the words carried over.
    """
    title = TITLES.get(Screen(contact.safeguarding_screen))
    if title is None:
        return None
    manager = manager_of(case) or by
    return write_task(
        case, by, title.format(by=by), clock.today(), manager, contact=contact, kind=TaskKind.SAFEGUARDING
    )


def manager_of(case: Case) -> User | None:
    """Who manages the case's team and is not kept out of this case: a lasting manager before a deputy."""
    return User.objects.filter(pk=call_one("gate.manager_of", case.pk)).first()
