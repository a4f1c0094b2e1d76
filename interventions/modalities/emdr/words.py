"""The steps of a target, and what it lacks, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interventions.modalities.emdr.progress import Gap, Stage

STAGES: Mapping[Stage, str | Promise] = {
    Stage.ASSESS: _("Assess"),
    Stage.DESENSITISE: _("Desensitise"),
    Stage.INSTALL: _("Install"),
    Stage.SCAN: _("Body scan"),
    Stage.REEVALUATE: _("Re-evaluate"),
}
GAPS: Mapping[Gap, str | Promise] = {
    Gap.NEGATIVE: _("negative cognition"),
    Gap.POSITIVE: _("positive cognition"),
    Gap.FIRST_SUD: _("SUD"),
    Gap.FIRST_VOC: _("VOC"),
    Gap.SUD: _("SUD 0"),
    Gap.VOC: _("VOC 7"),
    Gap.SCAN: _("a clear body scan"),
    Gap.REEVALUATION: _("a re-evaluation on a later day"),
}
