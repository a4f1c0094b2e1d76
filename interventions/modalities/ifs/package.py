"""IFS's package."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.catalogue import Modality
from interventions.modalities.ifs.gates import TEXTS, permission
from interventions.modalities.ifs.models import SIX_FS, Part, PartTie
from interventions.modalities.ifs.pictures import pictures_of
from interventions.modalities.package import Package
from interventions.records.kinds import kind


def _check_part(row: Part, _modality: Modality) -> dict[str, object]:
    unknown = sorted(set(row.steps) - {key for key, _label in SIX_FS})
    return {"steps": _("Unknown: %(names)s.") % {"names": ", ".join(unknown)}} if unknown else {}


PACKAGE = Package(
    kinds=(
        kind(
            "part",
            Part,
            gettext_lazy("part"),
            "name kind does fears memory burden self_relation status steps",
            "kind name",
            "ifs/_part.html",
            choices={"steps": lambda _modality: SIX_FS},
            check=_check_part,
        ),
        kind("tie", PartTie, gettext_lazy("tie between parts"), "part kind other", "made_at", "ifs/_tie.html"),
    ),
    pictures=pictures_of,
    conditions={"protectors-permission": permission},
    texts=TEXTS,
)
