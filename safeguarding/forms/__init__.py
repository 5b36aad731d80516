"""What is typed about a concern."""

from safeguarding.forms.emergency import EmergencyForm
from safeguarding.forms.parts import PARTS, PartForm
from safeguarding.forms.raising import RaiseForm

__all__ = ["PARTS", "EmergencyForm", "PartForm", "RaiseForm"]
