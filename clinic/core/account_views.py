"""Pages of one's own account that allauth has no word for: setting up a second factor, and going on from there."""

from typing import Any

from allauth.mfa.base.views import IndexView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clinic.core import signin


class SecondFactorView(IndexView):  # type: ignore[misc]
    """One's second factors; who has to have one and has none is told why, and what to do."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["due"] = signin.second_factor_due(self.request.user, signin.membership_of(self.request.user))
        context["going_on"] = signin.GO_ON in self.request.session
        return context


second_factor = SecondFactorView.as_view()


@login_required
def go_on(request: HttpRequest) -> HttpResponse:
    """To the page that somebody wanted who was led to set up a second factor; else to the first page."""
    return redirect(request.session.pop(signin.GO_ON, "/"))
