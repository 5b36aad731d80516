"""The present round of a concern: what was done since it was last opened again or something was new, and with whom it
is discussed in it. An adult's is put to the adults' rota, and beside it to Children's Service when a child is in the
home."""

from typing import Any

from django.conf import settings

from safeguarding.models import Concern, Discussion, Step
from safeguarding.vocabulary import Rota, Subject
from safeguarding.workflow import BEGINS_ANEW


def of_this_round(concern: Concern, rows: Any) -> Any:
    """Rows of a concern since it was last opened again or something was new: what was done before counts for that round
    alone, and a concern that is opened again is discussed, approved and referred anew."""
    begins = Step.objects.filter(concern=concern, move__in=sorted(BEGINS_ANEW)).order_by("-recorded_at", "-pk")
    since = begins.values_list("recorded_at", flat=True).first()
    found = rows.objects.filter(concern=concern)
    return found.filter(recorded_at__gte=since) if since else found


def rota_of(concern: Concern) -> Rota:
    """With which rota a concern itself is discussed: an adult's with their own, where the service has one."""
    adults = concern.subject == Subject.ADULT and settings.ADULTS_HAVE_THEIR_OWN_ROTA
    return Rota.ADULTS if adults else Rota.CHILDREN


def discussed_itself(concern: Concern) -> Any:
    """The discussions of this round about the concern itself; one about a child in the home is none of them."""
    return of_this_round(concern, Discussion).exclude(rota=Rota.CHILD_IN_HOME)


def child_is_owed(concern: Concern) -> bool:
    """Whether a child in the home of an adult who was put to their own rota has still to be discussed with Children's
    Service in this round (§4.6)."""
    if concern.subject != Subject.ADULT or not concern.child_in_home:
        return False
    rotas = set(of_this_round(concern, Discussion).values_list("rota", flat=True))
    return Rota.CHILD_IN_HOME not in rotas and Rota.ADULTS in rotas | {rota_of(concern)}
