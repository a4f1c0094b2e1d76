"""A plan as PDF: the modality's pictures, phases with their evidence, goals."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.core import paper
from clinic.core.access import Actor
from clinic.core.moments import here_text
from interventions.library.queries import modality_of_plan
from interventions.models import Plan
from interventions.plans.goals import readable_goal_progress
from interventions.plans.queries import readable_people
from interventions.records.queries import pictures_of, record_of

COLUMN = 640  # px of a picture over the whole column: a narrower one takes its share, so that the text of all is alike
PAGE_WIDE = 900  # a larger picture has a page of its own, a wide one on its side, so that its text stays readable
PAGE_HIGH = 760  # px: what is higher does not fit under its heading
TEMPLATE = Path(__file__).parent / "plan.typ"


def _dates(row: Any) -> str:
    if row is None:
        return ""
    begun = date_format(row.entered_on, "j M Y")
    return f"{begun} – {date_format(row.left_on, 'j M Y')}" if row.left_on else _("since %(day)s") % {"day": begun}


def _on_paper(heading: object, chart: Any, drawn: str, file: str) -> dict[str, object]:
    """A picture as the template takes it. ``key``: what its marks mean; ``lines``: what is said of it, as pairs."""
    width, height = getattr(chart, "width", COLUMN), getattr(chart, "height", 0)
    return {
        "file": file,
        "title": str(heading),
        "alt": chart.description,
        "key": paper.key(drawn) if file else [],
        "lines": [[str(label), text] for label, text in getattr(chart, "lines", ())],
        "share": min(1.0, width / COLUMN),
        "large": bool(file) and (width > PAGE_WIDE or height > PAGE_HIGH),
        "flipped": width > height,
    }


def plan_pdf(plan: Plan, actor: Actor, practice: str) -> bytes:
    """The plan as the actor may read it. No note, no answers; the formulation stays on the screen."""
    modality = modality_of_plan(plan)
    pictures: dict[str, bytes] = {}
    drawn = []
    record, people = record_of(plan, modality, actor), readable_people(actor, plan)
    for number, (name, heading, chart) in enumerate(pictures_of(plan, modality, record, people)):
        file, html = f"{number}.svg", render_to_string(f"charts/{name}.html", {"chart": chart, "chart_id": "c"})
        try:
            pictures[file] = paper.picture(html)
        except paper.NoPicture:  # nothing to draw yet: its words alone
            file = ""
        drawn.append(_on_paper(heading, chart, html, file))
    rows = {row.phase: row for row in plan.phases.order_by("entered_on", "id")}
    found, t_score = readable_goal_progress(actor, plan)
    phases = [
        {
            "name": phase.name,
            "dates": _dates(rows.get(phase.key)),
            "exit": _("Done when:") + f" {phase.exit}",
            "evidence": row.exit_evidence if (row := rows.get(phase.key)) else "",
        }
        for phase in modality.phases
    ]
    goals = [one.sentence for one in found]
    if t_score is not None:
        goals.append(_("Goal attainment, T score: %(score)g") % {"score": t_score})
    data = {
        "practice": practice,
        "title": f"{modality.name}: {plan.names}",
        "about": _("since %(day)s, evidence: %(grade)s")
        % {
            "day": date_format(plan.started_on, "j F Y"),
            "grade": modality.evidence,
        },
        "made": _("Made on %(day)s by %(name)s. Confidential.")
        % {
            "day": here_text(timezone.now(), "j F Y, H:i"),
            "name": actor.name,
        },
        "pictures": drawn,
        "phases": {"title": _("Phases"), "rows": phases},
        "goals": {"title": _("Goals"), "rows": goals},
    }
    return paper.pdf(TEMPLATE, data, pictures)
