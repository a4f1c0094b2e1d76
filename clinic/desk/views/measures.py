"""Recording from paper, the result, and alerts."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import catalogue
from assessments.actions import record_assessment
from assessments.pictures import change_sentences, course_of, plane_of, style_sentence
from assessments.queries import assessment_for, series
from clients.actions import AlertAlreadyAcknowledged, acknowledge_alert
from clients.queries import alert_for, client_for, visible
from clinic.core import audit
from clinic.core.access import ActorRequest, May, may, page
from clinic.desk.forms import AcknowledgeForm, AnswerForm, errors_into
from interventions.plans.queries import active_plan, ribbon


@page(May.RECORD)
def choose(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Which instrument: the ones used last with this client come first."""
    client = client_for(request.actor, client_id, May.RECORD)
    recent = list(client.assessments.order_by("-completed_on").values_list("instrument", "completed_on")[:20])
    last = dict(reversed(recent))
    known = sorted(catalogue.catalogue().values(), key=lambda i: (i.key not in last, i.minutes))
    rows = [(instrument, last.get(instrument.key)) for instrument in known]
    return render(request, "desk/record_choose.html", {"section": "caseload", "client": client, "rows": rows})


@page(May.RECORD)
def record(request: ActorRequest, client_id: UUID, key: str) -> HttpResponse:
    """All items on one screen; number keys answer and advance."""
    client = client_for(request.actor, client_id, May.RECORD)
    try:
        instrument = catalogue.get(key)
    except catalogue.UnknownInstrument as error:
        raise Http404("no such instrument") from error
    form = AnswerForm(instrument, request.POST or None)
    if form.is_valid():
        try:
            assessment = record_assessment(
                client=client, instrument=instrument, responses=form.responses(), by=request.actor,
                completed_on=form.cleaned_data["completed_on"], target=form.cleaned_data.get("target", ""),
            )  # fmt: skip
        except ValidationError as error:
            errors_into(form, error)
        else:
            return redirect("desk:result", assessment.pk)
    return render(
        request, "desk/record.html",
        {
            "section": "caseload", "client": client, "instrument": instrument, "form": form,
            "anchors": instrument.anchors["en"],
        },
    )  # fmt: skip


@page(May.READ_RECORD)
def result(request: ActorRequest, assessment_id: UUID) -> HttpResponse:
    """Scores, plane, change since baseline and since the last one, and the answers for those who may read them."""
    assessment = assessment_for(request.actor, assessment_id)
    client, instrument = assessment.client, catalogue.get(assessment.instrument)
    audit.note_read(client.pk, f"result {instrument.short}")
    found = series(client, [instrument.key], until=assessment)
    plan = active_plan(client)
    scores = list(assessment.scores.all())
    courses = [
        (instrument.subscales[sub].name, course_of(s, phases=ribbon(plan)))
        for (_key, sub), s in found.items()
        if instrument.plane is None and s.scores
    ]
    prompts = instrument.prompts["en"]
    answers = [
        (number, prompts[number - 1], assessment.responses.get(str(number)))
        for number in range(1, instrument.items + 1)
    ]
    context = {
        "section": "caseload",
        "assessment": assessment,
        "client": client,
        "instrument": instrument,
        "scores": [(score, instrument.subscales[score.subscale]) for score in scores],
        "plane": plane_of(instrument.key, found, assessment.target),
        "placement": style_sentence(assessment),
        "changes": change_sentences(scores),
        "courses": courses,
        "answers": answers if may(request.actor, May.READ_ANSWERS) else [],
        "alerts": client.alerts.filter(source_id=assessment.pk, acknowledged_at__isnull=True),
        "may_plan": may(request.actor, May.PLAN),
    }
    return render(request, "desk/result.html", context)


@page(May.SEE_ALERTS)
def alert(request: ActorRequest, alert_id: UUID) -> HttpResponse:
    """One alert, and the place to say what was done about it."""
    found = alert_for(request.actor, alert_id)
    audit.note_read(found.client_id, "alert")
    form = AcknowledgeForm(request.POST or None)
    if form.is_valid():
        try:
            acknowledge_alert(alert=found, by=request.actor, text=form.cleaned_data["acknowledgement"])
        except AlertAlreadyAcknowledged:
            messages.info(request, _("Somebody has acknowledged this in the meantime."))
            return redirect("desk:alert", found.pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Acknowledged."))
            return redirect("desk:today")
    reads = visible(request.actor, May.READ_RECORD).filter(pk=found.client_id).exists()  # on call, one may not
    return render(request, "desk/alert.html", {"section": "today", "alert": found, "form": form, "reads": reads})
