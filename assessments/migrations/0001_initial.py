import clinic.core.fields
import clinic.core.partitions
import clinic.core.tenancy
import django.contrib.postgres.fields
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.db import migrations, models

from clinic.core.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('clients', '0001_initial'),
        ('core', '0001_initial'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('version', models.PositiveSmallIntegerField()),
                ('target', models.CharField(blank=True, max_length=20)),
                ('responses', models.JSONField()),
                ('completed_on', models.DateField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('source', models.CharField(choices=[('paper', 'typed from paper'), ('portal', 'answered by the client'), ('api', 'sent by a program')], default='paper', max_length=8)),
                ('published_wording', models.BooleanField(default=False)),
                ('style', models.CharField(blank=True, choices=[('secure', 'secure'), ('preoccupied', 'preoccupied'), ('dismissing', 'dismissing'), ('fearful', 'fearful')], max_length=12)),
                ('style_near', models.CharField(blank=True, max_length=60)),
                ('forced_choice', models.CharField(blank=True, max_length=20)),
                ('key', models.UUIDField(blank=True, null=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=300)),
                ('unanswered_risk_items', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('incomplete_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=300)),
                ('risk_noted_at', models.DateTimeField(blank=True, null=True)),
                ('risk_note', clinic.core.fields.EncryptableTextField(blank=True, max_length=2000)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='clients.client')),
                ('corrects', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='clients.episode')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('recorded_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('risk_noted_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('voided_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='AssessmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('version', models.PositiveSmallIntegerField()),
                ('target', models.CharField(blank=True, max_length=20)),
                ('responses', models.JSONField()),
                ('completed_on', models.DateField()),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('source', models.CharField(choices=[('paper', 'typed from paper'), ('portal', 'answered by the client'), ('api', 'sent by a program')], default='paper', max_length=8)),
                ('published_wording', models.BooleanField(default=False)),
                ('style', models.CharField(blank=True, choices=[('secure', 'secure'), ('preoccupied', 'preoccupied'), ('dismissing', 'dismissing'), ('fearful', 'fearful')], max_length=12)),
                ('style_near', models.CharField(blank=True, max_length=60)),
                ('forced_choice', models.CharField(blank=True, max_length=20)),
                ('key', models.UUIDField(blank=True, null=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=300)),
                ('unanswered_risk_items', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('incomplete_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=300)),
                ('risk_noted_at', models.DateTimeField(blank=True, null=True)),
                ('risk_note', clinic.core.fields.EncryptableTextField(blank=True, max_length=2000)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('corrects', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.episode')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('recorded_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('risk_noted_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('voided_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomInstrument',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('definition', models.JSONField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=30)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomInstrumentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('definition', models.JSONField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('key', models.CharField(max_length=30)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.custominstrument')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InterviewCoding',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('interviewed_on', models.DateField()),
                ('coded_on', models.DateField()),
                ('coder', models.CharField(max_length=120)),
                ('certification', models.CharField(max_length=200)),
                ('classification', models.CharField(choices=[('F', 'F secure-autonomous'), ('Ds', 'Ds dismissing'), ('E', 'E preoccupied'), ('U', 'U unresolved'), ('CC', 'CC cannot classify')], max_length=2)),
                ('secondary', models.CharField(blank=True, choices=[('F', 'F secure-autonomous'), ('Ds', 'Ds dismissing'), ('E', 'E preoccupied'), ('U', 'U unresolved'), ('CC', 'CC cannot classify')], max_length=2)),
                ('coherence_of_transcript', models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ('coherence_of_mind', models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ('earned', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=300)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='interviews', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.episode')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('recorded_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('voided_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='InterviewCodingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('interviewed_on', models.DateField()),
                ('coded_on', models.DateField()),
                ('coder', models.CharField(max_length=120)),
                ('certification', models.CharField(max_length=200)),
                ('classification', models.CharField(choices=[('F', 'F secure-autonomous'), ('Ds', 'Ds dismissing'), ('E', 'E preoccupied'), ('U', 'U unresolved'), ('CC', 'CC cannot classify')], max_length=2)),
                ('secondary', models.CharField(blank=True, choices=[('F', 'F secure-autonomous'), ('Ds', 'Ds dismissing'), ('E', 'E preoccupied'), ('U', 'U unresolved'), ('CC', 'CC cannot classify')], max_length=2)),
                ('coherence_of_transcript', models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ('coherence_of_mind', models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True)),
                ('earned', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=300)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.episode')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.interviewcoding')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('recorded_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('voided_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rupture',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('fell_by', models.DecimalField(decimal_places=2, max_digits=6)),
                ('repair', clinic.core.fields.EncryptableTextField(blank=True, max_length=2000)),
                ('repaired_at', models.DateTimeField(blank=True, null=True)),
                ('assessment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ruptures', to='assessments.assessment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='ruptures', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('repaired_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='RuptureEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('fell_by', models.DecimalField(decimal_places=2, max_digits=6)),
                ('repair', clinic.core.fields.EncryptableTextField(blank=True, max_length=2000)),
                ('repaired_at', models.DateTimeField(blank=True, null=True)),
                ('assessment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.rupture')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('repaired_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('target', models.CharField(blank=True, max_length=20)),
                ('rhythm', models.CharField(choices=[('weeks', 'every N weeks'), ('sessions', 'before every Nth session'), ('after', 'after every Nth session'), ('course', 'at the start, at the end and afterwards')], max_length=8)),
                ('every', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('at_start', models.BooleanField(default=False)),
                ('at_end', models.BooleanField(default=False)),
                ('follow_ups', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('days', models.PositiveSmallIntegerField(default=3)),
                ('starts_on', models.DateField()),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='schedules', to='clients.episode')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='QuestionnaireAssignment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('version', models.PositiveSmallIntegerField()),
                ('target', models.CharField(blank=True, max_length=20)),
                ('language', models.CharField(default='en', max_length=10)),
                ('due_on', models.DateField()),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('occasion', models.CharField(blank=True, max_length=60)),
                ('responses', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', 'open'), ('submitted', 'sent'), ('withdrawn', 'taken back')], default='open', max_length=10)),
                ('state_at', models.DateTimeField(blank=True, null=True)),
                ('assessment', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questionnaires', to='assessments.assessment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='questionnaires', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.episode')),
                ('given_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('schedule', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questionnaires', to='assessments.schedule')),
            ],
        ),
        migrations.CreateModel(
            name='ScheduleEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('target', models.CharField(blank=True, max_length=20)),
                ('rhythm', models.CharField(choices=[('weeks', 'every N weeks'), ('sessions', 'before every Nth session'), ('after', 'after every Nth session'), ('course', 'at the start, at the end and afterwards')], max_length=8)),
                ('every', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('at_start', models.BooleanField(default=False)),
                ('at_end', models.BooleanField(default=False)),
                ('follow_ups', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('days', models.PositiveSmallIntegerField(default=3)),
                ('starts_on', models.DateField()),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.episode')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.schedule')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('target', models.CharField(blank=True, max_length=20)),
                ('subscale', models.CharField(max_length=30)),
                ('completed_on', models.DateField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('band', models.CharField(blank=True, max_length=40)),
                ('sem', models.DecimalField(decimal_places=3, max_digits=7, null=True)),
                ('answered', models.PositiveSmallIntegerField()),
                ('of', models.PositiveSmallIntegerField()),
                ('notes', models.JSONField(blank=True, default=list)),
                ('is_baseline', models.BooleanField(default=False)),
                ('change', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('verdict', models.CharField(blank=True, choices=[('recovered', 'recovered'), ('improved', 'reliably improved'), ('unchanged', 'no reliable change'), ('worse', 'reliably worse'), ('unknown', 'no threshold known')], max_length=24)),
                ('change_last', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('verdict_last', models.CharField(blank=True, choices=[('recovered', 'recovered'), ('improved', 'reliably improved'), ('unchanged', 'no reliable change'), ('worse', 'reliably worse'), ('unknown', 'no threshold known')], max_length=24)),
                ('criterion', models.PositiveSmallIntegerField()),
                ('assessment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='assessments.assessment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.episode')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ScoreEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('target', models.CharField(blank=True, max_length=20)),
                ('subscale', models.CharField(max_length=30)),
                ('completed_on', models.DateField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('band', models.CharField(blank=True, max_length=40)),
                ('sem', models.DecimalField(decimal_places=3, max_digits=7, null=True)),
                ('answered', models.PositiveSmallIntegerField()),
                ('of', models.PositiveSmallIntegerField()),
                ('notes', models.JSONField(blank=True, default=list)),
                ('is_baseline', models.BooleanField(default=False)),
                ('change', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('verdict', models.CharField(blank=True, choices=[('recovered', 'recovered'), ('improved', 'reliably improved'), ('unchanged', 'no reliable change'), ('worse', 'reliably worse'), ('unknown', 'no threshold known')], max_length=24)),
                ('change_last', models.DecimalField(decimal_places=2, max_digits=6, null=True)),
                ('verdict_last', models.CharField(blank=True, choices=[('recovered', 'recovered'), ('improved', 'reliably improved'), ('unchanged', 'no reliable change'), ('worse', 'reliably worse'), ('unknown', 'no threshold known')], max_length=24)),
                ('criterion', models.PositiveSmallIntegerField()),
                ('assessment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.episode')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.score')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('version', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=10)),
                ('prompts', models.JSONField()),
                ('anchors', models.JSONField()),
                ('item_anchors', models.JSONField(default=dict)),
                ('source', models.CharField(max_length=200)),
                ('rights', models.CharField(max_length=500)),
                ('confirmed_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='QuestionnaireAssignmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('version', models.PositiveSmallIntegerField()),
                ('target', models.CharField(blank=True, max_length=20)),
                ('language', models.CharField(default='en', max_length=10)),
                ('due_on', models.DateField()),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('occasion', models.CharField(blank=True, max_length=60)),
                ('responses', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('open', 'open'), ('submitted', 'sent'), ('withdrawn', 'taken back')], default='open', max_length=10)),
                ('state_at', models.DateTimeField(blank=True, null=True)),
                ('assessment', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.episode')),
                ('given_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.questionnaireassignment')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('schedule', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.schedule')),
                ('wording', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.wording')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WordingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('instrument', models.CharField(max_length=30)),
                ('version', models.PositiveSmallIntegerField()),
                ('language', models.CharField(max_length=10)),
                ('prompts', models.JSONField()),
                ('anchors', models.JSONField()),
                ('item_anchors', models.JSONField(default=dict)),
                ('source', models.CharField(max_length=200)),
                ('rights', models.CharField(max_length=500)),
                ('confirmed_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.wording')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='questionnaireassignment',
            name='wording',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.wording'),
        ),
        migrations.AddConstraint(
            model_name='assessmentevent',
            constraint=clinic.core.partitions.MonthlyPartitions('pgh_created_at', name='assessments_assessmentevent_months'),
        ),
        migrations.AddConstraint(
            model_name='scoreevent',
            constraint=clinic.core.partitions.MonthlyPartitions('pgh_created_at', name='assessments_scoreevent_months'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_assessment_rls'),
        ),
        migrations.AddConstraint(
            model_name='assessmentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_assessmentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='custominstrument',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_custominstrument_rls'),
        ),
        migrations.AddConstraint(
            model_name='custominstrumentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_custominstrumentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_interviewcoding_rls'),
        ),
        migrations.AddConstraint(
            model_name='interviewcodingevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_interviewcodingevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='rupture',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_rupture_rls'),
        ),
        migrations.AddConstraint(
            model_name='ruptureevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_ruptureevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_schedule_rls'),
        ),
        migrations.AddConstraint(
            model_name='scheduleevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_scheduleevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_score_rls'),
        ),
        migrations.AddConstraint(
            model_name='scoreevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_scoreevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_wording_rls'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignmentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_questionnaireassignmentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_questionnaireassignment_rls'),
        ),
        migrations.AddConstraint(
            model_name='wordingevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='assessments_wordingevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=clinic.core.tenancy.SameTenant('client', name='assessments_assessment_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=clinic.core.tenancy.SameTenant('episode', name='assessments_assessment_episode_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=clinic.core.tenancy.SameTenant('recorded_by', name='assessments_assessment_recorded_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=clinic.core.tenancy.SameTenant('corrects', name='assessments_assessment_corrects_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=clinic.core.tenancy.SameTenant('voided_by', name='assessments_assessment_voided_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=clinic.core.tenancy.SameTenant('risk_noted_by', name='assessments_assessment_risk_noted_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(fields=('client', 'key'), name='assessments_assessment_key'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='assessments_assessment_voided_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('risk_note', ''), ('risk_noted_at__isnull', True), ('risk_noted_by__isnull', True)), models.Q(('risk_noted_at__isnull', False), ('risk_noted_by__isnull', False), models.Q(('risk_note', ''), _negated=True), models.Q(('unanswered_risk_items', []), _negated=True)), _connector='OR'), name='assessments_assessment_risk_noted_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('style__in', ['', 'secure', 'preoccupied', 'dismissing', 'fearful'])), name='assessments_assessment_style'),
        ),
        migrations.AddConstraint(
            model_name='custominstrument',
            constraint=clinic.core.tenancy.SameTenant('added_by', name='assessments_custominstrument_added_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='custominstrument',
            constraint=models.UniqueConstraint(fields=('practice', 'key', 'version'), name='assessments_custominstrument_once'),
        ),
        migrations.AddConstraint(
            model_name='custominstrument',
            constraint=models.CheckConstraint(condition=models.Q(('key__startswith', 'custom-')), name='assessments_custominstrument_key'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=clinic.core.tenancy.SameTenant('client', name='assessments_interviewcoding_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=clinic.core.tenancy.SameTenant('episode', name='assessments_interviewcoding_episode_tenant'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=clinic.core.tenancy.SameTenant('recorded_by', name='assessments_interviewcoding_recorded_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=clinic.core.tenancy.SameTenant('voided_by', name='assessments_interviewcoding_voided_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('classification', 'U'), ('secondary__in', ['F', 'Ds', 'E'])), models.Q(('classification__in', ['F', 'Ds', 'E', 'CC']), ('secondary', '')), _connector='OR'), name='assessments_interview_secondary'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=models.CheckConstraint(condition=models.Q(('earned', False), ('classification', 'F'), _connector='OR'), name='assessments_interview_earned'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=models.CheckConstraint(condition=models.Q(('coded_on__gte', models.F('interviewed_on'))), name='assessments_interview_order'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('coherence_of_transcript__isnull', True), models.Q(('coherence_of_transcript__gte', 1), ('coherence_of_transcript__lte', 9)), _connector='OR'), models.Q(('coherence_of_mind__isnull', True), models.Q(('coherence_of_mind__gte', 1), ('coherence_of_mind__lte', 9)), _connector='OR')), name='assessments_interview_coherence'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('coder', ''), _negated=True), models.Q(('certification', ''), _negated=True)), name='assessments_interview_coder'),
        ),
        migrations.AddConstraint(
            model_name='interviewcoding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='assessments_interview_voided_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='rupture',
            constraint=clinic.core.tenancy.SameTenant('assessment', name='assessments_rupture_assessment_tenant'),
        ),
        migrations.AddConstraint(
            model_name='rupture',
            constraint=clinic.core.tenancy.SameTenant('client', name='assessments_rupture_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='rupture',
            constraint=clinic.core.tenancy.SameTenant('repaired_by', name='assessments_rupture_repaired_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='rupture',
            constraint=models.UniqueConstraint(fields=('assessment',), name='assessments_rupture_once'),
        ),
        migrations.AddConstraint(
            model_name='rupture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('repair', ''), ('repaired_at__isnull', True), ('repaired_by__isnull', True)), models.Q(('repaired_at__isnull', False), ('repaired_by__isnull', False), models.Q(('repair', ''), _negated=True)), _connector='OR'), name='assessments_rupture_repaired_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=clinic.core.tenancy.SameTenant('client', name='assessments_schedule_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=clinic.core.tenancy.SameTenant('episode', name='assessments_schedule_episode_tenant'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='assessments_schedule_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('episode', 'instrument', 'target', 'rhythm'), name='assessments_schedule_one'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('every__isnull', True), ('rhythm', 'course'), models.Q(('at_start', True), ('at_end', True), models.Q(('follow_ups', []), _negated=True), _connector='OR')), models.Q(('every__gte', 1), ('every__lte', 52), ('rhythm__in', ['weeks', 'sessions', 'after'])), _connector='OR'), name='assessments_schedule_rhythm'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 30)), name='assessments_schedule_days'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=clinic.core.tenancy.SameTenant('assessment', name='assessments_score_assessment_tenant'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=clinic.core.tenancy.SameTenant('client', name='assessments_score_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=clinic.core.tenancy.SameTenant('episode', name='assessments_score_episode_tenant'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.UniqueConstraint(fields=('assessment', 'subscale'), name='assessments_score_once'),
        ),
        migrations.AddConstraint(
            model_name='score',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['', 'recovered', 'improved', 'unchanged', 'worse', 'unknown']), ('verdict_last__in', ['', 'recovered', 'improved', 'unchanged', 'worse', 'unknown'])), name='assessments_score_verdict'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=clinic.core.tenancy.SameTenant('confirmed_by', name='assessments_wording_confirmed_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('practice', 'instrument', 'version', 'language'), name='assessments_wording_one'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(('rights', ''), _negated=True), name='assessments_wording_rights'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=clinic.core.tenancy.SameTenant('client', name='assessments_questionnaireassignment_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=clinic.core.tenancy.SameTenant('episode', name='assessments_questionnaireassignment_episode_tenant'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=clinic.core.tenancy.SameTenant('wording', name='assessments_questionnaireassignment_wording_tenant'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=clinic.core.tenancy.SameTenant('given_by', name='assessments_questionnaireassignment_given_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=clinic.core.tenancy.SameTenant('schedule', name='assessments_questionnaireassignment_schedule_tenant'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=clinic.core.tenancy.SameTenant('assessment', name='assessments_questionnaireassignment_assessment_tenant'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('client', 'instrument', 'target'), name='assessments_questionnaireassignment_one_open'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=models.UniqueConstraint(condition=models.Q(('schedule__isnull', False)), fields=('schedule', 'occasion'), name='assessments_questionnaireassignment_occasion'),
        ),
        migrations.AddConstraint(
            model_name='questionnaireassignment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessment__isnull', True), ('state', 'open'), ('state_at__isnull', True)), models.Q(('assessment__isnull', True), ('state', 'withdrawn'), ('state_at__isnull', False)), models.Q(('assessment__isnull', False), ('state', 'submitted'), ('state_at__isnull', False)), _connector='OR'), name='assessments_questionnaireassignment_state'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['practice', 'client', '-completed_on', '-id'], name='assessments_by_client'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(condition=models.Q(('risk_noted_at__isnull', True), ('voided_at__isnull', True), models.Q(('unanswered_risk_items', []), _negated=True)), fields=['practice', 'client'], name='assessments_risk_unanswered'),
        ),
        migrations.AddIndex(
            model_name='score',
            index=models.Index(fields=['practice', 'client', 'instrument', 'subscale', '-completed_on', '-assessment'], include=('value', 'verdict'), name='assessments_score_series'),
        ),
        migrations.AddIndex(
            model_name='questionnaireassignment',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['practice', 'client', 'due_on'], name='assessments_questionnaire_open'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_assessmentevent" ("client_id", "completed_on", "corrects_id", "episode_id", "forced_choice", "id", "incomplete_reason", "instrument", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "published_wording", "recorded_at", "recorded_by_id", "responses", "risk_note", "risk_noted_at", "risk_noted_by_id", "source", "style", "style_near", "target", "unanswered_risk_items", "version", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."client_id", NEW."completed_on", NEW."corrects_id", NEW."episode_id", NEW."forced_choice", NEW."id", NEW."incomplete_reason", NEW."instrument", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."published_wording", NEW."recorded_at", NEW."recorded_by_id", NEW."responses", NEW."risk_note", NEW."risk_noted_at", NEW."risk_noted_by_id", NEW."source", NEW."style", NEW."style_near", NEW."target", NEW."unanswered_risk_items", NEW."version", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='38f4433c1e1f784d0361a23ed2da53db651889a0', operation='INSERT', pgid='pgtrigger_insert_insert_3ca2a', table='assessments_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_assessmentevent" ("client_id", "completed_on", "corrects_id", "episode_id", "forced_choice", "id", "incomplete_reason", "instrument", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "published_wording", "recorded_at", "recorded_by_id", "responses", "risk_note", "risk_noted_at", "risk_noted_by_id", "source", "style", "style_near", "target", "unanswered_risk_items", "version", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."client_id", NEW."completed_on", NEW."corrects_id", NEW."episode_id", NEW."forced_choice", NEW."id", NEW."incomplete_reason", NEW."instrument", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."published_wording", NEW."recorded_at", NEW."recorded_by_id", NEW."responses", NEW."risk_note", NEW."risk_noted_at", NEW."risk_noted_by_id", NEW."source", NEW."style", NEW."style_near", NEW."target", NEW."unanswered_risk_items", NEW."version", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='1653bfb21cdf17a10a6f4663e1def437a5b346e5', operation='UPDATE', pgid='pgtrigger_update_update_d96c6', table='assessments_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_assessmentevent" ("client_id", "completed_on", "corrects_id", "episode_id", "forced_choice", "id", "incomplete_reason", "instrument", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "published_wording", "recorded_at", "recorded_by_id", "responses", "risk_note", "risk_noted_at", "risk_noted_by_id", "source", "style", "style_near", "target", "unanswered_risk_items", "version", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."client_id", OLD."completed_on", OLD."corrects_id", OLD."episode_id", OLD."forced_choice", OLD."id", OLD."incomplete_reason", OLD."instrument", OLD."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."published_wording", OLD."recorded_at", OLD."recorded_by_id", OLD."responses", OLD."risk_note", OLD."risk_noted_at", OLD."risk_noted_by_id", OLD."source", OLD."style", OLD."style_near", OLD."target", OLD."unanswered_risk_items", OLD."version", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;', hash='e30744364a1ede0ca5eab87819613fa9a553e4bb', operation='DELETE', pgid='pgtrigger_delete_delete_28394', table='assessments_assessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e05c01508b64a6a9dea39530a40e56b4fa781bf9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_19df1', table='assessments_assessmentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custominstrument',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_custominstrumentevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."definition", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."retired_at", NEW."version"); RETURN NULL;', hash='a5fbd2152d16f5285034a8110f8fd5786b737ae6', operation='INSERT', pgid='pgtrigger_insert_insert_c0790', table='assessments_custominstrument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custominstrument',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_custominstrumentevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."definition", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."retired_at", NEW."version"); RETURN NULL;', hash='25d5d4ae0901c9640529670f5bf070f3bf6c5fd3', operation='UPDATE', pgid='pgtrigger_update_update_0bfb8', table='assessments_custominstrument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custominstrument',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_custominstrumentevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."definition", OLD."id", OLD."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."retired_at", OLD."version"); RETURN NULL;', hash='40557e85cc42d5f8481d5cc4c4b6dc1f974f256b', operation='DELETE', pgid='pgtrigger_delete_delete_b1eb8', table='assessments_custominstrument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custominstrumentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='37603300fcbaa32b814b850f4245d0f3dc0ddabd', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_61003', table='assessments_custominstrumentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcoding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_interviewcodingevent" ("certification", "classification", "client_id", "coded_on", "coder", "coherence_of_mind", "coherence_of_transcript", "earned", "episode_id", "id", "interviewed_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "secondary", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."certification", NEW."classification", NEW."client_id", NEW."coded_on", NEW."coder", NEW."coherence_of_mind", NEW."coherence_of_transcript", NEW."earned", NEW."episode_id", NEW."id", NEW."interviewed_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."secondary", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='a98d60de6afd39007eac6e2763daa3a3354f4128', operation='INSERT', pgid='pgtrigger_insert_insert_0308e', table='assessments_interviewcoding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcoding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_interviewcodingevent" ("certification", "classification", "client_id", "coded_on", "coder", "coherence_of_mind", "coherence_of_transcript", "earned", "episode_id", "id", "interviewed_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "secondary", "void_reason", "voided_at", "voided_by_id") VALUES (NEW."certification", NEW."classification", NEW."client_id", NEW."coded_on", NEW."coder", NEW."coherence_of_mind", NEW."coherence_of_transcript", NEW."earned", NEW."episode_id", NEW."id", NEW."interviewed_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."secondary", NEW."void_reason", NEW."voided_at", NEW."voided_by_id"); RETURN NULL;', hash='bbecb88feeff829074b1ecc4308a84c41ed8b048', operation='UPDATE', pgid='pgtrigger_update_update_be452', table='assessments_interviewcoding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcoding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_interviewcodingevent" ("certification", "classification", "client_id", "coded_on", "coder", "coherence_of_mind", "coherence_of_transcript", "earned", "episode_id", "id", "interviewed_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "secondary", "void_reason", "voided_at", "voided_by_id") VALUES (OLD."certification", OLD."classification", OLD."client_id", OLD."coded_on", OLD."coder", OLD."coherence_of_mind", OLD."coherence_of_transcript", OLD."earned", OLD."episode_id", OLD."id", OLD."interviewed_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."recorded_at", OLD."recorded_by_id", OLD."secondary", OLD."void_reason", OLD."voided_at", OLD."voided_by_id"); RETURN NULL;', hash='fcc9bea1fa161d4962c947c3c4d02d3f95648084', operation='DELETE', pgid='pgtrigger_delete_delete_4d3dc', table='assessments_interviewcoding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interviewcodingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='53f07e33bf7a8b7909a228e03268bedf65b67df0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3d21f', table='assessments_interviewcodingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rupture',
            trigger=pgtrigger.compiler.Trigger(name='summary_ruptures_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET ruptured_on = n.ruptured_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT max(n.fell_on) FROM (SELECT "assessments_assessment"."completed_on" AS "fell_on" FROM "assessments_rupture" INNER JOIN "assessments_assessment" ON ("assessments_rupture"."assessment_id" = "assessments_assessment"."id") WHERE ("assessments_rupture"."client_id" = (c.client_id) AND "assessments_rupture"."practice_id" = (c.practice_id) AND "assessments_rupture"."repaired_at" IS NULL)) n) f (ruptured_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.ruptured_on) IS DISTINCT FROM (n.ruptured_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='f0c5e4b08bd2c68d1735f5f46c1eeeed84c471da', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_ruptures_insert_bb637', referencing='REFERENCING NEW TABLE AS new_rows ', table='assessments_rupture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rupture',
            trigger=pgtrigger.compiler.Trigger(name='summary_ruptures_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.repaired_at) IS DISTINCT FROM (m.client_id, m.repaired_at) CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.repaired_at) IS DISTINCT FROM (m.client_id, m.repaired_at) CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET ruptured_on = n.ruptured_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT max(n.fell_on) FROM (SELECT "assessments_assessment"."completed_on" AS "fell_on" FROM "assessments_rupture" INNER JOIN "assessments_assessment" ON ("assessments_rupture"."assessment_id" = "assessments_assessment"."id") WHERE ("assessments_rupture"."client_id" = (c.client_id) AND "assessments_rupture"."practice_id" = (c.practice_id) AND "assessments_rupture"."repaired_at" IS NULL)) n) f (ruptured_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.ruptured_on) IS DISTINCT FROM (n.ruptured_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='cae92a013b66fbb6e6f3198a3b6a05b0536cf451', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_ruptures_update_05971', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='assessments_rupture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rupture',
            trigger=pgtrigger.compiler.Trigger(name='summary_ruptures_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET ruptured_on = n.ruptured_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT max(n.fell_on) FROM (SELECT "assessments_assessment"."completed_on" AS "fell_on" FROM "assessments_rupture" INNER JOIN "assessments_assessment" ON ("assessments_rupture"."assessment_id" = "assessments_assessment"."id") WHERE ("assessments_rupture"."client_id" = (c.client_id) AND "assessments_rupture"."practice_id" = (c.practice_id) AND "assessments_rupture"."repaired_at" IS NULL)) n) f (ruptured_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.ruptured_on) IS DISTINCT FROM (n.ruptured_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='aac24c4b49df57bb9b8c4a8b0202548a84341ca1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_ruptures_delete_a49b9', referencing='REFERENCING OLD TABLE AS old_rows ', table='assessments_rupture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rupture',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_ruptureevent" ("assessment_id", "client_id", "fell_by", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "repair", "repaired_at", "repaired_by_id") VALUES (NEW."assessment_id", NEW."client_id", NEW."fell_by", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."repair", NEW."repaired_at", NEW."repaired_by_id"); RETURN NULL;', hash='e698896e3220121a21491d94ff71cfb89ed4d84f', operation='INSERT', pgid='pgtrigger_insert_insert_f5eb0', table='assessments_rupture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rupture',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_ruptureevent" ("assessment_id", "client_id", "fell_by", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "repair", "repaired_at", "repaired_by_id") VALUES (NEW."assessment_id", NEW."client_id", NEW."fell_by", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."repair", NEW."repaired_at", NEW."repaired_by_id"); RETURN NULL;', hash='c2419f5ccece235a7a84d89b78b77bae15499725', operation='UPDATE', pgid='pgtrigger_update_update_2f28f', table='assessments_rupture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rupture',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_ruptureevent" ("assessment_id", "client_id", "fell_by", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "repair", "repaired_at", "repaired_by_id") VALUES (OLD."assessment_id", OLD."client_id", OLD."fell_by", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."repair", OLD."repaired_at", OLD."repaired_by_id"); RETURN NULL;', hash='b71139e158868af133d94c75e2e6be3d98878165', operation='DELETE', pgid='pgtrigger_delete_delete_8b6ad', table='assessments_rupture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ruptureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='16b76afb3885c4cd41966c522b8dc62dab86d409', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b47c2', table='assessments_ruptureevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schedule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_scheduleevent" ("at_end", "at_start", "client_id", "days", "episode_id", "every", "follow_ups", "id", "instrument", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "rhythm", "starts_on", "stopped_at", "target") VALUES (NEW."at_end", NEW."at_start", NEW."client_id", NEW."days", NEW."episode_id", NEW."every", NEW."follow_ups", NEW."id", NEW."instrument", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."rhythm", NEW."starts_on", NEW."stopped_at", NEW."target"); RETURN NULL;', hash='f10303f295497af1aa2dfdd205fe97ce431ade5f', operation='INSERT', pgid='pgtrigger_insert_insert_492ae', table='assessments_schedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schedule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_scheduleevent" ("at_end", "at_start", "client_id", "days", "episode_id", "every", "follow_ups", "id", "instrument", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "rhythm", "starts_on", "stopped_at", "target") VALUES (NEW."at_end", NEW."at_start", NEW."client_id", NEW."days", NEW."episode_id", NEW."every", NEW."follow_ups", NEW."id", NEW."instrument", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."rhythm", NEW."starts_on", NEW."stopped_at", NEW."target"); RETURN NULL;', hash='bcdabbe1ee36e139a9a9a736262a04c292d1c7cc', operation='UPDATE', pgid='pgtrigger_update_update_7de2d', table='assessments_schedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schedule',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_scheduleevent" ("at_end", "at_start", "client_id", "days", "episode_id", "every", "follow_ups", "id", "instrument", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "rhythm", "starts_on", "stopped_at", "target") VALUES (OLD."at_end", OLD."at_start", OLD."client_id", OLD."days", OLD."episode_id", OLD."every", OLD."follow_ups", OLD."id", OLD."instrument", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."rhythm", OLD."starts_on", OLD."stopped_at", OLD."target"); RETURN NULL;', hash='fc32109c5daaf04e9c8f1fc35d820501c5b94a81', operation='DELETE', pgid='pgtrigger_delete_delete_27a06', table='assessments_schedule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scheduleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f9ad6e2d09b6b63ad1cf4d5c5742dcff82d2fd1c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_40d02', table='assessments_scheduleevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='summary_measure_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE n.instrument = \'core-10\' AND n.subscale = \'total\') p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET worse_on = n.worse_on, unchanged_on = n.unchanged_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (\n    SELECT max(n.completed_on) FILTER (WHERE n.verdict = \'worse\'),\n        max(n.completed_on) FILTER (WHERE n.verdict = \'unchanged\')\n    FROM (SELECT "assessments_score"."verdict" AS "verdict", "assessments_score"."completed_on" AS "completed_on" FROM "assessments_score" WHERE ("assessments_score"."practice_id" = (c.practice_id) AND "assessments_score"."client_id" = (c.client_id) AND "assessments_score"."instrument" = \'core-10\' AND "assessments_score"."subscale" = \'total\' AND "assessments_score"."value" IS NOT NULL) ORDER BY 2 DESC, "assessments_score"."assessment_id" DESC LIMIT 1) n\n) f (worse_on, unchanged_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.worse_on, s.unchanged_on) IS DISTINCT FROM (n.worse_on, n.unchanged_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='5f9220901fa5acd7947a2fbc8181b8235672d3bf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_measure_insert_5d1cb', referencing='REFERENCING NEW TABLE AS new_rows ', table='assessments_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='summary_measure_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.instrument, n.subscale, n.completed_on, n.value, n.verdict) IS DISTINCT FROM (m.client_id, m.instrument, m.subscale, m.completed_on, m.value, m.verdict) CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE m.instrument = \'core-10\' AND m.subscale = \'total\' UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.instrument, n.subscale, n.completed_on, n.value, n.verdict) IS DISTINCT FROM (m.client_id, m.instrument, m.subscale, m.completed_on, m.value, m.verdict) CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE n.instrument = \'core-10\' AND n.subscale = \'total\') p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET worse_on = n.worse_on, unchanged_on = n.unchanged_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (\n    SELECT max(n.completed_on) FILTER (WHERE n.verdict = \'worse\'),\n        max(n.completed_on) FILTER (WHERE n.verdict = \'unchanged\')\n    FROM (SELECT "assessments_score"."verdict" AS "verdict", "assessments_score"."completed_on" AS "completed_on" FROM "assessments_score" WHERE ("assessments_score"."practice_id" = (c.practice_id) AND "assessments_score"."client_id" = (c.client_id) AND "assessments_score"."instrument" = \'core-10\' AND "assessments_score"."subscale" = \'total\' AND "assessments_score"."value" IS NOT NULL) ORDER BY 2 DESC, "assessments_score"."assessment_id" DESC LIMIT 1) n\n) f (worse_on, unchanged_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.worse_on, s.unchanged_on) IS DISTINCT FROM (n.worse_on, n.unchanged_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='a131a8fc68f3c79711cc5be6e68d6e1a52230a38', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_measure_update_1e323', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='assessments_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='summary_measure_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE m.instrument = \'core-10\' AND m.subscale = \'total\') p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET worse_on = n.worse_on, unchanged_on = n.unchanged_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (\n    SELECT max(n.completed_on) FILTER (WHERE n.verdict = \'worse\'),\n        max(n.completed_on) FILTER (WHERE n.verdict = \'unchanged\')\n    FROM (SELECT "assessments_score"."verdict" AS "verdict", "assessments_score"."completed_on" AS "completed_on" FROM "assessments_score" WHERE ("assessments_score"."practice_id" = (c.practice_id) AND "assessments_score"."client_id" = (c.client_id) AND "assessments_score"."instrument" = \'core-10\' AND "assessments_score"."subscale" = \'total\' AND "assessments_score"."value" IS NOT NULL) ORDER BY 2 DESC, "assessments_score"."assessment_id" DESC LIMIT 1) n\n) f (worse_on, unchanged_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.worse_on, s.unchanged_on) IS DISTINCT FROM (n.worse_on, n.unchanged_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='ef947fc80d7113ca8103ba8d3d8fc98e24c03399', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_measure_delete_bc8c1', referencing='REFERENCING OLD TABLE AS old_rows ', table='assessments_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_scoreevent" ("answered", "assessment_id", "band", "change", "change_last", "client_id", "completed_on", "criterion", "episode_id", "id", "instrument", "is_baseline", "notes", "of", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "sem", "subscale", "target", "value", "verdict", "verdict_last") VALUES (NEW."answered", NEW."assessment_id", NEW."band", NEW."change", NEW."change_last", NEW."client_id", NEW."completed_on", NEW."criterion", NEW."episode_id", NEW."id", NEW."instrument", NEW."is_baseline", NEW."notes", NEW."of", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."sem", NEW."subscale", NEW."target", NEW."value", NEW."verdict", NEW."verdict_last"); RETURN NULL;', hash='19ef5979175cb86c82c9cdee03a8a8fce7a4b664', operation='INSERT', pgid='pgtrigger_insert_insert_26488', table='assessments_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_scoreevent" ("answered", "assessment_id", "band", "change", "change_last", "client_id", "completed_on", "criterion", "episode_id", "id", "instrument", "is_baseline", "notes", "of", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "sem", "subscale", "target", "value", "verdict", "verdict_last") VALUES (NEW."answered", NEW."assessment_id", NEW."band", NEW."change", NEW."change_last", NEW."client_id", NEW."completed_on", NEW."criterion", NEW."episode_id", NEW."id", NEW."instrument", NEW."is_baseline", NEW."notes", NEW."of", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."sem", NEW."subscale", NEW."target", NEW."value", NEW."verdict", NEW."verdict_last"); RETURN NULL;', hash='877bf8beab3834bb71f41925156fe40b7fa7912f', operation='UPDATE', pgid='pgtrigger_update_update_d15bf', table='assessments_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='score',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_scoreevent" ("answered", "assessment_id", "band", "change", "change_last", "client_id", "completed_on", "criterion", "episode_id", "id", "instrument", "is_baseline", "notes", "of", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "sem", "subscale", "target", "value", "verdict", "verdict_last") VALUES (OLD."answered", OLD."assessment_id", OLD."band", OLD."change", OLD."change_last", OLD."client_id", OLD."completed_on", OLD."criterion", OLD."episode_id", OLD."id", OLD."instrument", OLD."is_baseline", OLD."notes", OLD."of", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."sem", OLD."subscale", OLD."target", OLD."value", OLD."verdict", OLD."verdict_last"); RETURN NULL;', hash='a6e16a27e5525da6b3dc35295af25655059fd925', operation='DELETE', pgid='pgtrigger_delete_delete_a7656', table='assessments_score', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='scoreevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6b54b9d755379e1c7ec58d563524303a2f09637c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_732eb', table='assessments_scoreevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_wordingevent" ("anchors", "confirmed_at", "confirmed_by_id", "id", "instrument", "item_anchors", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "prompts", "retired_at", "rights", "source", "version") VALUES (NEW."anchors", NEW."confirmed_at", NEW."confirmed_by_id", NEW."id", NEW."instrument", NEW."item_anchors", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."prompts", NEW."retired_at", NEW."rights", NEW."source", NEW."version"); RETURN NULL;', hash='d047b6f4e6779ca72a2a21fed56716490324b92b', operation='INSERT', pgid='pgtrigger_insert_insert_af45a', table='assessments_wording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_wordingevent" ("anchors", "confirmed_at", "confirmed_by_id", "id", "instrument", "item_anchors", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "prompts", "retired_at", "rights", "source", "version") VALUES (NEW."anchors", NEW."confirmed_at", NEW."confirmed_by_id", NEW."id", NEW."instrument", NEW."item_anchors", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."prompts", NEW."retired_at", NEW."rights", NEW."source", NEW."version"); RETURN NULL;', hash='18cbcd34add1c6e548aafebcd2fb774636124308', operation='UPDATE', pgid='pgtrigger_update_update_bda04', table='assessments_wording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wording',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_wordingevent" ("anchors", "confirmed_at", "confirmed_by_id", "id", "instrument", "item_anchors", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "prompts", "retired_at", "rights", "source", "version") VALUES (OLD."anchors", OLD."confirmed_at", OLD."confirmed_by_id", OLD."id", OLD."instrument", OLD."item_anchors", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."prompts", OLD."retired_at", OLD."rights", OLD."source", OLD."version"); RETURN NULL;', hash='578d3d7ac280ed72ef74d1992f6c8f59250a6f36', operation='DELETE', pgid='pgtrigger_delete_delete_9e0da', table='assessments_wording', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireassignmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d83a43c2e4211dabbeb41497c36604819f9167bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4bf9b', table='assessments_questionnaireassignmentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireassignment',
            trigger=pgtrigger.compiler.Trigger(name='summary_questionnaires_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET due_on = n.due_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT min(n.due_on) FROM (SELECT "assessments_questionnaireassignment"."due_on" AS "due_on" FROM "assessments_questionnaireassignment" WHERE ("assessments_questionnaireassignment"."state" = \'open\' AND "assessments_questionnaireassignment"."client_id" = (c.client_id) AND "assessments_questionnaireassignment"."practice_id" = (c.practice_id))) n) f (due_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.due_on) IS DISTINCT FROM (n.due_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='c4fb79b2076daebff217bddfb4313fafce75ae94', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_questionnaires_insert_05e0b', referencing='REFERENCING NEW TABLE AS new_rows ', table='assessments_questionnaireassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireassignment',
            trigger=pgtrigger.compiler.Trigger(name='summary_questionnaires_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.state, n.due_on) IS DISTINCT FROM (m.client_id, m.state, m.due_on) CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.state, n.due_on) IS DISTINCT FROM (m.client_id, m.state, m.due_on) CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET due_on = n.due_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT min(n.due_on) FROM (SELECT "assessments_questionnaireassignment"."due_on" AS "due_on" FROM "assessments_questionnaireassignment" WHERE ("assessments_questionnaireassignment"."state" = \'open\' AND "assessments_questionnaireassignment"."client_id" = (c.client_id) AND "assessments_questionnaireassignment"."practice_id" = (c.practice_id))) n) f (due_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.due_on) IS DISTINCT FROM (n.due_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='ab61fb432960303f74bc3f39492ecadc3060635c', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_questionnaires_update_0553f', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='assessments_questionnaireassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireassignment',
            trigger=pgtrigger.compiler.Trigger(name='summary_questionnaires_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET due_on = n.due_on FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT min(n.due_on) FROM (SELECT "assessments_questionnaireassignment"."due_on" AS "due_on" FROM "assessments_questionnaireassignment" WHERE ("assessments_questionnaireassignment"."state" = \'open\' AND "assessments_questionnaireassignment"."client_id" = (c.client_id) AND "assessments_questionnaireassignment"."practice_id" = (c.practice_id))) n) f (due_on)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.due_on) IS DISTINCT FROM (n.due_on)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='04901e5c7a661b6ebd5abd97fa0378d6da4339fe', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_questionnaires_delete_c426e', referencing='REFERENCING OLD TABLE AS old_rows ', table='assessments_questionnaireassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireassignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_questionnaireassignmentevent" ("assessment_id", "client_id", "due_on", "episode_id", "given_at", "given_by_id", "id", "instrument", "language", "occasion", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "responses", "schedule_id", "state", "state_at", "target", "version", "wording_id") VALUES (NEW."assessment_id", NEW."client_id", NEW."due_on", NEW."episode_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."instrument", NEW."language", NEW."occasion", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."responses", NEW."schedule_id", NEW."state", NEW."state_at", NEW."target", NEW."version", NEW."wording_id"); RETURN NULL;', hash='546374e611cc0e2056d6bb7f811253116e31ee72', operation='INSERT', pgid='pgtrigger_insert_insert_2f63f', table='assessments_questionnaireassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireassignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "assessments_questionnaireassignmentevent" ("assessment_id", "client_id", "due_on", "episode_id", "given_at", "given_by_id", "id", "instrument", "language", "occasion", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "responses", "schedule_id", "state", "state_at", "target", "version", "wording_id") VALUES (NEW."assessment_id", NEW."client_id", NEW."due_on", NEW."episode_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."instrument", NEW."language", NEW."occasion", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."responses", NEW."schedule_id", NEW."state", NEW."state_at", NEW."target", NEW."version", NEW."wording_id"); RETURN NULL;', hash='a5947aff0907d210ec23d711914a92a8b818ffc1', operation='UPDATE', pgid='pgtrigger_update_update_e53b4', table='assessments_questionnaireassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='questionnaireassignment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "assessments_questionnaireassignmentevent" ("assessment_id", "client_id", "due_on", "episode_id", "given_at", "given_by_id", "id", "instrument", "language", "occasion", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "responses", "schedule_id", "state", "state_at", "target", "version", "wording_id") VALUES (OLD."assessment_id", OLD."client_id", OLD."due_on", OLD."episode_id", OLD."given_at", OLD."given_by_id", OLD."id", OLD."instrument", OLD."language", OLD."occasion", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."responses", OLD."schedule_id", OLD."state", OLD."state_at", OLD."target", OLD."version", OLD."wording_id"); RETURN NULL;', hash='fe2700ea1291c909a049494aea598fe6f563dba7', operation='DELETE', pgid='pgtrigger_delete_delete_d6403', table='assessments_questionnaireassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wordingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='34f5d0dbb66c12c2a70acd54f762f9e94e4fcffa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f270c', table='assessments_wordingevent', when='BEFORE')),
        ),
    ])
