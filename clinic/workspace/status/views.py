"""How the installation is, for a practice's admins."""

from django.http import HttpResponse
from django.shortcuts import render

from clinic.core.access import ActorRequest, May, page
from clinic.core.status.checks import Level, worst
from clinic.core.status.queries import status_here
from clinic.core.status.words import text_of, title_of, versions_in_words


@page(May.SEE_STATUS)
def status(request: ActorRequest) -> HttpResponse:
    """Every check in words, the worst first."""
    facts, checks = status_here()
    rows = [
        {"title": title_of(check), "text": text_of(check), "level": check.level.name.lower(), "since": check.since}
        for check in sorted(checks, key=lambda check: -check.level)
    ]
    context = {
        "section": "practice",
        "rows": rows,
        "at": facts.at,
        "versions": versions_in_words(facts.versions),
        "well": worst(checks) is Level.OK,
    }
    return render(request, "status/status.html", context)
