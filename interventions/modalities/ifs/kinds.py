"""The kinds of row in IFS's record, and what no single table can know of them."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.catalogue import Modality
from interventions.modalities.ifs import forms, serializers
from interventions.modalities.ifs.models import (
    SIX_FS,
    STATED,
    Answer,
    Healing,
    HealingStep,
    Part,
    PartKind,
    PartTie,
    Permission,
    TargetPart,
)
from interventions.modalities.ifs.progress import newest_answers, ungranted, was_witnessed
from interventions.records.kinds import kind

# Steps that go to an exile itself; a legacy burden is released without them.
_DEEP = {HealingStep.WITNESS, HealingStep.DO_OVER, HealingStep.RETRIEVE, HealingStep.RELEASE}


def _check_part(row: Part, _modality: Modality) -> dict[str, object]:
    errors: dict[str, object] = {}
    if unknown := sorted(set(row.steps) - {key for key, _label in SIX_FS}):
        errors["steps"] = _("Unknown: %(names)s.") % {"names": ", ".join(unknown)}
    kept = row.status in STATED or Part.objects.filter(pk=row.pk, status=row.status).exists()
    if not kept:
        errors["status"] = _("This follows from permissions and healing steps. Record those.")
    return errors


def _end_target_before(row: TargetPart) -> None:
    """A new target without a last day ends the one that is open."""
    if row.until is None and row.on is not None:
        open_ = TargetPart.objects.filter(plan=row.plan, removed_at__isnull=True, until__isnull=True, on__lte=row.on)
        open_.exclude(pk=row.pk).update(until=row.on)


def _check_target(row: TargetPart, _modality: Modality) -> dict[str, object]:
    late = row.until is not None and row.until > timezone.localdate()
    return {"until": _("A day up to today.")} if late else {}


def _check_permission(row: Permission, _modality: Modality) -> dict[str, object]:
    tie = PartTie.objects.filter(
        part=row.protector_id, other=row.target_id, kind=PartTie.Kind.PROTECTS, removed_at__isnull=True
    )
    if row.protector_id == row.target_id or not tie.exists():
        return {"protector": _("On the parts map it does not protect this part. Add the tie first.")}
    if row.answer != Answer.WITHDRAWN:
        return {}
    before = Permission.objects.filter(
        plan=row.plan, protector=row.protector_id, target=row.target_id, on__lte=row.on, removed_at__isnull=True
    ).exclude(pk=row.pk)
    if row.pk and row.made_at:
        before = before.filter(made_at__lt=row.made_at)
    newest = newest_answers(before).get((row.protector_id, row.target_id))
    if newest is None or newest.answer != Answer.GIVEN:
        return {"answer": _("It had given none that it could withdraw. Choose “withheld”.")}
    return {}


def _check_healing(row: Healing, _modality: Modality) -> dict[str, object]:
    if len(set(row.steps)) != len(row.steps):
        return {"steps": _("Each step once.")}
    if HealingStep.RELEASE in row.steps and not row.legacy and not was_witnessed(row):
        return {"steps": _("Its story comes first: record that it was witnessed, or that the burden is a legacy one.")}
    deep = _DEEP & set(row.steps) and row.part.kind == PartKind.EXILE and not row.legacy
    if deep and not row.despite and (missing := ungranted(row.plan, row.part, row.on)):
        names = ", ".join(part.name for part in missing)
        return {"despite": _("No permission by then: %(names)s. Record it, or give the reason.") % {"names": names}}
    return {}


PART = kind(
    "part",
    Part,
    gettext_lazy("part"),
    " ".join(forms.PartForm.Meta.fields),
    "kind name",
    "ifs/_part.html",
    at_hand=True,
    form=forms.PartForm,
    serializer=serializers.PartSerializer,
    check=_check_part,
)
TIE = kind(
    "tie",
    PartTie,
    gettext_lazy("tie between parts"),
    " ".join(forms.TieForm.Meta.fields),
    "made_at",
    "ifs/_tie.html",
    form=forms.TieForm,
    serializer=serializers.TieSerializer,
)
TARGET = kind(
    "target",
    TargetPart,
    gettext_lazy("target part"),
    " ".join(forms.TargetPartForm.Meta.fields),
    "on made_at",
    "ifs/_target.html",
    at_hand=True,
    form=forms.TargetPartForm,
    serializer=serializers.TargetPartSerializer,
    before=_end_target_before,
    check=_check_target,
)
PERMISSION = kind(
    "permission",
    Permission,
    gettext_lazy("permission"),
    " ".join(forms.PermissionForm.Meta.fields),
    "on made_at",
    "ifs/_permission.html",
    form=forms.PermissionForm,
    serializer=serializers.PermissionSerializer,
    check=_check_permission,
)
HEALING = kind(
    "healing",
    Healing,
    gettext_lazy("healing step"),
    " ".join(forms.HealingForm.Meta.fields),
    "on made_at",
    "ifs/_healing.html",
    form=forms.HealingForm,
    serializer=serializers.HealingSerializer,
    check=_check_healing,
)
