"""Where everything is: the staff's pages at the root, the client's under /my/, sign-in under /account/, the API."""

from django.conf import settings
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from clinic.accounts import views as account_views
from clinic.core import openapi, views  # noqa: F401  (openapi registers what the description says)
from clinic.portal.views.contact import unsubscribe

PAGES = (
    "clinic.workspace",
    "clinic.workspace.first_steps",
    "clinic.workspace.shortcuts",
    "clinic.workspace.practice",
    "clinic.workspace.status",
    "clinic.accounts.staff",
    "clinic.accounts.closing",
    "clients",
    "clients.alerts",
    "clients.care_team",
    "clients.episodes",
    "clients.escalation",
    "clients.health",
    "clients.households",
    "clients.merging",
    "clients.on_call",
    "clients.reach",
    "clients.safety",
    "assessments",
    "assessments.batteries",
    "assessments.favourites",
    "assessments.interviews",
    "assessments.questionnaires",
    "assessments.tracked",
    "assessments.wording",
    "interventions.plans",
    "interventions.sessions",
    "interventions.notes",
    "interventions.letters",
    "interventions.diary",
    "interventions.exercises",
    "interventions.choosing",
    "interventions.education",
    "interventions.library",
)
urlpatterns = [
    *(path("", include(f"{package}.urls")) for package in PAGES),
    path("my/", include("clinic.portal.urls")),
    # Addresses belong to the practice, which knows the person: allauth's pages to change one are not offered.
    path("account/email/", views.not_here, name="account_email"),
    path("account/confirm-email/", views.not_here, name="account_email_verification_sent"),
    path("account/login/code/confirm/", views.not_here, name="account_confirm_login_code"),
    path("account/draft-key/", account_views.draft_key, name="account_draft_key"),
    path("account/continue/", account_views.go_on, name="account_continue"),
    path("account/second-factor/", account_views.second_factor, name="mfa_index"),
    path("account/second-factor/authenticate/", account_views.second_step, name="mfa_authenticate"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.choose_password,
        name="account_reset_password_from_key",
    ),
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/devices/", account_views.device_list, name="usersessions_list"),
    path("account/devices/program/", account_views.program, name="account_program"),
    path("account/devices/end/", account_views.end_device, name="account_end_device"),
    path("account/devices/", include("allauth.usersessions.urls")),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("api/v1/", include("clinic.config.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="openapi"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="openapi", template_name="docs/api.html"),
        name="api-docs",
    ),
]
if settings.ANYMAIL.get("WEBHOOK_SECRET"):  # without the secret anybody could close a client's channel
    urlpatterns.append(path("anymail/", include("anymail.urls")))

handler400 = "clinic.core.views.bad_request"
handler403 = "clinic.core.views.forbidden"
handler404 = "clinic.core.views.not_found"
handler500 = "clinic.core.views.failed"
