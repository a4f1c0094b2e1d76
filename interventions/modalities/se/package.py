"""SE's package."""

from django.utils.translation import gettext_lazy as _

from interventions.modalities.package import Package
from interventions.modalities.se.gates import TEXTS, resources
from interventions.modalities.se.models import BodyResource, Sibam
from interventions.modalities.se.pictures import activations_of
from interventions.records.kinds import kind

PACKAGE = Package(
    kinds=(
        kind(
            "moment",
            Sibam,
            _("moment of a session"),
            "on session minute channel text activation state",
            "on minute",
            "se/_moment.html",
        ),
        kind("resource", BodyResource, _("resource"), "text on", "on", "se/_resource.html"),
    ),
    pictures=lambda _plan, record: activations_of(record),
    conditions={"two-resources": resources},
    texts=TEXTS,
)
