"""What the triggers promise, also against the application's own role. Runs with every migration, as the owner.

Three ways round a trigger are open to any role that may write to its table, and each is closed here for every trigger
there is, whichever library made it:

* ``SET pgtrigger.ignore``: a hook that django-pgtrigger builds into each function. It answers "no" from now on.
* A temporary table, or a schema put before the others, in place of the one that the function names: each function
  has a search path of its own.
* Writing what only a trigger should write: the heads of the access logs and the change history. Those triggers write
  with the owner's rights, and :mod:`clinic.core.grants` takes the application's away.

A trigger that is made again loses all that: ``together`` in :mod:`clinic.core.migrating` closes it in the same
transaction, since the product runs on meanwhile. What is left are roles that may switch triggers off: superusers and
the owner. See ``docs/threat-model.md``.
"""

from django.db import connections

DEAF = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN false; END'
"""

# Of this owner's functions that triggers call: where they look for what they name, and with whose rights they write.
HARDEN = """
DO $harden$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT p.oid::regprocedure AS name, p.prosrc ~* 'INSERT INTO "?(core_audithead|[a-z_]+event)\\M' AS logs
        FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
            AND p.prorettype = 'trigger'::regtype
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', found.name);
        IF found.logs THEN
            EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', found.name);
        END IF;
    END LOOP;
END
$harden$
"""


STATEMENTS = (DEAF, HARDEN)  # changes nothing where all is closed


def harden_triggers(using: str) -> None:
    """Closes the three ways round the triggers of this database."""
    with connections[using].cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)
