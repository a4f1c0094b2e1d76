"""Pages at the address of a merged file lead to the file that is kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.accounts.middleware import GetResponse
from clinic.core.refusals import FileMerged


class MergedFileMiddleware:
    """Answers FileMerged: whoever opens a page goes to the same page of the kept file, whoever sends something to its
    record, where nothing was saved. Calls of the API are answered by ``clinic.core.rest``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django asks here with what a view raised."""
        if not isinstance(error, FileMerged):
            return None
        if request.method in {"GET", "HEAD"} and str(error.file_id) in request.get_full_path():
            messages.info(request, _("This person had two files, which were merged. This is the one that is kept."))
            return redirect(request.get_full_path().replace(str(error.file_id), str(error.kept)))
        messages.error(request, _("Nothing was saved: this file was merged. This is the one that is kept."))
        return redirect("clients:client-file", error.kept)
