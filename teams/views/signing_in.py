"""Signing in and out, staying signed in, and one's own password."""

from typing import Any

from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_POST

from audit.actions import record
from audit.vocabulary import Verb
from foundation.access import SignedInRequest, requires
from foundation.holding import HELD
from foundation.rowsecurity.context import acting_as
from teams import actions
from teams.forms import PasswordForm, SignInForm


class SignIn(LoginView):
    """allauth's sign-in, with the event on the record and, in a demonstration, the cast as cards."""

    form_class = SignInForm

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Record who signed in, in the same transaction."""
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            with acting_as(self.request.user.pk):
                record(Verb.SIGNED_IN, page="account_login")
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Record a wrong name or password; the name that was tried is not kept. Attempts past the rate limit are not
        recorded, so that nobody can flood the record."""
        if any(error.code == "username_password_mismatch" for error in form.non_field_errors().as_data()):
            record(Verb.SIGN_IN_FAILED, page="account_login")
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The demonstration's cast, when this is one; and what waits to be taken up again, at the next attempt too."""
        cast = import_string(settings.CAST)() if settings.DEMONSTRATION else []
        context: dict[str, Any] = super().get_context_data(**kwargs)
        held = self.request.POST.get(HELD, "")
        return context | {"cast": cast, "password": settings.CAST_PASSWORD, "held": held}


def ask_to_sign_in_again(request: HttpRequest, held: str) -> HttpResponse:
    """The sign-in page in answer to a form whose session has ended; ``held`` says what waits for whoever typed it."""
    page = SignIn()
    page.setup(request)
    context = page.get_context_data(form=SignInForm(request=request)) | {"held": held}
    return render(request, "account/login.html", context)


class SignOut(LogoutView):
    """allauth's sign-out, on the record, telling the browser to forget what it kept."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """End the session."""
        if self.request.user.is_authenticated:
            record(Verb.SIGNED_OUT, page="account_logout")
        response: HttpResponse = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


sign_in = requires(anyone=True)(SignIn.as_view())
sign_out = requires(shows_records=False, keeps=False)(SignOut.as_view())


@require_POST
@requires(shows_records=False, keeps=False)
def stay(request: SignedInRequest) -> HttpResponse:
    """Stay signed in: the session's idle time begins again because it was opened."""
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@requires(shows_records=False, keeps=False)
def password(request: SignedInRequest) -> HttpResponse:
    """Set one's own password."""
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        actions.set_own_password(by=request.user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "Password changed")
        return redirect("home")
    return render(request, "teams/form.html", {"form": form, "page_title": "Change your password", "cancel_url": "/"})
