"""What is typed about a concern."""

from safeguarding.forms.emergency import EmergencyForm

__all__ = ["EmergencyForm"]
