"""Recording from paper, and the result."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from uuid_utils.compat import uuid7

from assessments import scoring
from assessments.actions import (
    AlreadyRepaired,
    AlreadyVoided,
    correct_assessment,
    log_repair,
    record_assessment,
    void_assessment,
)
from assessments.alert_source import screening, screenings_since
from assessments.catalogue import Instrument
from assessments.comparing import waits_for_judgement
from assessments.explain import explain, why_unknown
from assessments.favourites.queries import matching, offers_for
from assessments.forms import AnswerForm, UnansweredForm, page_status, voided_meanwhile
from assessments.given import takes_totals
from assessments.interviews.definition import interview
from assessments.models import Assessment, Rupture
from assessments.phases import phases_of
from assessments.pictures import change_sentences, course_of, plane_of, profile_of, style_sentence
from assessments.queries import assessment_for, global_of, in_order, last_form, next_steps_of, percentile_ranks, series
from assessments.questionnaires.queries import open_questionnaires_of, schedules_of, with_instruments
from assessments.rules import Met, evaluate_rules
from assessments.scoring import AnswersRefused
from assessments.texts import rule_sentence
from assessments.unanswered import (
    NothingUnanswered,
    asks_for_reason,
    give_incomplete_reason,
    note_unanswered_risk,
)
from assessments.wording.queries import instrument_of, instruments, words_of
from clients.alerts.queries import alert_for
from clients.models import Client, RiskAlert
from clients.queries import client_for, visible
from clients.shell import Header, render_tab
from clinic.core import audit
from clinic.core.access import ActorRequest, May, may, page
from clinic.core.edit_forms import RevisionField
from clinic.core.forms import Refusals, errors_as_message, errors_at_fields
from clinic.core.posting import sent_from

# Errors appear at the items that they concern.
REFUSALS: Refusals = {
    AnswersRefused: lambda error: ValidationError({f"item-{item}": text for item, text in error.texts.items()}),
    AlreadyVoided: voided_meanwhile,
}


@page(May.RECORD)
def choose(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Which instrument: those used last with this client, then the practice's favourites; typed letters choose.

    Sending the letters opens what they mean best; ``list`` shows all that they can mean.
    """
    client, typed = client_for(request.actor, client_id, May.RECORD), request.GET.get("q", "")[:80]
    rows = matching(offers_for(client), typed)
    opens = typed.strip() and "list" not in request.GET and not getattr(request, "htmx", False)
    if opens and rows:
        return redirect("assessments:record", client.pk, rows[0].instrument.key)
    context = {"section": "caseload", "client": client, "rows": rows, "typed": typed}
    template = "assessments/_offers.html" if getattr(request, "htmx", False) else "assessments/record_choose.html"
    return render(request, template, context)


@page(May.RECORD)
def record(request: ActorRequest, client_id: UUID, key: str) -> HttpResponse:
    """All items on one screen; number keys answer and advance."""
    client = client_for(request.actor, client_id, May.RECORD)
    instrument = instruments().get(key)
    if instrument is None:
        raise Http404("no such instrument")
    if not instrument.items:
        return redirect("assessments:record-totals", client.pk, key)
    last = last_form(client, instrument) if may(request.actor, May.READ_ANSWERS) else None
    form = AnswerForm(instrument, words_of(instrument), request.POST or None, last=last, initial={"key": uuid7()})
    if form.is_valid():
        with errors_at_fields(form, REFUSALS):
            made = record_assessment(
                client=client, instrument=instrument, by=request.actor, key=form.cleaned_data["key"], **form.answers()
            )
            return redirect("assessments:result", made.pk)
    return _answer_page(request, client, instrument, form)


