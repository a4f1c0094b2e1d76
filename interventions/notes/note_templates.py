"""What notes begin with: the practice's templates."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core.constraints import constraint_errors
from clinic.core.text import clean_text
from interventions.models import NoteTemplate
from interventions.notes.formats import checked_parts

MOST_TEMPLATES, MOST_CHARACTERS = 60, 10_000


def templates() -> QuerySet[NoteTemplate]:
    """The practice's templates in use, by name."""
    return NoteTemplate.objects.filter(retired_at__isnull=True).order_by("name")


def template_for(template_id: UUID) -> NoteTemplate:
    """A template of the practice; otherwise Http404."""
    found = templates().filter(pk=template_id).first()
    if found is None:
        raise Http404("no such template")
    return found


@transaction.atomic
def add_template(*, practice_id: UUID, name: str, form: str, parts: Mapping[str, str]) -> NoteTemplate:
    """Adds a template. Raises ValidationError by field."""
    found = checked_parts(form, parts)
    if not found:
        raise ValidationError({"form": _("Write something into one of its parts.")})
    if sum(map(len, found.values())) > MOST_CHARACTERS:
        raise ValidationError({"form": _("At most %(n)s characters.") % {"n": f"{MOST_CHARACTERS:,}"}})
    if templates().count() >= MOST_TEMPLATES:
        raise ValidationError({"name": _("At most %(n)s templates; delete one first.") % {"n": MOST_TEMPLATES}})
    name = clean_text(name, "name", 60)
    taken = ValidationError({"name": _("There is already a template with this name.")})
    with constraint_errors({"interventions_notetemplate_name": taken}):
        return NoteTemplate.objects.create(practice_id=practice_id, name=name, form=form, parts=found)


@transaction.atomic
def retire_template(*, template: NoteTemplate) -> None:
    """Takes a template out; notes that began with it stay. Doing it twice changes nothing."""
    NoteTemplate.objects.filter(pk=template.pk, retired_at__isnull=True).update(retired_at=timezone.now())
