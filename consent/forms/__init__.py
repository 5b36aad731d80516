"""What is typed about permission. Forms validate and say what to do; they decide and write nothing."""

from consent.forms.arriving import ArrivalForm, FateForm, UnplacedArrivalForm
from consent.forms.asking import AskHolderForm, StepForm
from consent.forms.enquiry import EnquiryForm
from consent.forms.permission import STEPS, PermissionForm, Step
from consent.forms.sharing import AlreadyForm, KeepBackForm, Offered, TellForm
from consent.forms.taking_back import TakeBackForm

__all__ = [
    "STEPS",
    "AlreadyForm",
    "ArrivalForm",
    "AskHolderForm",
    "EnquiryForm",
    "FateForm",
    "KeepBackForm",
    "Offered",
    "PermissionForm",
    "Step",
    "StepForm",
    "TakeBackForm",
    "TellForm",
    "UnplacedArrivalForm",
]
