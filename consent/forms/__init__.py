"""What is typed about permission. Forms validate and say what to do; they decide and write nothing."""

from consent.forms.alone import AloneForm
from consent.forms.arriving import ArrivalForm, FateForm, UnplacedArrivalForm
from consent.forms.asking import AskHolderForm, StepForm
from consent.forms.enquiry import EnquiryForm
from consent.forms.permission import PermissionForm
from consent.forms.results import ResultForm
from consent.forms.sharing import AlreadyForm, KeepBackForm, Offered, TellForm
from consent.forms.steps import STEPS, Step
from consent.forms.taking_back import DisputeForm, TakeBackForm, UpholdForm

__all__ = [
    "STEPS",
    "AloneForm",
    "AlreadyForm",
    "ArrivalForm",
    "AskHolderForm",
    "DisputeForm",
    "EnquiryForm",
    "FateForm",
    "KeepBackForm",
    "Offered",
    "PermissionForm",
    "ResultForm",
    "Step",
    "StepForm",
    "TakeBackForm",
    "TellForm",
    "UnplacedArrivalForm",
    "UpholdForm",
]
