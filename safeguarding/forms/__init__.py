"""What is typed about a concern."""

from safeguarding.forms.discussing import AttemptForm, DiscussionForm, NameForm, SeekForm, Senior
from safeguarding.forms.emergency import EmergencyForm
from safeguarding.forms.moves import (
    AnsweredForm,
    ApprovalForm,
    CloseForm,
    FinishForm,
    MonitorForm,
    MoreInfoForm,
    NameSecondForm,
    ReasonForm,
)
from safeguarding.forms.parts import PARTS, PartForm
from safeguarding.forms.raising import RaiseForm

__all__ = [
    "PARTS",
    "AnsweredForm",
    "ApprovalForm",
    "AttemptForm",
    "CloseForm",
    "DiscussionForm",
    "EmergencyForm",
    "FinishForm",
    "MonitorForm",
    "MoreInfoForm",
    "NameForm",
    "NameSecondForm",
    "PartForm",
    "RaiseForm",
    "ReasonForm",
    "SeekForm",
    "Senior",
]
