"""What the running role may do to which table. Runs after every migration, as the owner."""

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.db import connections

AGEING = {"core_messageevent"}  # history that is deleted once it is old; a trigger keeps it until then


def append_only_tables() -> set[str]:
    """Tables the running role can add to but neither change nor delete from: event tables and the access log."""
    events = {m._meta.db_table for m in apps.get_models() if issubclass(m, pghistory.models.Event)}
    return (events | {"core_accesslog"}) - AGEING


def _known_tables() -> set[str]:
    return {m._meta.db_table for m in apps.get_models(include_auto_created=True)} | {"django_migrations"}


def _rights(table: str) -> str:
    if table == "django_migrations":
        return "SELECT"
    if table in append_only_tables():
        return "SELECT, INSERT"
    return "SELECT, INSERT, DELETE" if table in AGEING else "SELECT, INSERT, UPDATE, DELETE"


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
        tables, known = connection.introspection.table_names(cursor), _known_tables()
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in sorted(tables):
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {role}")
            if table in known:
                cursor.execute(f"GRANT {_rights(table)} ON {name} TO {role}")
