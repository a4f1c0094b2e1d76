"""Pages that only take what is sent to them, and show their form again, with its errors, at their own address."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

P = ParamSpec("P")


def sent_from(
    route: str, *names: str
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Takes forms of the page ``route``, whose arguments are those of these ``names``.

    What is typed stays in the address bar with the address of the form: whoever reloads, or comes back to it, asks for
    it without sending anything, and is led to the page.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        posted = require_POST(view)

        @wraps(view)
        def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return redirect(route, *(kwargs[name] for name in names))
            return posted(request, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", answered)

    return decorate
