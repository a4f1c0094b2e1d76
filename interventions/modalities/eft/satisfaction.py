"""How satisfied each partner is with the relationship, over the stages of the plan."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.pictures import course_of
from assessments.queries import series
from clients.models import Client
from interventions.modalities.package import Picture
from interventions.plans.models import Plan
from interventions.plans.queries import ribbon

MEASURES = ("csi-16", "csi-4")  # the longer one first: where both were given, it is drawn


def satisfaction_of(plan: Plan, people: Sequence[Client]) -> list[Picture]:
    """A course for each of these people of whom a score is on file, with the plan's stages; one statement each."""
    found: list[Picture] = []
    for person in people:
        known = series(person, MEASURES)
        scores = next((one for key in MEASURES if (one := known[key, "total"]).scores), None)
        if scores is not None:
            heading = _("Satisfaction with the relationship: %(name)s") % {"name": person.name}
            found.append(("course", heading, course_of(scores, phases=ribbon(plan))))
    return found
