"""The keys by which clients are found. Written by a trigger alone, from what the client's row says: see decision 27."""

import pgtrigger
from django.db import models

from clinic.core.tenancy import TenantForeignKey, tenant_constraints


class SearchKey(models.Model):
    """One key of a client (``clients.finding.keys``). Keys are compared by ``=``, ``>=`` and ``<`` only, which
    PostgreSQL uses an index for under row-level security, and byte by byte, so that a beginning is a range."""

    derived = True

    pk = models.CompositePrimaryKey("practice", "client", "key")
    practice = models.ForeignKey("core.Practice", on_delete=models.PROTECT, related_name="+", db_index=False)
    client = TenantForeignKey("clients.Client", on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=260, db_collation="C")

    class Meta:
        constraints = [*tenant_constraints("client")]
        indexes = [models.Index(fields=["practice", "key", "client"], name="clients_searchkey_key")]

    def __str__(self) -> str:
        return self.key


_CHANGED = "new_rows n JOIN old_rows m ON m.id = n.id AND n.keys IS DISTINCT FROM m.keys"
_ADD = """
    INSERT INTO clients_searchkey (practice_id, client_id, key)
    SELECT n.practice_id, n.id, k.key FROM {rows} CROSS JOIN LATERAL unnest(n.keys) k (key) ON CONFLICT DO NOTHING;
    RETURN NULL;
"""
_TAKE_AWAY = f"""
    DELETE FROM clients_searchkey s USING {_CHANGED}
    WHERE s.practice_id = n.practice_id AND s.client_id = n.id AND s.key <> ALL (n.keys);
"""  # noqa: S608

# Keys are folded in Python, so the database cannot make them; but it can refuse a row whose keys were made from
# something else than it says, whichever way it is written: ``keyed`` is ``keys.keyed_from`` of the same values.
_GUARD = """
    IF NEW.keyed IS DISTINCT FROM md5(concat_ws(
        chr(31), NEW.name, NEW.phone, NEW.email, coalesce(to_char(NEW.birth_date, 'YYYY-MM-DD'), ''), NEW.reference
    )) THEN
        RAISE EXCEPTION 'the search keys are not of this name (clients_client_keyed)'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clients_client_keyed';
    END IF;
    RETURN NEW;
"""
KEYED_COLUMNS = ("name", "phone", "email", "birth_date", "reference")


def key_triggers() -> list[pgtrigger.Trigger]:
    """What keeps a client's keys those of the row, whoever writes it, and however many rows at a time."""
    return [
        pgtrigger.Trigger(
            name="keyed",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf(*KEYED_COLUMNS, "keyed"),
            func=_GUARD,
        ),
        pgtrigger.Trigger(
            name="keys_insert",
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=_ADD.format(rows="new_rows n"),
        ),
        pgtrigger.Trigger(
            name="keys_update",
            when=pgtrigger.After,
            level=pgtrigger.Statement,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
            func=_TAKE_AWAY + _ADD.format(rows=_CHANGED),
        ),
    ]
