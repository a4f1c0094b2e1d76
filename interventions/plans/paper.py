"""A plan for the client to take home: the phases by their names, and what they want to reach."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Client
from clinic.core import sheets
from clinic.core.sheets import Sheet
from interventions.library.queries import modality_of_plan
from interventions.models import Plan
from interventions.plans.explained import Explained, ExplainedPhase, explained
from interventions.plans.queries import goals_shown


def _phase(phase: ExplainedPhase) -> str:
    stirs = _("What it may stir up: %(words)s") % {"words": phase.stirs} if phase.stirs else ""
    return "\n".join(filter(None, (phase.name, phase.does, stirs)))


def _about(found: Explained) -> list[sheets.Block]:
    parts = [(_("What else there is"), found.instead), (_("What is known about it"), found.known)]
    parts.append((_("You can stop"), found.stop))
    return [block for title, words in parts if words for block in (sheets.heading(title), sheets.text(words))]


def plan_sheets(plan: Plan, client: Client) -> Sequence[Sheet]:
    """What the portal shows of a plan to this client, and nothing else: of a joint one, their own goals alone."""
    modality = modality_of_plan(plan)
    found = explained(modality)
    low, high = modality.typical_sessions
    goals = [f"“{goal.words}”" for goal in goals_shown(plan, client.pk)]
    blocks = [
        sheets.text(modality.name),
        sheets.text(_("Most people come %(low)s to %(high)s times.") % {"low": low, "high": high}),
        sheets.heading(_("What we do, one step after the other")),
        sheets.steps(map(_phase, found.phases)),
        *_about(found),
    ]
    if plan.review_on:
        day = date_format(plan.review_on, "j F Y")
        blocks.append(sheets.text(_("We will talk about how it is going on %(day)s.") % {"day": day}))
    blocks.append(sheets.heading(_("What you want to reach")))
    blocks.append(sheets.bullets(goals) if goals else sheets.lines("", 3))
    if not plan.agreed_on:
        agree = _("Do you agree, or do you want to talk about something first? Tell your therapist.")
        blocks += [sheets.text(agree), sheets.lines(_("What I want to talk about first:"), 3)]
    return [Sheet(_("Our plan"), blocks)]
