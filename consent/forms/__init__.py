"""What is typed about permission. Forms validate and say what to do; they decide and write nothing."""

from consent.forms.enquiry import EnquiryForm
from consent.forms.permission import STEPS, PermissionForm, Step, TakeBackForm

__all__ = ["STEPS", "EnquiryForm", "PermissionForm", "Step", "TakeBackForm"]
