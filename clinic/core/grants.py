"""What the running role may do to which table. Runs after every migration, as the owner.

What only a trigger writes, with the owner's rights (:mod:`clinic.core.hardening`), it may read: change history and the
heads of the access logs. What a model's triggers protect from change or deletion, it may neither change nor delete.
"""

import pghistory.models
import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connections, models

AGEING = {"core_messageevent"}  # history that is deleted once it is old; a trigger keeps it until then
# A temporary table is found before others of its name. Nobody here needs one; only the database's owner can say so.
WITHOUT_TEMPORARY_TABLES = """
DO $$ BEGIN
    IF (SELECT datdba = current_user::regrole FROM pg_database WHERE datname = current_database()) THEN
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
END $$
"""
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")


def _rights() -> dict[str, tuple[str, ...]]:
    """The running role's rights on each table of a model."""
    found: dict[str, tuple[str, ...]] = {}
    for model in apps.get_models(include_auto_created=True):
        table, withheld = model._meta.db_table, _protected(model)
        if issubclass(model, pghistory.models.Event):
            withheld |= {"INSERT", "UPDATE"} if table in AGEING else {"INSERT", "UPDATE", "DELETE"}
        elif table == "core_audithead":
            withheld |= {"INSERT", "UPDATE", "DELETE"}
        found[table] = tuple(right for right in ALL if right not in withheld)
    return found | {"django_migrations": ("SELECT",)}


def _protected(model: type[models.Model]) -> set[str]:
    """What a trigger refuses for every row of the table, as rights."""
    always = [
        str(trigger.operation)
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.Protect) and trigger.condition is None
    ]
    return {right for right in ("UPDATE", "DELETE") if any(right in operation for operation in always)}


def grant_running_role(using: str) -> None:
    """Gives the role of DATABASE_URL what it needs and no more. Does nothing when that role is the owner itself.

    A table without a model, such as a detached month of the access log, is closed to it.
    """
    connection = connections[using]
    role = connection.ops.quote_name(settings.APP_DATABASE_USER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [settings.APP_DATABASE_USER])
        if cursor.fetchone()[0]:
            return
        cursor.execute(WITHOUT_TEMPORARY_TABLES)
        tables, rights = connection.introspection.table_names(cursor), _rights()
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in sorted(tables):
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {role}")
            if table in rights:
                cursor.execute(f"GRANT {', '.join(rights[table])} ON {name} TO {role}")
