"""What is typed about a case. Forms validate and say what to do; they decide and write nothing."""

from cases.forms.access import DeclareForm, EndConflictForm, KeepOutForm, LetInForm, ReviewConflictForm
from cases.forms.alike import AlikeForm
from cases.forms.calls import NEW, NEWCOMERS, CallerForm, CallForm, ReachForm, as_typed, opening_by
from cases.forms.closing import MoveForm
from cases.forms.contact import ContactForm
from cases.forms.conversation import opening_time
from cases.forms.corrections import AddendumForm, CorrectForm, RightCaseForm
from cases.forms.finding import FilterForm, SearchForm
from cases.forms.kept import SectionForm
from cases.forms.life import GiveForm, HandOverForm, ReviewForm, TimeForm
from cases.forms.merging import MergeForm, WhichFileForm
from cases.forms.messages import CloseMessageForm, MessageForm
from cases.forms.moving import ChangeForm
from cases.forms.one_person import OnePersonForm, TwoRecordsForm
from cases.forms.opening import ConfiderForm, OpenCaseForm
from cases.forms.own_case import OwnCaseForm
from cases.forms.parting import PartForm
from cases.forms.people import AddPersonForm, PersonForm
from cases.forms.records import RecordForm
from cases.forms.relationships import RECORDS
from cases.forms.relatives import RelativeForm
from cases.forms.sections import SECTIONS
from cases.forms.tasks import ChangeTaskForm, TaskFilterForm, TaskForm
from cases.forms.worrying import ABOUT_COLLEAGUE, AboutColleague

__all__ = [
    "ABOUT_COLLEAGUE",
    "NEW",
    "NEWCOMERS",
    "RECORDS",
    "SECTIONS",
    "AboutColleague",
    "AddPersonForm",
    "AddendumForm",
    "AlikeForm",
    "CallForm",
    "CallerForm",
    "ChangeForm",
    "ChangeTaskForm",
    "CloseMessageForm",
    "ConfiderForm",
    "ContactForm",
    "ContactPointForm",
    "CorrectForm",
    "DeclareForm",
    "EndConflictForm",
    "FilterForm",
    "GiveForm",
    "HandOverForm",
    "KeepOutForm",
    "LetInForm",
    "MergeForm",
    "MessageForm",
    "MoveForm",
    "OnePersonForm",
    "OpenCaseForm",
    "OwnCaseForm",
    "PartForm",
    "PersonForm",
    "ReachForm",
    "RecordForm",
    "RelativeForm",
    "ReviewConflictForm",
    "ReviewForm",
    "RightCaseForm",
    "SearchForm",
    "SectionForm",
    "TaskFilterForm",
    "TaskForm",
    "TimeForm",
    "TwoRecordsForm",
    "WhichFileForm",
    "as_typed",
    "opening_by",
    "opening_time",
]
