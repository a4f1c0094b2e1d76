"""What the database keeps true of merged files: one pointer from a file to the one that is kept, and no chains."""

from typing import Any

import pgtrigger
from django.db.models import CheckConstraint, F, Q

SHORTEST_REASON, LONGEST_REASON = 3, 400  # characters

# The lock makes whoever merges the kept file itself at the same moment wait, and then find that another points at it.
_POINTER = """
    IF NEW.merged_into_id IS NOT NULL AND NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id THEN
        PERFORM 1 FROM clients_client c
        WHERE c.practice_id = NEW.practice_id AND c.id = NEW.merged_into_id AND c.has_merged
            AND c.merged_into_id IS NULL
        FOR SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the file to keep is itself merged, or not marked (clients_client_kept)'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'clients_client_kept';
        END IF;
    END IF;
    IF OLD.has_merged AND NOT NEW.has_merged AND EXISTS (
        SELECT 1 FROM clients_client c WHERE c.practice_id = NEW.practice_id AND c.merged_into_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'other files are merged into this one (clients_client_kept)'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clients_client_kept';
    END IF;
    RETURN NEW;
"""


def pointer_trigger() -> pgtrigger.Trigger:
    """Refuses a pointer to a file that is merged itself, and to forget that others point here."""
    return pgtrigger.Trigger(
        name="pointer",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("merged_into_id", "has_merged"),
        func=_POINTER,
    )


def merge_constraints() -> list[Any]:
    """Of one row: no pointer to itself, none from a file at which others point, and who merged it, when and why."""
    none = Q(merged_into__isnull=True, merged_at__isnull=True, merged_by__isnull=True, merge_reason="")
    whole = Q(merged_into__isnull=False, merged_at__isnull=False, merged_by__isnull=False, has_merged=False)
    return [
        CheckConstraint(
            condition=none | (whole & ~Q(merge_reason="") & ~Q(merged_into=F("pk"))), name="clients_client_pointer"
        )
    ]
