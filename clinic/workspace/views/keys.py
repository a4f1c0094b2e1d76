"""What the keyboard does, in one list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from clinic.core.access import ActorRequest, May, page

GROUPS = (
    (
        _("Everywhere"),
        (
            (("?",), _("This list")),
            (("/",), _("To the search field, or to the search")),
            (("j", "k"), _("Down and up the rows of a list; Enter opens the row")),
            (("n",), _("Something new: a client, a note, an exercise of the practice")),
        ),
    ),
    (
        _("On any page of a client"),
        (
            (("r",), _("Record an assessment: two letters of its name, then Enter, open its form")),
            (("e", "p", "b"), _("In the client's file: give an exercise, begin a plan, book a session")),
            (("g",), _("On the assessments tab: give a questionnaire")),
        ),
    ),
    (
        _("Typing answers from paper"),
        (
            (("0", "…", "9"), _("Answer, and on to the next item; in steps of ten 3 means 30")),
            (("x",), _("The highest answer, in steps of ten")),
            (("-",), _("Skip an item")),
            (("↑", "↓"), _("To the item before or after")),
            ((_("Backspace"),), _("Take the answer back")),
            ((_("Enter"),), _("On to the next item; after the last one, to the button that saves")),
        ),
    ),
    (
        _("Calendar"),
        (
            (("[", "]"), _("The time before, the time after")),
            (("t",), _("Today")),
            (("w", "d"), _("Week, day")),
            (("c",), _("To the times, to choose one with the arrow keys")),
            (("f",), _("Free times")),
        ),
    ),
)


@page(May.SEE_DESK)
def keys(request: ActorRequest) -> HttpResponse:
    """The keys of all pages."""
    return render(request, "workspace/keys.html", {"section": "keys", "groups": GROUPS})
