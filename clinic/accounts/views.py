"""Pages of one's own account that allauth has no word for: setting up a second factor, and going on from there."""

import base64
import secrets

from allauth.account.decorators import reauthentication_required
from allauth.account.stages import LoginStageController
from allauth.account.views import PasswordResetFromKeyView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.accounts import devices, drafts, known, signin
from clinic.accounts.forms import ProgramForm
from clinic.accounts.programs import make_program
from clinic.core.forms import errors_at_fields
from clinic.core.models import User


class ChoosePasswordView(PasswordResetFromKeyView):  # type: ignore[misc]
    """Where a mailed link leads: its owner chooses a password, and reads whose practice it is for."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        if membership := signin.membership_of(self.reset_user) if self.reset_user else None:
            context["house"] = membership.practice.sender_name
        return context


choose_password = ChoosePasswordView.as_view()


class SecondFactorView(IndexView):  # type: ignore[misc]
    """The user's second factors; whoever needs one and has none is told why, and what to do."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        context["due"] = signin.second_factor_due(self.request.user, signin.membership_of(self.request.user))
        context["going_on"] = signin.GO_ON in self.request.session
        return context


second_factor = SecondFactorView.as_view()


class SecondStepView(AuthenticateView):  # type: ignore[misc]
    """Asks for the code while somebody signs in; offers a key only to those who have one."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        stage = LoginStageController.enter(request, AuthenticateStage.key)
        if stage and not is_mfa_enabled(stage.login.user):
            # Started over since the password was typed: allauth's page and its sign-in page would
            # send each other the person for as long as the half-done sign-in lasts.
            response: HttpResponseBase = stage.abort()
            return response
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        held = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        context["has_app"] = Authenticator.Type.TOTP in held
        context["has_key"] = Authenticator.Type.WEBAUTHN in held
        return context


second_step = SecondStepView.as_view()


class DevicesView(ListUserSessionsView):  # type: ignore[misc]
    """Where one is signed in, browsers and programs; signing out everywhere else."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**kwargs)
        context["devices"] = devices.devices_of(self.request.user, self.request.session.session_key or "")
        return context

    def form_valid(self, form: object) -> HttpResponse:
        devices.end_elsewhere(self.request.user, keep=self.request.session.session_key or "")
        known.remember(self.request, self.request.user)
        messages.success(self.request, _("You are signed out everywhere else."))
        return redirect("usersessions_list")


device_list = DevicesView.as_view()


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def program(request: HttpRequest) -> HttpResponse:
    """Makes a token for a program, after a fresh confirmation, and shows it once."""
    user = request.user
    if not isinstance(user, User) or signin.second_factor_due(user, signin.membership_of(user)):
        return redirect("mfa_index")
    form = ProgramForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_at_fields(form):
            token, secret = make_program(user=user, **form.cleaned_data)
            return render(request, "account/program.html", {"token": token, "secret": secret})
    return render(request, "account/program.html", {"form": form})


@require_POST
@login_required
def end_device(request: HttpRequest) -> HttpResponse:
    """Ends one browser session or program's token of one's own."""
    user, mark = request.user, request.POST.get("device", "")
    if not isinstance(user, User) or not devices.end_device(user, mark):
        messages.info(request, _("It was signed out already."))
    elif mark == devices.mark_of(request.session.session_key or ""):
        logout(request)
    else:
        known.remember(request, user)
        messages.success(request, _("It is signed out."))
    return redirect("usersessions_list")


def draft_key(request: HttpRequest) -> HttpResponse:
    """The key of one's drafts on this device, for the page's script; marks the device by a cookie of its own."""
    if not request.user.is_authenticated:
        return JsonResponse({"detail": _("You are signed out.")}, status=401)
    known = request.COOKIES.get(drafts.DEVICE, "")
    device = known or secrets.token_urlsafe(32)
    row = drafts.key_of(request.user, device[:100])
    key = base64.b64encode(bytes(row.key)).decode()
    # A browser without its mark has lost the keys of all drafts that lie in it.
    response = JsonResponse({"owner": str(row.pk), "key": key, "first": not known})
    response.set_cookie(
        drafts.DEVICE, device[:100], max_age=drafts.KEPT, httponly=True, samesite="Strict", secure=settings.HTTPS
    )
    return response


@login_required
def go_on(request: HttpRequest) -> HttpResponse:
    """To the page that somebody wanted who was led to set up a second factor; else to the first page."""
    return redirect(request.session.pop(signin.GO_ON, "/"))
