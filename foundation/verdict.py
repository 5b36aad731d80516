"""Yes, or no with a reason fit to show the person who asked."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

CHANGED_MEANWHILE = "Somebody else saved this at the same moment. Press the button again, to see both versions"


class Refused(PermissionDenied):
    """An act was refused; ``str()`` is the reason, written for the person who asked. ``about`` is the question that it
    stands at, where a form asks one."""

    about = ""

    def keep(self) -> None:
        """Write the refusal down, once what was refused is rolled back; most are not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a rule: true, or false with ``reason`` and what to do instead."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def enforce(self) -> None:
        """Do nothing when allowed.

        Raises:
            Refused: with the reason, when not.
        """
        if not self.allowed:
            raise Refused(self.reason)

    def or_absent(self) -> None:
        """Do nothing when allowed; otherwise answer as if the page were not there, which tells nothing.

        Raises:
            Http404: when not.
        """
        if not self.allowed:
            raise Http404


YES = Verdict(True)


def no(reason: str) -> Verdict:
    """Refuse, with a sentence that says why and what to do."""
    return Verdict(False, reason)