@page(May.SEE_ALERTS)
def alert_screening(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """The screening interview about an alert, dated today; whoever may open the alert records it, also on call."""
    alert, instrument = alert_for(request.actor, alert_id), screening()
    audit.log_access(alert.client_id, "alert screening")
    form = AnswerForm(instrument, words_of(instrument), request.POST or None, initial={"key": uuid7()})
    if form.is_valid():
        with errors_at_fields(form, REFUSALS):
            key = form.cleaned_data["key"]
            made = record_assessment(
                client=alert.client,
                instrument=instrument,
                by=request.actor,
                key=key,
                asked_from=alert,
                **form.answers(),
            )
            raised = RiskAlert.objects.filter(source_id=made.pk).exists()
            text = _("%(name)s recorded. It raised an alert of its own, which is named here.") if raised else ""
            messages.success(request, (text or _("%(name)s recorded.")) % {"name": instrument.short})
            return redirect("alerts:alert", alert.pk)
    return _answer_page(request, alert.client, instrument, form, alert)


def _answer_page(
    request: ActorRequest, client: Client, instrument: Instrument, form: AnswerForm, alert: RiskAlert | None = None
) -> HttpResponse:
    """``alert``: it is about this one, and leads back to it; what was recorded about it already is named."""
    context = {"section": "caseload", "client": client, "instrument": instrument, "form": form, "alert": alert}
    context |= {"words": form.words, "screenings": screenings_since(alert) if alert else []}
    context |= {"last": form.last}
    context |= {"takes_totals": takes_totals(instrument) and not alert and "reason" not in form.fields}
    return render(request, "assessments/record.html", context, status=page_status(form))


@page(May.RECORD)
def correct(request: ActorRequest, assessment_id: UUID) -> HttpResponse:
    """The answers again, to be put right with a reason; the old ones are voided and stay."""
    assessment = assessment_for(request.actor, assessment_id, May.RECORD)
    instrument = instrument_of(assessment.instrument, assessment.version)
    if assessment.voided_at and request.method != "POST":  # what was typed is shown again
        messages.info(request, _("This assessment is voided; it cannot be corrected."))
        return redirect("assessments:result", assessment.pk)
    if assessment.totals is not None and "complete" not in request.GET:
        return redirect("assessments:correct-totals", assessment.pk)
    initial = {f"item-{number}": str(value) for number, value in assessment.responses.items()} | {
        "completed_on": assessment.completed_on,
        "target": assessment.target,
        "forced_choice": assessment.forced_choice,
        "key": uuid7(),
        "published_wording": assessment.published_wording,
        "own_words": assessment.own_words,
        "incomplete_reason": assessment.incomplete_reason,
        "reason": _("Completed: asked afterwards") if "complete" in request.GET else "",
    }
    form = AnswerForm(instrument, words_of(instrument), request.POST or None, initial=initial, with_reason=True)
    if form.is_valid():
        with errors_at_fields(form, REFUSALS):
            reason = form.cleaned_data["reason"]
            made = correct_assessment(assessment=assessment, by=request.actor, reason=reason, **form.answers())
            messages.success(request, _("Corrected. The earlier answers stay in the record, voided."))
            return redirect("assessments:result", made.pk)
    return _answer_page(request, assessment.client, instrument, form)


@require_POST
@page(May.RECORD)
def void(request: ActorRequest, assessment_id: UUID) -> HttpResponse:
    """Takes an assessment out of every score, with a reason."""
    assessment = assessment_for(request.actor, assessment_id, May.RECORD)
    try:
        with errors_as_message(request):
            revision = RevisionField().clean(request.POST.get("revision"))
            reason = request.POST.get("reason", "")
            waiting = void_assessment(assessment=assessment, by=request.actor, reason=reason, revision=revision)
            messages.success(request, _("Voided. Its answers stay in the record."))
            if waiting:
                messages.warning(request, _("A risk alert of these answers stays open until somebody closes it."))
    except AlreadyVoided:
        messages.info(request, _("This assessment is already voided."))
    return redirect("assessments:result", assessment.pk)


@require_POST
@page(May.RECORD)
def repair(request: ActorRequest, assessment_id: UUID) -> HttpResponse:
    """Writes down how a possible rupture was repaired."""
    assessment = assessment_for(request.actor, assessment_id, May.RECORD)
    rupture = get_object_or_404(Rupture, assessment=assessment)
    try:
        with errors_as_message(request):
            log_repair(rupture=rupture, by=request.actor, text=request.POST.get("repair", ""))
            messages.success(request, _("Written down."))
    except AlreadyRepaired:
        messages.info(request, _("This has already been written down."))
    return redirect("assessments:result", assessment.pk)


@sent_from("assessments:result", "assessment_id")
@page(May.RECORD)
def unanswered(request: ActorRequest, assessment_id: UUID) -> HttpResponse:
    """Records the outcome of asking about risk items that were left out, or why they were left out."""
    assessment = assessment_for(request.actor, assessment_id, May.RECORD)
    form = UnansweredForm(request.POST)
    if form.is_valid():
        try:
            with errors_at_fields(form):
                _settle_unanswered(request, assessment, **form.cleaned_data)
                return redirect("assessments:result", assessment.pk)
        except NothingUnanswered:
            messages.info(
                request, _("No risk item is open here any more: it has already been answered, voided or noted.")
            )
            return redirect("assessments:result", assessment.pk)
    return _result(request, assessment, form)


def _settle_unanswered(request: ActorRequest, assessment: Assessment, incomplete_reason: str, note: str) -> None:
    if incomplete_reason:
        give_incomplete_reason(assessment=assessment, reason=incomplete_reason)
    if note:
        note_unanswered_risk(assessment=assessment, by=request.actor, note=note)
    stays = _("Saved. It stays on Today until it is answered or noted.")
    messages.success(request, _("Saved. It no longer appears on Today.") if note else stays)


@page(May.READ_ANSWERS)
def explained(request: ActorRequest, assessment_id: UUID, subscale: str) -> HttpResponse:
    """How one score came about: items, formula, error, threshold, verdict."""
    assessment = assessment_for(request.actor, assessment_id)
    instrument = instrument_of(assessment.instrument, assessment.version)
    if subscale not in instrument.subscales:
        raise Http404("no such score")
    audit.log_access(assessment.client_id, f"explain {instrument.short}")
    prompts = words_of(instrument).prompts
    newest = instrument_of(assessment.instrument)  # by which scores are compared, whatever they were answered in
    asked = assessment.risk_noted_at is not None
    score, typed = assessment.scores.filter(subscale=subscale).first(), (assessment.totals or {}).get(subscale)
    explanation = explain(instrument, subscale, _answers(assessment), newest.subscales, asked=asked, typed=typed)
    context = {
        "section": "caseload",
        "assessment": assessment,
        "client": assessment.client,
        "instrument": instrument,
        "subscale": instrument.subscales[subscale],
        "score": score,
        "criterion": newest.criterion,
        "waits": waits_for_judgement(newest, score) if score else False,
        "explanation": explanation,
        "lines": [(line, prompts[line.item - 1]) for line in explanation.lines],
    }
    return render(request, "assessments/explain.html", context)


def _answers(assessment: Assessment) -> dict[int, int | None]:
    return {int(item): value for item, value in assessment.responses.items()}


def _answers_in_order(instrument: Instrument, assessment: Assessment) -> list[tuple[int, int | None]]:
    """(item, answer or None) of every item; none where only values are known."""
    if assessment.totals is not None:
        return []
    return [(number, assessment.responses.get(str(number))) for number in range(1, instrument.items + 1)]


def _remarks(assessment: Assessment, instrument: Instrument) -> list[str]:
    """What else the answers say: rules that are met, prototypes that disagree."""
    if assessment.totals is not None:
        return [instrument.note] if instrument.note else []
    answers = _answers(assessment)
    found = [rule_sentence(one) for one in evaluate_rules(instrument, answers) if one.met != Met.NO]
    if other := scoring.disagreement(instrument, answers, assessment.forced_choice):
        text = _("Chosen as fitting best: %(chosen)s; rated highest: %(rated)s. They disagree.")
        found.append(text % {"chosen": assessment.forced_choice, "rated": other})
    return [*found, instrument.note] if instrument.note else found


@page(May.READ_RECORD)
def result(request: ActorRequest, assessment_id: UUID) -> HttpResponse:
    """Scores, plane, change since baseline and since the last one, and the answers for those who may read them."""
    return _result(request, assessment_for(request.actor, assessment_id))


def _result(
    request: ActorRequest, assessment: Assessment, unanswered_form: UnansweredForm | None = None
) -> HttpResponse:
    client, instrument = assessment.client, instrument_of(assessment.instrument, assessment.version)
    audit.log_access(client.pk, f"result {instrument.short}")
    found = series(client, [instrument.key], until=assessment)
    phases = phases_of(client)
    scores = in_order(instrument, assessment)
    courses = [
        (instrument.subscales[sub].name, course_of(s, phases=phases))
        for (_key, sub), s in found.items()
        if instrument.plane is None and s.scores
    ]
    words = words_of(instrument)
    answers = [
        (number, words.prompts[number - 1], value, "" if value is None else words.word(number, value))
        for number, value in _answers_in_order(instrument, assessment)
    ]
    places = percentile_ranks(assessment, instrument)
    context = {
        "section": "caseload",
        "assessment": assessment,
        "client": client,
        "instrument": instrument,
        "scores": [
            (score, subscale, places.get(score.subscale), why_unknown(instrument))
            for score in scores
            for subscale in [instrument.subscales[score.subscale]]
        ],
        "plane": plane_of(instrument.key, found, assessment.target),
        "placement": style_sentence(assessment),
        "changes": change_sentences(instrument, scores),
        "courses": courses,
        "profile": profile_of(instrument, scores),
        "answers": answers if may(request.actor, May.READ_ANSWERS) else [],
        "alerts": client.alerts.open().filter(source_id=assessment.pk),
        "unanswered_form": unanswered_form or UnansweredForm(),
        "wants_reason": asks_for_reason(instrument) and not assessment.incomplete_reason,
        "remarks": [] if assessment.voided_at else _remarks(assessment, instrument),
        "rupture": assessment.ruptures.select_related("repaired_by").first() if instrument.drops else None,
        "globals": global_of(assessment, instrument),
        "next_steps": [] if assessment.voided_at else next_steps_of(instrument, scores),
        "may_plan": may(request.actor, May.PLAN),
        "may_change": visible(request.actor, May.RECORD).filter(pk=client.pk).exists() and not assessment.voided_at,
    }
    return render(request, "assessments/result.html", context)


@page(May.READ_RECORD)
def client_assessments(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Everything measured, newest first."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    found = client.assessments.prefetch_related("scores").order_by("-completed_on", "-id")
    page_of, known = Paginator(found, 30).get_page(request.GET.get("page")), instruments()
    questionnaires, schedules = open_questionnaires_of(client), schedules_of(client)
    codings = client.interviews.order_by("-interviewed_on", "-id")
    header = Header(request.actor, client)
    header.fetch(page_of.object_list, questionnaires, schedules, codings)  # type: ignore[arg-type]  # a page of a queryset is a queryset
    context = {
        "rows": [(row, known.get(row.instrument)) for row in page_of],
        "pages": page_of,
        "open_questionnaires": with_instruments(questionnaires),
        "schedules": [(row, instrument_of(row.instrument)) for row in schedules],
        "codings": codings,
        "interview": interview(),
        "today": timezone.localdate(),
    }
    return render_tab(request, header, "assessments:client-assessments", "assessments/client_assessments.html", context)
