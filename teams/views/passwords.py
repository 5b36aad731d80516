"""A new password: asked for, confirmed, given in two halves, and set by the person, whom nothing here names."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.actions import record
from audit.vocabulary import Verb as Look
from foundation.access import SignedInRequest, requires
from teams import actions
from teams.forms import AnswerPasswordForm, AskPasswordForm, SetPasswordForm
from teams.models import NewPassword
from teams.presenting import account_of_password
from teams.rules import may_answer_password, may_ask_password, may_make_code, may_make_link
from teams.views.fetching import asking, back_to, done, membership_or_absent
from teams.vocabulary import Verb

ASKED = "Asked for. The manager confirms it."


@require_http_methods(["GET", "POST"])
@requires(Verb.MANAGE_MEMBERS)
def ask(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask that somebody may set a new password."""
    found = membership_or_absent(request, pk)
    may_ask_password(request.user, found).or_absent()
    record(Look.TEAM_READ, shown=[found.pk], teams=[found.team_id], page="teams:ask_password")
    form = AskPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"membership": found, "reason": form.cleaned_data["reason"]}
        if done(form, None, actions.ask_new_password, by=request.user, **said):
            return back_to(request, found, ASKED)
    return asking(request, found, form, "teams/ask_password.html", "Ask for a new password", "Ask for it")


@require_GET
@requires(Verb.SEE_MEMBERS)
def new_password(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Where a new password stands, and whose turn it is."""
    asked = _asked(request, pk, "teams:new_password")
    context = {
        "asked": asked,
        "account": account_of_password(asked),
        "may_answer": may_answer_password(request.user, asked),
        "may_link": may_make_link(request.user, asked),
        "may_code": may_make_code(request.user, asked),
    }
    return render(request, "teams/new_password.html", context)


@require_http_methods(["GET", "POST"])
@requires(Verb.CONFIRM_MEMBERS)
def answer(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Confirm or decline that somebody may set a new password."""
    asked = _asked(request, pk, "teams:answer_password")
    may_answer_password(request.user, asked).or_absent()
    form = AnswerPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"asked": asked, "confirm": form.cleaned_data["confirm"]}
        if done(form, None, actions.answer_new_password, by=request.user, **said):
            return back_to(request, asked.team, "Saved")
    title = f"A new password for {asked.user}"
    return asking(request, asked.team, form, "teams/answer_password.html", title, "Save this answer", asked=asked)


@require_POST
@requires(Verb.MANAGE_MEMBERS, keeps=False)
def link(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Make the link, and show it this once; or have it sent, and never show it."""
    asked = _asked(request, pk, "teams:make_link")
    may_make_link(request.user, asked).or_absent()
    if request.POST.get("by") == "e-mail" and asked.user.email:
        actions.post_link(by=request.user, asked=asked)
        messages.success(request, f"The link is on its way to {asked.user.email}")
        return redirect("teams:new_password", asked.pk)
    made = reverse("set_password", args=[actions.make_link(by=request.user, asked=asked)])
    return render(request, "teams/half.html", {"asked": asked, "link": request.build_absolute_uri(made)})


@require_POST
@requires(Verb.CONFIRM_MEMBERS, keeps=False)
def code(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Make the code, and show it this once."""
    asked = _asked(request, pk, "teams:make_code")
    may_make_code(request.user, asked).or_absent()
    return render(request, "teams/half.html", {"asked": asked, "code": actions.make_code(by=request.user, asked=asked)})


@require_http_methods(["GET", "POST"])
@requires(anyone=True)
def set_password(request: HttpRequest, link: UUID) -> HttpResponse:
    """Set a password by a link and its code. A link that is used, ended, run out or never was is the absent page."""
    if not NewPassword.link_stands(link):
        raise Http404
    form = SetPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        became = actions.use_link(link=link, code=said["code"], password=said["new"])
        if became == "absent":
            raise Http404
        if became == "set":
            messages.success(request, "Your password is set. Sign in with it.")
            return redirect("account_login")
        form.add_error("code", "This is not the code that goes with the link. After five wrong codes the link is gone")
    return render(request, "account/set_password.html", {"form": form})


def _asked(request: SignedInRequest, pk: UUID, page: str) -> NewPassword:
    """A live request of a team whose memberships the person asks for or confirms; the look is recorded."""
    rows = (
        NewPassword.objects.visible_to(request.user)
        .live()
        .select_related("user", "team", "asked_by", "confirmed_by", "membership", "link_made_by", "code_made_by")
    )
    asked: NewPassword = get_object_or_404(rows, pk=pk)
    record(Look.TEAM_READ, shown=[asked.pk, asked.user_id], teams=[asked.team_id], page=page)
    return asked
