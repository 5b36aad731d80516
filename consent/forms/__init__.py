"""What is typed about permission. Forms validate and say what to do; they decide and write nothing."""

from consent.forms.enquiry import EnquiryForm
from consent.forms.permission import STEPS, PermissionForm, Step, TakeBackForm
from consent.forms.sharing import AlreadyForm, KeepBackForm, Offered, TellForm

__all__ = [
    "STEPS",
    "AlreadyForm",
    "EnquiryForm",
    "KeepBackForm",
    "Offered",
    "PermissionForm",
    "Step",
    "TakeBackForm",
    "TellForm",
]
