"""Pages of the core: what is shown when something is not as it should be."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def _answer(request: HttpRequest, status: int, detail: str, template: str = "") -> HttpResponse:
    """JSON to programs, a page to people."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": detail}, status=status)
    context = {"request_id": getattr(request, "request_id", "")}
    return render(request, template or f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, "The request cannot be read.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, "You do not have permission to perform this action.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, "Not found.")


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """A request of more than ``limit`` megabytes."""
    return _answer(request, 413, f"The request is too large: {limit} MB is the limit.")


def failed(request: HttpRequest) -> HttpResponse:
    return _answer(request, 500, "Something went wrong here. Nothing was saved.")


def not_here(request: HttpRequest) -> HttpResponse:
    """A page of a library that is not offered here."""
    raise Http404("not offered")
