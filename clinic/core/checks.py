"""System checks: what must be true before the process may start."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pghistory.models
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Critical, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, models

from clinic.core.health import read_schema
from clinic.core.revisions import Revised
from clinic.core.tenancy import RowLevelSecurity, SameTenant


def _practice_field(model: type[models.Model]) -> bool:
    return any(field.name == "practice" for field in model._meta.concrete_fields)


def missing_isolation(model: type[models.Model]) -> Iterator[str]:
    """What a model with ``practice`` lacks, in words."""
    if not _practice_field(model) or getattr(model, "outside_tenancy", False):
        return
    constraints = model._meta.constraints
    if not any(isinstance(constraint, RowLevelSecurity) for constraint in constraints):
        yield "has no RowLevelSecurity: its rows are not protected by row-level security"
    if issubclass(model, pghistory.models.Event):
        return  # history keeps what was, also of rows that are gone
    joined = {constraint.field for constraint in constraints if isinstance(constraint, SameTenant)}
    for field in model._meta.concrete_fields:
        target: Any = field.related_model if field.is_relation else None
        if target is None or field.name in joined or getattr(target, "outside_tenancy", False):
            continue
        if _practice_field(target):
            yield f"field “{field.name}” has no SameTenant: it could point into another practice"


@register("security")
def check_isolation(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Every practice table has row-level security and composite foreign keys."""
    return [
        Error(
            f"{model._meta.label} {problem}.",
            hint="Put *tenant_constraints(…) into Meta.constraints.",
            obj=model,
            id="core.E001",
        )
        for model in apps.get_models()
        for problem in missing_isolation(model)
    ]


@register("security")
def check_tracked(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Every practice table keeps its change history, but for the access log, which is one itself, and what is
    derived."""
    own_history = {"core.AccessLog", "core.AuditHead"}
    tracked = {
        tracked_model._meta.label
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and (tracked_model := getattr(model, "pgh_tracked_model", None))
    }
    return [
        Error(f"{model._meta.label} is not tracked.", hint="Decorate it with @track().", obj=model, id="core.E002")
        for model in apps.get_models()
        if _practice_field(model)
        and not getattr(model, "outside_tenancy", False)
        and not getattr(model, "derived", False)  # made by a trigger from a table that has its history
        and not issubclass(model, pghistory.models.Event)
        and model._meta.label not in tracked | own_history
    ]


@register("security")
def check_revised(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Every model with a revision has the trigger that counts its changes."""
    counting = {model for model, trigger in pgtrigger.registered() if trigger.name == "revision"}
    return [
        Error(
            f"{model._meta.label} counts no changes.",
            hint="Put counted() into Meta.triggers.",
            obj=model,
            id="core.E003",
        )
        for model in apps.get_models()
        if issubclass(model, Revised) and model not in counting
    ]


@register("security", deploy=True)
def check_production(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """``check --deploy`` speaks of production; what production refuses outright is in the settings."""
    if settings.PRODUCTION:
        return []
    return [Critical("MODE is not “production”.", hint="Set MODE=production.", id="core.E010")]


def refuse_to_start() -> None:
    """Stops a serving process whose models lack isolation, whose database is newer, or whose role it would not bind.

    Management commands run the checks by themselves; gunicorn and Celery do not. Raises ImproperlyConfigured.
    """
    errors = [message for message in run_checks(tags=["security"]) if message.level >= ERROR]
    if errors:
        raise ImproperlyConfigured("; ".join(f"{message.id}: {message.msg}" for message in errors))
    with suppress(ProgrammingError):  # no tables yet: /healthz/ready says so until they are made
        if refusal := read_schema().refusal:
            raise ImproperlyConfigured(refusal)
    refuse_unsafe_role()


def refuse_unsafe_role() -> None:
    """Stops a process whose database role row-level security would not bind. Raises ImproperlyConfigured."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'core_practice'"
            " AND pg_has_role(current_user, c.relowner, 'USAGE')) FROM pg_roles WHERE rolname = current_user"
        )
        unbound, owner = cursor.fetchone()
    connection.close()
    # The process may fork now, and a pool must not cross a fork: each process opens its own.
    connection.close_pool()  # type: ignore[attr-defined]
    if unbound:
        raise ImproperlyConfigured("DATABASE_URL names a superuser: row-level security does not bind it.")
    if owner:
        raise ImproperlyConfigured("DATABASE_URL names the owner of the tables: use a role that only runs.")
