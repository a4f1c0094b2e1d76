"""The access log: who opened which client's record, as a chain of hashes."""

from typing import TypeAlias

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clinic.core.partitions import MonthlyPartitions
from clinic.core.tenancy import PracticeModel, tenant_constraints

MOST_ENTRIES = 1000  # of the access log that one transaction writes after it signed something
GENESIS = "0" * 64  # in place of the hash before the first row of an access log


class AuditHead(PracticeModel):
    """How long the practice's access log is and its last hash; also the lock that orders its writers.

    ``detached_``: the same of the last row that was detached with its month; what is left follows it.
    """

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    detached_sequence = models.BigIntegerField(default=0)
    detached_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [*tenant_constraints(), models.UniqueConstraint(fields=["practice"], name="core_audithead_one")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:8]}"


class LoggedKind(models.TextChoices):
    """What a row of the access log says: a look, or a signature with the hash of what was signed."""

    OPENED = "opened", _("opened")
    NOTE_SIGNED = "note-signed", _("note signed")
    NOTE_ADDED = "note-added", _("addendum signed")
    LETTER_SIGNED = "letter-signed", _("letter signed")
    COSIGNED = "cosigned", _("decision of the supervisor signed")


class AccessLog(PracticeModel):
    """One opening of a client's record, or one signature in it. Number, time and hashes are the database's.

    A signature names what was signed (``subject_id``, of the table that ``kind`` says) and the SHA-256 of its content.
    """

    Kind: TypeAlias = LoggedKind

    sequence = models.BigIntegerField(default=0, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)  # the database's clock: it also chooses the partition
    user_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=160)
    client_id = models.UUIDField()
    what = models.CharField(max_length=80)
    request_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OPENED, db_default=Kind.OPENED)
    subject_id = models.UUIDField(null=True)
    content_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    previous = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        constraints = [
            MonthlyPartitions("at", name="core_accesslog_months"),
            *tenant_constraints(),
            # Each partition's own. Over all of them a number comes once because the trigger counts under a lock.
            models.UniqueConstraint(fields=["practice", "sequence", "at"], name="core_accesslog_sequence"),
            models.CheckConstraint(
                condition=Q(kind=LoggedKind.OPENED, subject_id__isnull=True, content_hash="")
                | (
                    Q(kind__in=[kind for kind in LoggedKind if kind != LoggedKind.OPENED], subject_id__isnull=False)
                    & Q(content_hash__regex="^[0-9a-f]{64}$")
                ),
                name="core_accesslog_signature",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client_id", "-sequence"], name="core_accesslog_client"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("head", "core_audithead%ROWTYPE")],
                func="""
                    INSERT INTO core_audithead AS h
                        (id, practice_id, sequence, hash, detached_sequence, detached_hash)
                    VALUES (NEW.id, NEW.practice_id, 0, repeat('0', 64), 0, repeat('0', 64))
                    ON CONFLICT (practice_id) DO UPDATE SET sequence = h.sequence RETURNING * INTO head;
                    NEW.sequence = head.sequence + 1;
                    NEW.previous = head.hash;
                    -- The month's partition was chosen by the time given, just before: a row cannot change it any more.
                    IF date_trunc('month', clock_timestamp(), 'UTC') = date_trunc('month', NEW.at, 'UTC') THEN
                        NEW.at = clock_timestamp();
                    ELSIF NEW.at NOT BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp() THEN
                        RAISE EXCEPTION 'an opening is logged when it happens (core_accesslog_now)'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'core_accesslog_now';
                    END IF;
                    NEW.hash = encode(sha256(convert_to((jsonb_build_array(
                        NEW.sequence, NEW.practice_id::text,
                        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                        NEW.user_id::text, NEW.actor, NEW.client_id::text, NEW.what, NEW.request_id, NEW.previous
                    ) || CASE WHEN NEW.kind = 'opened' THEN '[]'::jsonb ELSE jsonb_build_array(
                        NEW.kind, NEW.subject_id::text, NEW.content_hash) END)::text, 'UTF8')), 'hex');
                    UPDATE core_audithead SET sequence = NEW.sequence, hash = NEW.hash WHERE id = head.id;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.what}"


def logged(kind: LoggedKind, condition: pgtrigger.Condition | None = None) -> pgtrigger.Trigger:
    """Refuses, at the transaction's end, a row of ``content_hash`` whose signature is not in the access log."""
    return pgtrigger.Trigger(
        name="is_logged",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        timing=pgtrigger.Deferred,
        condition=condition,
        declare=[("was", "text = current_setting('clinic.practice', true)"), ("is_there", "boolean")],
        func=f"""
            PERFORM set_config('clinic.practice', NEW.practice_id::text, true);
            -- By the same transaction, which holds the head since: it is among the last entries.
            is_there = EXISTS (SELECT FROM core_accesslog l JOIN core_audithead h USING (practice_id)
                WHERE l.practice_id = NEW.practice_id AND l.sequence > h.sequence - {MOST_ENTRIES}
                AND l.subject_id = NEW.id AND l.kind = '{kind.value}' AND l.content_hash = NEW.content_hash);
            PERFORM set_config('clinic.practice', coalesce(was, ''), true);
            IF NOT is_there THEN
                RAISE EXCEPTION 'what is signed stands in the access log (signed_is_logged)'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_is_logged';
            END IF;
            RETURN NULL;
        """,
    )
