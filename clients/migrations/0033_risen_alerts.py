
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from clinic.core.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0032_health_facts'),
        ('core', '0007_validate_signatures'),
    ]

    operations = together([
        pgtrigger.migrations.RemoveTrigger(
            model_name='riskalert',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='riskalert',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='riskalert',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='alertact',
            name='clients_alertact_kind',
        ),
        migrations.AddField(
            model_name='riskalert',
            name='risen_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='riskalertevent',
            name='risen_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='alertact',
            name='kind',
            field=models.CharField(choices=[('listed', 'on Today'), ('told', 'told'), ('escalated', 'told as nobody acted'), ('taken', 'taken'), ('handed', 'handed on'), ('released', 'given back'), ('closed', 'closed'), ('returned', 'had again'), ('reopened', 'opened again'), ('followed_up', 'followed up'), ('corrected', 'answers corrected'), ('risen', 'level raised')], max_length=11),
        ),
        migrations.AlterField(
            model_name='alertactevent',
            name='kind',
            field=models.CharField(choices=[('listed', 'on Today'), ('told', 'told'), ('escalated', 'told as nobody acted'), ('taken', 'taken'), ('handed', 'handed on'), ('released', 'given back'), ('closed', 'closed'), ('returned', 'had again'), ('reopened', 'opened again'), ('followed_up', 'followed up'), ('corrected', 'answers corrected'), ('risen', 'level raised')], max_length=11),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_riskalertevent" ("answered_on", "asked_from_id", "client_id", "closed_at", "closed_by_id", "closing_note", "escalated_at", "follow_up_on", "followed_up_at", "id", "level", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "raised_at", "reason", "risen_at", "source", "source_id", "step", "taken_at", "taken_by_id", "told_at") VALUES (NEW."answered_on", NEW."asked_from_id", NEW."client_id", NEW."closed_at", NEW."closed_by_id", NEW."closing_note", NEW."escalated_at", NEW."follow_up_on", NEW."followed_up_at", NEW."id", NEW."level", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."raised_at", NEW."reason", NEW."risen_at", NEW."source", NEW."source_id", NEW."step", NEW."taken_at", NEW."taken_by_id", NEW."told_at"); RETURN NULL;', hash='12c75f77635962b0ddd52560c52db3820fcaeef4', operation='INSERT', pgid='pgtrigger_insert_insert_9fb35', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_riskalertevent" ("answered_on", "asked_from_id", "client_id", "closed_at", "closed_by_id", "closing_note", "escalated_at", "follow_up_on", "followed_up_at", "id", "level", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "raised_at", "reason", "risen_at", "source", "source_id", "step", "taken_at", "taken_by_id", "told_at") VALUES (NEW."answered_on", NEW."asked_from_id", NEW."client_id", NEW."closed_at", NEW."closed_by_id", NEW."closing_note", NEW."escalated_at", NEW."follow_up_on", NEW."followed_up_at", NEW."id", NEW."level", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."raised_at", NEW."reason", NEW."risen_at", NEW."source", NEW."source_id", NEW."step", NEW."taken_at", NEW."taken_by_id", NEW."told_at"); RETURN NULL;', hash='9f5899154e0d4cf8db684ec0f92b29ecad997502', operation='UPDATE', pgid='pgtrigger_update_update_2fac6', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_riskalertevent" ("answered_on", "asked_from_id", "client_id", "closed_at", "closed_by_id", "closing_note", "escalated_at", "follow_up_on", "followed_up_at", "id", "level", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "raised_at", "reason", "risen_at", "source", "source_id", "step", "taken_at", "taken_by_id", "told_at") VALUES (OLD."answered_on", OLD."asked_from_id", OLD."client_id", OLD."closed_at", OLD."closed_by_id", OLD."closing_note", OLD."escalated_at", OLD."follow_up_on", OLD."followed_up_at", OLD."id", OLD."level", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."raised_at", OLD."reason", OLD."risen_at", OLD."source", OLD."source_id", OLD."step", OLD."taken_at", OLD."taken_by_id", OLD."told_at"); RETURN NULL;', hash='91c141570c4a0557c62e2568d2146a6893df5d59', operation='DELETE', pgid='pgtrigger_delete_delete_fb60a', table='clients_riskalert', when='AFTER')),
        ),
        AddConstraintNotValid(
            model_name='alertact',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['listed', 'told', 'escalated', 'taken', 'handed', 'released', 'closed', 'returned', 'reopened', 'followed_up', 'corrected', 'risen'])), name='clients_alertact_kind'),
        ),
    ])
