"""A client's questionnaires: one item a screen or all in a list, kept answer by answer, sent when done."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.questionnaires.actions import AnswerChanged, QuestionnaireClosed, save_answers, submit_questionnaire
from assessments.questionnaires.queries import OpenQuestionnaire, portal_questionnaire, raised_alert
from assessments.scoring import AnswersRefused
from clinic.core.access import ActorRequest, May, page
from clinic.core.models import Practice
from clinic.portal.views import portal_client_id


def _value(text: str) -> int | None:
    """A posted answer: a number, or nothing for "rather not". Anything else is refused as the number it is not."""
    if text == "":
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else -1


def _seen(posted: Mapping[str, object], name: str) -> dict[str, int | None]:
    """What the page showed for an item, if it said so."""
    text = str(posted.get(f"seen-{name}", "?"))
    return {} if text == "?" else {name: _value(text)}


def _save(found: OpenQuestionnaire, posted: Mapping[str, object], answers: dict[str, int | None]) -> tuple[int, str]:
    """Keeps the answers; returns a status and what to tell the client."""
    seen = {key: value for name in answers for key, value in _seen(posted, name).items()}
    try:
        save_answers(questionnaire=found.questionnaire, answers=answers, seen=seen)
    except AnswersRefused:
        return 400, _("Please choose one of the answers.")
    except QuestionnaireClosed:
        return 410, _("These questions are closed. There is nothing left to do.")
    except AnswerChanged as error:
        stored = _("no answer") if error.stored is None else str(error.stored)
        text = _("Question %(item)s was answered on another device: %(stored)s. Choose again to change it.")
        return 409, text % {"item": error.item, "stored": stored}
    return 200, ""


def _open(request: ActorRequest, questionnaire_id: UUID) -> OpenQuestionnaire:
    return portal_questionnaire(portal_client_id(request), questionnaire_id)


def _show(
    request: ActorRequest, name: str, found: OpenQuestionnaire, status: int = 200, **more: object
) -> HttpResponse:
    context: dict[str, object] = {"section": "today", "found": found, "questionnaire": found.questionnaire}
    return render(request, f"portal/{name}.html", context | more, status=status)


@page(May.USE_PORTAL)
def begin(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """What is asked, how long it takes, and where one was."""
    found = _open(request, questionnaire_id)
    if found.questionnaire.state != found.questionnaire.State.OPEN:
        return redirect("portal:questionnaire-end", questionnaire_id)
    return _show(request, "questionnaire", found)


@page(May.USE_PORTAL)
def question(request: ActorRequest, questionnaire_id: UUID, item: int) -> HttpResponse:
    """One item. Choosing an answer keeps it and leads to the next; a script may send the same and get JSON."""
    found = _open(request, questionnaire_id)
    if item not in found.items:
        raise Http404("no such item")
    quiet = request.headers.get("Accept", "").startswith("application/json")
    status, message = 200, ""
    if request.method == "POST":
        status, message = _save(found, request.POST, {str(item): _value(request.POST.get("value", ""))})
        if quiet:
            return JsonResponse({"message": message}, status=status)
        if status == 410:
            return redirect("portal:questionnaire-end", questionnaire_id)
        if status == 200:
            return redirect(*_after(questionnaire_id, found, item))
        found = _open(request, questionnaire_id)
    elif found.questionnaire.state != found.questionnaire.State.OPEN:
        return redirect("portal:questionnaire-end", questionnaire_id)
    context = {
        "item": item,
        "prompt": found.words.prompts[item - 1],
        "before": item - 1 or None,
        "message": message,
        "choices": found.choices(item),
        "chosen": found.questionnaire.responses.get(str(item)),
        "skipped": str(item) in found.questionnaire.responses,
    }
    return _show(request, "question", found, status=status, **context)


def _after(questionnaire_id: UUID, found: OpenQuestionnaire, item: int) -> tuple[str, UUID, int] | tuple[str, UUID]:
    if item < found.instrument.items:
        return "portal:question", questionnaire_id, item + 1
    return "portal:questionnaire-send", questionnaire_id


@page(May.USE_PORTAL)
def whole(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """All items on one page; with a script each answer is kept at once, without one when the button is pressed."""
    found = _open(request, questionnaire_id)
    message = ""
    status = 200
    if request.method == "POST":
        names = [str(item) for item in found.items if f"item-{item}" in request.POST]
        answers = {name: _value(request.POST[f"item-{name}"]) for name in names}
        status, message = _save(found, request.POST, answers)
        if status == 200:
            return redirect("portal:questionnaire-send", questionnaire_id)
        found = _open(request, questionnaire_id)
    if found.questionnaire.state != found.questionnaire.State.OPEN:
        return redirect("portal:questionnaire-end", questionnaire_id)
    rows = [
        (item, found.words.prompts[item - 1], found.questionnaire.responses.get(str(item)), found.choices(item))
        for item in found.items
    ]
    more = {"rows": rows, "message": message, "scale": found.choices(1)}
    return _show(request, "questionnaire_list", found, status=status, **more)


@page(May.USE_PORTAL)
def send(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """The last look before it is sent; what was left out is named."""
    found = _open(request, questionnaire_id)
    message = ""
    if request.method == "POST":
        try:
            submit_questionnaire(questionnaire=found.questionnaire, by=request.actor)
        except QuestionnaireClosed:
            return redirect("portal:questionnaire-end", questionnaire_id)
        except ValidationError as error:
            message = " ".join(error.messages)
        else:
            return redirect("portal:questionnaire-end", questionnaire_id)
    elif found.questionnaire.state != found.questionnaire.State.OPEN:
        return redirect("portal:questionnaire-end", questionnaire_id)
    return _show(request, "questionnaire_send", found, message=message)


@page(May.USE_PORTAL)
def end(request: ActorRequest, questionnaire_id: UUID) -> HttpResponse:
    """Thanks; where an answer mentioned danger, with whom to call. Or that the questions were withdrawn."""
    found = _open(request, questionnaire_id)
    if found.questionnaire.state == found.questionnaire.State.OPEN:
        return redirect("portal:questionnaire", questionnaire_id)
    practice = Practice.objects.get(pk=request.actor.practice_id)
    return _show(request, "questionnaire_end", found, crisis=raised_alert(found.questionnaire), practice=practice)
