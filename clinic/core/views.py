"""Pages of the ground floor."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often a page that was open since before signing in."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": "CSRF token missing or wrong."}, status=403)
    return render(request, "403_csrf.html", status=403)
