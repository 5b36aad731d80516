"""What is typed about a case. Forms validate and say what to do; they decide and write nothing."""

from cases.forms.closing import MoveForm
from cases.forms.contact import ContactForm, opening_time
from cases.forms.finding import FilterForm, SearchForm
from cases.forms.life import ReviewForm, TimeForm
from cases.forms.messages import CloseMessageForm, MessageForm
from cases.forms.moving import ChangeForm
from cases.forms.opening import ConfiderForm, OpenCaseForm
from cases.forms.people import AddPersonForm, ContactPointForm, PersonForm, SafetyForm
from cases.forms.sections import SECTIONS, SectionForm
from cases.forms.tasks import ChangeTaskForm, TaskFilterForm, TaskForm

__all__ = [
    "SECTIONS",
    "AddPersonForm",
    "ChangeForm",
    "ChangeTaskForm",
    "CloseMessageForm",
    "ConfiderForm",
    "ContactForm",
    "ContactPointForm",
    "FilterForm",
    "MessageForm",
    "MoveForm",
    "OpenCaseForm",
    "PersonForm",
    "ReviewForm",
    "SafetyForm",
    "SearchForm",
    "SectionForm",
    "TaskFilterForm",
    "TaskForm",
    "TimeForm",
    "opening_time",
]
