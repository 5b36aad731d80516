"""What the pages of teams fetch, and the two shapes their forms have."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from foundation.access import SignedInRequest
from foundation.components.forms import Form
from foundation.verdict import Refused
from teams.models import Membership, Team
from teams.vocabulary import Verb

NAMES = ("user", "team", "asked_by", "confirmed_by", "ended_by")


def team_or_absent(request: SignedInRequest, pk: UUID) -> Team:
    """A team whose members the person may see."""
    found: Team = get_object_or_404(Team.objects.where(request.user, Verb.SEE_MEMBERS), pk=pk)
    return found


def membership_or_absent(request: SignedInRequest, pk: UUID) -> Membership:
    """A membership of a team whose members the person may see, or their own."""
    rows = Membership.objects.visible_to(request.user).select_related(*NAMES)
    found: Membership = get_object_or_404(rows, pk=pk)
    return found


def done(form: Form, field: str | None, act: Any, **said: Any) -> bool:
    """Do it; a refusal becomes an error of the form, which keeps what was typed."""
    try:
        act(**said)
    except Refused as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def back_to(request: SignedInRequest, where: Team | Membership, words: str) -> HttpResponse:
    """Say that it was done, and show where it was done."""
    messages.success(request, words)
    if isinstance(where, Team):
        return redirect("teams:team", where.pk)
    return redirect(where)


def asking(
    request: SignedInRequest, about: Team | Membership, form: Form, page: str, title: str, submit: str, **more: Any
) -> HttpResponse:
    """A form about a team or a membership, drawn by the template ``page``."""
    url = reverse("teams:team", args=[about.pk]) if isinstance(about, Team) else about.get_absolute_url()
    name = "team" if isinstance(about, Team) else "membership"
    return render(
        request,
        page,
        more | {"form": form, name: about, "cancel_url": url, "page_title": title, "submit_label": submit},
    )
