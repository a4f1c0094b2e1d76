import clients.households.joint
import clinic.core.fields
import clinic.core.partitions
import clinic.core.tenancy
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import interventions.notes.formats
import interventions.reminders.models
import interventions.sessions.ranges
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.db import migrations, models

from clinic.core.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('clients', '0001_initial'),
        ('core', '0001_initial'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Addendum',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', clinic.core.fields.EncryptableTextField(max_length=20000)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('content_hash', models.CharField(max_length=64)),
                ('author', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('exercise', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('times_per_week', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=300, verbose_name='a line for the client')),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('cautions', models.JSONField(blank=True, default=list)),
                ('caution_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=500)),
                ('assigned_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='BodyResource',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('text', clinic.core.fields.EncryptableTextField(max_length=200, verbose_name='what settles')),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='noted on')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarSettings',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('minutes', models.PositiveSmallIntegerField(default=50, verbose_name='Usual length in minutes')),
                ('buffer_minutes', models.PositiveSmallIntegerField(default=0, verbose_name='Break after a session in minutes')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='CalendarSettingsEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('minutes', models.PositiveSmallIntegerField(default=50, verbose_name='Usual length in minutes')),
                ('buffer_minutes', models.PositiveSmallIntegerField(default=0, verbose_name='Break after a session in minutes')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.calendarsettings')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CautionReview',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('phase', models.CharField(blank=True, max_length=40)),
                ('texts', models.JSONField()),
                ('reason', clinic.core.fields.EncryptableTextField(max_length=1000)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('screen', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.violencescreen')),
            ],
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('word', models.CharField(choices=[('cosigned', 'cosigned'), ('returned', 'returned for change')], max_length=8)),
                ('text', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='CustomExercise',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('definition', models.JSONField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomExerciseEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('definition', models.JSONField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.customexercise')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomModality',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('definition', models.JSONField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CustomModalityEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('definition', models.JSONField()),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.custommodality')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CycleSide',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('position', models.CharField(choices=[('pursuer', 'pursues'), ('withdrawer', 'withdraws'), ('mixed', 'both')], max_length=10, verbose_name='position')),
                ('trigger', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what sets it off')),
                ('action', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what they do')),
                ('story', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what they tell themselves')),
                ('secondary', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='emotion shown')),
                ('primary', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='emotion underneath')),
                ('fear', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='attachment fear')),
                ('need', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='attachment need')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client', verbose_name='whose side')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ExerciseLog',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('done', models.CharField(choices=[('yes', 'done'), ('partly', 'partly'), ('no', 'not today')], default='yes', max_length=8)),
                ('before', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('after', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('key', models.UUIDField()),
                ('assignment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='logs', to='interventions.assignment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ExerciseLogEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('at', models.DateTimeField()),
                ('done', models.CharField(choices=[('yes', 'done'), ('partly', 'partly'), ('no', 'not today')], default='yes', max_length=8)),
                ('before', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('after', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('key', models.UUIDField()),
                ('assignment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.assignment')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.exerciselog')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('secret_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('therapist_id', models.UUIDField(unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='GateOverride',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('phase', models.CharField(max_length=40)),
                ('unmet', models.JSONField()),
                ('reason', clinic.core.fields.EncryptableTextField(max_length=1000)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('seen_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('words', clinic.core.fields.EncryptableTextField(max_length=300, verbose_name="in the client's own words")),
                ('kind', models.CharField(choices=[('measure', 'a measure'), ('attainment', 'goal attainment, −2 to +2')], max_length=10)),
                ('instrument', models.CharField(blank=True, max_length=30)),
                ('subscale', models.CharField(blank=True, max_length=30)),
                ('aim', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('by_date', models.DateField(blank=True, null=True)),
                ('levels', models.JSONField(blank=True, default=list)),
                ('weight', models.PositiveSmallIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='clients.client')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='GoalRating',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('level', models.SmallIntegerField()),
                ('goal', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='interventions.goal')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='GoalRatingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('on', models.DateField()),
                ('level', models.SmallIntegerField()),
                ('goal', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.goal')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.goalrating')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Hours',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField()),
                ('starts', models.PositiveSmallIntegerField()),
                ('ends', models.PositiveSmallIntegerField()),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='HoursEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField()),
                ('starts', models.PositiveSmallIntegerField()),
                ('ends', models.PositiveSmallIntegerField()),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.hours')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='What for')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='LeaveEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='What for')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.leave')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LinkedAssessment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('assessment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.assessment')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Mode',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('child', 'child'), ('coping', 'coping'), ('parent', 'parent voice'), ('healthy', 'Healthy Adult')], max_length=8, verbose_name='kind')),
                ('trigger', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what sets it off')),
                ('does', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what it does')),
                ('need', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='need behind it')),
                ('schemas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='linked schemas')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ModeStrength',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('strength', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='strength, 0 to 10')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('mode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='strengths', to='interventions.mode', verbose_name='mode')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('form', models.CharField(choices=interventions.notes.formats.note_choices, max_length=40, verbose_name='form')),
                ('parts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed')], default='draft', max_length=6)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('signed_name', models.CharField(blank=True, max_length=120)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('author', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='CosignatureEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('word', models.CharField(choices=[('cosigned', 'cosigned'), ('returned', 'returned for change')], max_length=8)),
                ('text', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.cosignature')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('note', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.note')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AddendumEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('text', clinic.core.fields.EncryptableTextField(max_length=20000)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('content_hash', models.CharField(max_length=64)),
                ('author', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.addendum')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('note', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.note')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NoteTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('form', models.CharField(max_length=40, verbose_name='form')),
                ('parts', models.JSONField(default=dict)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='NoteTemplateEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('form', models.CharField(max_length=40, verbose_name='form')),
                ('parts', models.JSONField(default=dict)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.notetemplate')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('manager', 'manager'), ('firefighter', 'firefighter'), ('exile', 'exile')], max_length=12, verbose_name='kind')),
                ('does', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what it does')),
                ('fears', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what it fears would happen otherwise')),
                ('memory', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='age or first memory')),
                ('burden', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='burden')),
                ('self_relation', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='relation to Self, 0 to 10')),
                ('status', models.CharField(choices=[('noticed', 'noticed'), ('befriended', 'befriended'), ('permitted', 'permission given'), ('witnessed', 'witnessed'), ('unburdened', 'unburdened'), ('new-role', 'new role')], default='noticed', max_length=12, verbose_name='status')),
                ('steps', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='six F’s')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='PartTie',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('protects', 'protects'), ('polarised', 'is polarised with')], max_length=10, verbose_name='how')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('other', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interventions.part', verbose_name='which other')),
                ('part', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='interventions.part', verbose_name='part')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('modality', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('phase', models.CharField(max_length=40)),
                ('formulation', clinic.core.fields.EncryptableTextField(blank=True, max_length=4000, verbose_name='formulation')),
                ('started_on', models.DateField()),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='review on')),
                ('state', models.CharField(choices=[('active', 'active'), ('paused', 'paused'), ('ended', 'ended')], default='active', max_length=8)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('outcome', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='outcome')),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('agreed_how', models.CharField(blank=True, choices=[('portal', 'on the portal'), ('told', 'told the therapist')], max_length=8)),
                ('agreement_asked_at', models.DateTimeField(blank=True, null=True)),
                ('agreement_question', clinic.core.fields.EncryptableTextField(blank=True, max_length=500)),
                ('cautions', models.JSONField(blank=True, default=list)),
                ('caution_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('specialist_note', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name="a specialist's assessment")),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='clients.episode')),
                ('follows', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interventions.plan')),
                ('household', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='clients.household')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
            bases=(clients.households.joint.Joint, models.Model),
        ),
        migrations.CreateModel(
            name='PartTieEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('protects', 'protects'), ('polarised', 'is polarised with')], max_length=10, verbose_name='how')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('other', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.part', verbose_name='which other')),
                ('part', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.part', verbose_name='part')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.parttie')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('manager', 'manager'), ('firefighter', 'firefighter'), ('exile', 'exile')], max_length=12, verbose_name='kind')),
                ('does', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what it does')),
                ('fears', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what it fears would happen otherwise')),
                ('memory', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='age or first memory')),
                ('burden', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='burden')),
                ('self_relation', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='relation to Self, 0 to 10')),
                ('status', models.CharField(choices=[('noticed', 'noticed'), ('befriended', 'befriended'), ('permitted', 'permission given'), ('witnessed', 'witnessed'), ('unburdened', 'unburdened'), ('new-role', 'new role')], default='noticed', max_length=12, verbose_name='status')),
                ('steps', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None, verbose_name='six F’s')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.part')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ModeStrengthEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('strength', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='strength, 0 to 10')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('mode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.mode', verbose_name='mode')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.modestrength')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ModeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('kind', models.CharField(choices=[('child', 'child'), ('coping', 'coping'), ('parent', 'parent voice'), ('healthy', 'Healthy Adult')], max_length=8, verbose_name='kind')),
                ('trigger', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what sets it off')),
                ('does', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what it does')),
                ('need', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='need behind it')),
                ('schemas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='linked schemas')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.mode')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='LinkedAssessmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('assessment', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='assessments.assessment')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.linkedassessment')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GoalEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('words', clinic.core.fields.EncryptableTextField(max_length=300, verbose_name="in the client's own words")),
                ('kind', models.CharField(choices=[('measure', 'a measure'), ('attainment', 'goal attainment, −2 to +2')], max_length=10)),
                ('instrument', models.CharField(blank=True, max_length=30)),
                ('subscale', models.CharField(blank=True, max_length=30)),
                ('aim', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ('by_date', models.DateField(blank=True, null=True)),
                ('levels', models.JSONField(blank=True, default=list)),
                ('weight', models.PositiveSmallIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.goal')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GateOverrideEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('phase', models.CharField(max_length=40)),
                ('unmet', models.JSONField()),
                ('reason', clinic.core.fields.EncryptableTextField(max_length=1000)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.gateoverride')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('seen_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CycleSideEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('position', models.CharField(choices=[('pursuer', 'pursues'), ('withdrawer', 'withdraws'), ('mixed', 'both')], max_length=10, verbose_name='position')),
                ('trigger', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what sets it off')),
                ('action', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what they do')),
                ('story', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='what they tell themselves')),
                ('secondary', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='emotion shown')),
                ('primary', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='emotion underneath')),
                ('fear', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='attachment fear')),
                ('need', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='attachment need')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client', verbose_name='whose side')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.cycleside')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CycleMoment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('de-escalation', 'de-escalation'), ('re-engagement', 'the withdrawer re-engages'), ('softening', 'the pursuer softens')], max_length=16, verbose_name='what happened')),
                ('on', models.DateField(verbose_name='on')),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='note')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan')),
            ],
        ),
        migrations.CreateModel(
            name='CautionReviewEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('phase', models.CharField(blank=True, max_length=40)),
                ('texts', models.JSONField()),
                ('reason', clinic.core.fields.EncryptableTextField(max_length=1000)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.cautionreview')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('screen', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.violencescreen')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BodyResourceEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('text', clinic.core.fields.EncryptableTextField(max_length=200, verbose_name='what settles')),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='noted on')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.bodyresource')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AssignmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('exercise', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('times_per_week', models.PositiveSmallIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=300, verbose_name='a line for the client')),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('cautions', models.JSONField(blank=True, default=list)),
                ('caution_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=500)),
                ('assigned_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.assignment')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('modality', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('phase', models.CharField(max_length=40)),
                ('formulation', clinic.core.fields.EncryptableTextField(blank=True, max_length=4000, verbose_name='formulation')),
                ('started_on', models.DateField()),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='review on')),
                ('state', models.CharField(choices=[('active', 'active'), ('paused', 'paused'), ('ended', 'ended')], default='active', max_length=8)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('outcome', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='outcome')),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('agreed_how', models.CharField(blank=True, choices=[('portal', 'on the portal'), ('told', 'told the therapist')], max_length=8)),
                ('agreement_asked_at', models.DateTimeField(blank=True, null=True)),
                ('agreement_question', clinic.core.fields.EncryptableTextField(blank=True, max_length=500)),
                ('cautions', models.JSONField(blank=True, default=list)),
                ('caution_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('specialist_note', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name="a specialist's assessment")),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('episode', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.episode')),
                ('follows', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('household', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.household')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanPhase',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('phase', models.CharField(max_length=40)),
                ('entered_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('gate', models.CharField(blank=True, choices=[('met', 'met'), ('overridden', 'overridden')], max_length=10)),
                ('exit_evidence', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('exit_on', models.DateField(blank=True, null=True)),
                ('exit_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='interventions.plan')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='PlanPhaseEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('phase', models.CharField(max_length=40)),
                ('entered_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('gate', models.CharField(blank=True, choices=[('met', 'met'), ('overridden', 'overridden')], max_length=10)),
                ('exit_evidence', clinic.core.fields.EncryptableTextField(blank=True, max_length=1000)),
                ('exit_on', models.DateField(blank=True, null=True)),
                ('exit_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.planphase')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PrivateNote',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('sealed', models.BinaryField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='PrivateNoteEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.privatenote')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReadingAssignment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('page', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=300, verbose_name='a line for the client')),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='reading_assignments', to='clients.client')),
                ('given_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ReadingAssignmentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('page', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=300, verbose_name='a line for the client')),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('given_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.readingassignment')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReminderRules',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('offsets', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=interventions.reminders.models.usual_offsets, size=None)),
                ('changes', models.BooleanField(default=True, verbose_name='Tell clients when an appointment is booked, moved or cancelled')),
                ('questionnaires', models.BooleanField(default=True, verbose_name='Write to clients when a questionnaire is waiting')),
                ('exercises', models.BooleanField(default=True, verbose_name='Remind clients of exercises if they want that')),
                ('staff_digest', models.BooleanField(default=True, verbose_name='Tell staff in the morning what is waiting')),
                ('no_contact_days', models.PositiveSmallIntegerField(default=21, verbose_name='List clients without contact after days')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ReminderRulesEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('offsets', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=interventions.reminders.models.usual_offsets, size=None)),
                ('changes', models.BooleanField(default=True, verbose_name='Tell clients when an appointment is booked, moved or cancelled')),
                ('questionnaires', models.BooleanField(default=True, verbose_name='Write to clients when a questionnaire is waiting')),
                ('exercises', models.BooleanField(default=True, verbose_name='Remind clients of exercises if they want that')),
                ('staff_digest', models.BooleanField(default=True, verbose_name='Tell staff in the morning what is waiting')),
                ('no_contact_days', models.PositiveSmallIntegerField(default=21, verbose_name='List clients without contact after days')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.reminderrules')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SchemaRating',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('schema', models.CharField(max_length=60, verbose_name='schema')),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='rating, 1 to 6')),
                ('questionnaire', clinic.core.fields.EncryptableTextField(blank=True, max_length=80, verbose_name='questionnaire')),
                ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='its score')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='SchemaRatingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('schema', models.CharField(max_length=60, verbose_name='schema')),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='rating, 1 to 6')),
                ('questionnaire', clinic.core.fields.EncryptableTextField(blank=True, max_length=80, verbose_name='questionnaire')),
                ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='its score')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.schemarating')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rule', models.CharField(blank=True, max_length=200)),
                ('first_on', models.DateField()),
                ('time', models.TimeField()),
                ('zone', models.CharField(max_length=64)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('follows', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interventions.series')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='SeriesEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('rule', models.CharField(blank=True, max_length=200)),
                ('first_on', models.DateField()),
                ('time', models.TimeField()),
                ('zone', models.CharField(max_length=64)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('follows', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.series')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.series')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionNotice',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('act_id', models.UUIDField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revision', models.PositiveIntegerField()),
                ('restored', models.BooleanField(default=False)),
                ('was_from', models.DateTimeField(blank=True, null=True)),
                ('was_until', models.DateTimeField(blank=True, null=True)),
                ('was_link', models.CharField(blank=True, max_length=300)),
                ('now_from', models.DateTimeField(blank=True, null=True)),
                ('now_until', models.DateTimeField(blank=True, null=True)),
                ('now_link', models.CharField(blank=True, max_length=300)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='SessionRating',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('track', models.CharField(max_length=40)),
                ('value', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='SessionRules',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('late_hours', models.PositiveSmallIntegerField(default=24, verbose_name='Hours before the start from which a cancellation is late')),
                ('sign_hours', models.PositiveSmallIntegerField(default=72, verbose_name='Hours until an unsigned note is in the morning mail')),
                ('step_minutes', models.PositiveSmallIntegerField(default=30, verbose_name='Sessions begin every … minutes')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='SessionRulesEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('late_hours', models.PositiveSmallIntegerField(default=24, verbose_name='Hours before the start from which a cancellation is late')),
                ('sign_hours', models.PositiveSmallIntegerField(default=72, verbose_name='Hours until an unsigned note is in the morning mail')),
                ('step_minutes', models.PositiveSmallIntegerField(default=30, verbose_name='Sessions begin every … minutes')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.sessionrules')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Sibam',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('minute', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(240)], verbose_name='minute')),
                ('channel', models.CharField(choices=[('S', 'sensation'), ('I', 'image'), ('B', 'behaviour'), ('A', 'affect'), ('M', 'meaning')], max_length=1, verbose_name='channel')),
                ('text', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='in words')),
                ('activation', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='activation, 0 to 10')),
                ('state', models.CharField(choices=[('hypo', 'under the window'), ('window', 'in the window'), ('hyper', 'over the window')], max_length=8, verbose_name='state')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('label', models.CharField(max_length=60, verbose_name='short label')),
                ('prong', models.CharField(choices=[('past', 'past'), ('present', 'present'), ('future', 'future')], default='past', max_length=8, verbose_name='prong')),
                ('image', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='image')),
                ('negative', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='negative cognition')),
                ('positive', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='positive cognition')),
                ('emotions', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='emotions')),
                ('body', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='where in the body')),
                ('status', models.CharField(choices=[('identified', 'identified'), ('assessed', 'assessed'), ('processing', 'in processing'), ('complete', 'complete')], default='identified', max_length=12, verbose_name='status')),
                ('incomplete', models.BooleanField(default=False, verbose_name='the last session was incomplete')),
                ('containment', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='containment')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='TargetEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('label', models.CharField(max_length=60, verbose_name='short label')),
                ('prong', models.CharField(choices=[('past', 'past'), ('present', 'present'), ('future', 'future')], default='past', max_length=8, verbose_name='prong')),
                ('image', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='image')),
                ('negative', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='negative cognition')),
                ('positive', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='positive cognition')),
                ('emotions', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='emotions')),
                ('body', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='where in the body')),
                ('status', models.CharField(choices=[('identified', 'identified'), ('assessed', 'assessed'), ('processing', 'in processing'), ('complete', 'complete')], default='identified', max_length=12, verbose_name='status')),
                ('incomplete', models.BooleanField(default=False, verbose_name='the last session was incomplete')),
                ('containment', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='containment')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.target')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TargetMeasure',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('sets', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(60)], verbose_name='sets so far')),
                ('sud', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='SUD, 0 to 10')),
                ('voc', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)], verbose_name='VOC, 1 to 7')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('target', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='interventions.target', verbose_name='target')),
            ],
        ),
        migrations.CreateModel(
            name='TherapySession',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('series_on', models.DateField(blank=True, null=True)),
                ('link', models.URLField(blank=True, max_length=300, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link to the video room')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('booked', 'booked'), ('arrived', 'arrived'), ('attended', 'attended'), ('missed', 'did not attend'), ('cancelled', 'cancelled')], default='booked', max_length=10)),
                ('cancelled_how', models.CharField(blank=True, choices=[('client', 'by the client, in time'), ('late', 'by the client, late'), ('therapist', 'by the therapist')], max_length=9)),
                ('outcome_at', models.DateTimeField(blank=True, null=True)),
                ('reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='reason')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='clients.client')),
                ('household', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='clients.household')),
                ('plan', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='interventions.plan')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('room', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.room')),
                ('series', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='interventions.series')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
            bases=(clients.households.joint.Joint, models.Model),
        ),
        migrations.CreateModel(
            name='TargetMeasureEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('sets', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(60)], verbose_name='sets so far')),
                ('sud', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='SUD, 0 to 10')),
                ('voc', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)], verbose_name='VOC, 1 to 7')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.targetmeasure')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('target', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.target', verbose_name='target')),
                ('session', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.therapysession', verbose_name='session')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SibamEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('on', models.DateField(default=django.utils.timezone.localdate, verbose_name='on')),
                ('minute', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(240)], verbose_name='minute')),
                ('channel', models.CharField(choices=[('S', 'sensation'), ('I', 'image'), ('B', 'behaviour'), ('A', 'affect'), ('M', 'meaning')], max_length=1, verbose_name='channel')),
                ('text', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='in words')),
                ('activation', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10)], verbose_name='activation, 0 to 10')),
                ('state', models.CharField(choices=[('hypo', 'under the window'), ('window', 'in the window'), ('hyper', 'over the window')], max_length=8, verbose_name='state')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.sibam')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('session', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.therapysession', verbose_name='session')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionRatingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('track', models.CharField(max_length=40)),
                ('value', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.sessionrating')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('session', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.therapysession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionNoticeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('act_id', models.UUIDField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revision', models.PositiveIntegerField()),
                ('restored', models.BooleanField(default=False)),
                ('was_from', models.DateTimeField(blank=True, null=True)),
                ('was_until', models.DateTimeField(blank=True, null=True)),
                ('was_link', models.CharField(blank=True, max_length=300)),
                ('now_from', models.DateTimeField(blank=True, null=True)),
                ('now_until', models.DateTimeField(blank=True, null=True)),
                ('now_link', models.CharField(blank=True, max_length=300)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.sessionnotice')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('session', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.therapysession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NoteEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('form', models.CharField(choices=interventions.notes.formats.note_choices, max_length=40, verbose_name='form')),
                ('parts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed')], default='draft', max_length=6)),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('signed_name', models.CharField(blank=True, max_length=120)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('author', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.note')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('session', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.therapysession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CycleMomentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('de-escalation', 'de-escalation'), ('re-engagement', 'the withdrawer re-engages'), ('softening', 'the pursuer softens')], max_length=16, verbose_name='what happened')),
                ('on', models.DateField(verbose_name='on')),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='note')),
                ('made_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.cyclemoment')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('plan', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('session', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.therapysession', verbose_name='session')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('during', django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('session', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attendees', to='interventions.therapysession')),
            ],
        ),
        migrations.CreateModel(
            name='TherapySessionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('series_on', models.DateField(blank=True, null=True)),
                ('link', models.URLField(blank=True, max_length=300, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link to the video room')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('booked', 'booked'), ('arrived', 'arrived'), ('attended', 'attended'), ('missed', 'did not attend'), ('cancelled', 'cancelled')], default='booked', max_length=10)),
                ('cancelled_how', models.CharField(blank=True, choices=[('client', 'by the client, in time'), ('late', 'by the client, late'), ('therapist', 'by the therapist')], max_length=9)),
                ('outcome_at', models.DateTimeField(blank=True, null=True)),
                ('reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='reason')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('household', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.household')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.therapysession')),
                ('plan', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.plan')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('room', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.room')),
                ('series', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.series')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('earliest', models.PositiveSmallIntegerField(default=0)),
                ('latest', models.PositiveSmallIntegerField(default=1440)),
                ('minutes', models.PositiveSmallIntegerField(default=50)),
                ('before', models.DateField(blank=True, null=True)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='note')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('placed', 'has a place'), ('withdrawn', 'no longer waiting')], default='waiting', max_length=9)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff', verbose_name='therapist')),
            ],
        ),
        migrations.CreateModel(
            name='WaitingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('earliest', models.PositiveSmallIntegerField(default=0)),
                ('latest', models.PositiveSmallIntegerField(default=1440)),
                ('minutes', models.PositiveSmallIntegerField(default=50)),
                ('before', models.DateField(blank=True, null=True)),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=200, verbose_name='note')),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('placed', 'has a place'), ('withdrawn', 'no longer waiting')], default='waiting', max_length=9)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='interventions.waiting')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('therapist', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff', verbose_name='therapist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='cosignature',
            name='note',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='interventions.note'),
        ),
        migrations.AddField(
            model_name='addendum',
            name='note',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='addenda', to='interventions.note'),
        ),
        migrations.AddField(
            model_name='parttie',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='part',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='modestrength',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='mode',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='linkedassessment',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='linked', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='goal',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='gateoverride',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='cycleside',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='cautionreview',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='bodyresource',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='plan',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='interventions.plan'),
        ),
        migrations.AddField(
            model_name='targetmeasure',
            name='session',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interventions.therapysession', verbose_name='session'),
        ),
        migrations.AddField(
            model_name='sibam',
            name='session',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interventions.therapysession', verbose_name='session'),
        ),
        migrations.AddField(
            model_name='sessionrating',
            name='session',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='interventions.therapysession'),
        ),
        migrations.AddField(
            model_name='sessionnotice',
            name='session',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='interventions.therapysession'),
        ),
        migrations.AddField(
            model_name='note',
            name='session',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='interventions.therapysession'),
        ),
        migrations.AddField(
            model_name='cyclemoment',
            name='session',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interventions.therapysession', verbose_name='session'),
        ),
        migrations.AddConstraint(
            model_name='exerciselogevent',
            constraint=clinic.core.partitions.MonthlyPartitions('pgh_created_at', name='interventions_exerciselogevent_months'),
        ),
        migrations.AddConstraint(
            model_name='therapysessionevent',
            constraint=clinic.core.partitions.MonthlyPartitions('pgh_created_at', name='interventions_therapysessionevent_months'),
        ),
        migrations.AddConstraint(
            model_name='calendarsettings',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_calendarsettings_rls'),
        ),
        migrations.AddConstraint(
            model_name='calendarsettingsevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_calendarsettingsevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='customexercise',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_customexercise_rls'),
        ),
        migrations.AddConstraint(
            model_name='customexerciseevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_customexerciseevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='custommodality',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_custommodality_rls'),
        ),
        migrations.AddConstraint(
            model_name='custommodalityevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_custommodalityevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='exerciselog',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_exerciselog_rls'),
        ),
        migrations.AddConstraint(
            model_name='exerciselogevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_exerciselogevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='goalrating',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_goalrating_rls'),
        ),
        migrations.AddConstraint(
            model_name='goalratingevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_goalratingevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_hours_rls'),
        ),
        migrations.AddConstraint(
            model_name='hoursevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_hoursevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_leave_rls'),
        ),
        migrations.AddConstraint(
            model_name='leaveevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_leaveevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='cosignatureevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cosignatureevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='cosignature',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cosignature_rls'),
        ),
        migrations.AddConstraint(
            model_name='addendumevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_addendumevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='addendum',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_addendum_rls'),
        ),
        migrations.AddConstraint(
            model_name='notetemplate',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_notetemplate_rls'),
        ),
        migrations.AddConstraint(
            model_name='notetemplateevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_notetemplateevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_plan_rls'),
        ),
        migrations.AddConstraint(
            model_name='parttieevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_parttieevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='parttie',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_parttie_rls'),
        ),
        migrations.AddConstraint(
            model_name='partevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_partevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_part_rls'),
        ),
        migrations.AddConstraint(
            model_name='modestrengthevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_modestrengthevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='modestrength',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_modestrength_rls'),
        ),
        migrations.AddConstraint(
            model_name='modeevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_modeevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='mode',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_mode_rls'),
        ),
        migrations.AddConstraint(
            model_name='linkedassessmentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_linkedassessmentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='linkedassessment',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_linkedassessment_rls'),
        ),
        migrations.AddConstraint(
            model_name='goalevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_goalevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_goal_rls'),
        ),
        migrations.AddConstraint(
            model_name='gateoverrideevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_gateoverrideevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='gateoverride',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_gateoverride_rls'),
        ),
        migrations.AddConstraint(
            model_name='cyclesideevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cyclesideevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='cycleside',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cycleside_rls'),
        ),
        migrations.AddConstraint(
            model_name='cautionreviewevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cautionreviewevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='cautionreview',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cautionreview_rls'),
        ),
        migrations.AddConstraint(
            model_name='bodyresourceevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_bodyresourceevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='bodyresource',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_bodyresource_rls'),
        ),
        migrations.AddConstraint(
            model_name='assignmentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_assignmentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_assignment_rls'),
        ),
        migrations.AddConstraint(
            model_name='planevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_planevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='planphase',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_planphase_rls'),
        ),
        migrations.AddConstraint(
            model_name='planphaseevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_planphaseevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='privatenote',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_privatenote_rls'),
        ),
        migrations.AddConstraint(
            model_name='privatenoteevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_privatenoteevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='readingassignment',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_readingassignment_rls'),
        ),
        migrations.AddConstraint(
            model_name='readingassignmentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_readingassignmentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='reminderrules',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_reminderrules_rls'),
        ),
        migrations.AddConstraint(
            model_name='reminderrulesevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_reminderrulesevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='schemarating',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_schemarating_rls'),
        ),
        migrations.AddConstraint(
            model_name='schemaratingevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_schemaratingevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_series_rls'),
        ),
        migrations.AddConstraint(
            model_name='seriesevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_seriesevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='sessionrules',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sessionrules_rls'),
        ),
        migrations.AddConstraint(
            model_name='sessionrulesevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sessionrulesevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_target_rls'),
        ),
        migrations.AddConstraint(
            model_name='targetevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_targetevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_therapysession_rls'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasureevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_targetmeasureevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_targetmeasure_rls'),
        ),
        migrations.AddConstraint(
            model_name='sibamevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sibamevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='sibam',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sibam_rls'),
        ),
        migrations.AddConstraint(
            model_name='sessionratingevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sessionratingevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='sessionrating',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sessionrating_rls'),
        ),
        migrations.AddConstraint(
            model_name='sessionnoticeevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sessionnoticeevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='sessionnotice',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_sessionnotice_rls'),
        ),
        migrations.AddConstraint(
            model_name='noteevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_noteevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_note_rls'),
        ),
        migrations.AddConstraint(
            model_name='cyclemomentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cyclemomentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='cyclemoment',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_cyclemoment_rls'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_attendee_rls'),
        ),
        migrations.AddConstraint(
            model_name='therapysessionevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_therapysessionevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_waiting_rls'),
        ),
        migrations.AddConstraint(
            model_name='waitingevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='interventions_waitingevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='calendarsettings',
            constraint=clinic.core.tenancy.SameTenant('therapist', name='interventions_calendarsettings_therapist_tenant'),
        ),
        migrations.AddConstraint(
            model_name='calendarsettings',
            constraint=models.UniqueConstraint(fields=('therapist',), name='interventions_calendarsettings_one'),
        ),
        migrations.AddConstraint(
            model_name='calendarsettings',
            constraint=models.CheckConstraint(condition=models.Q(('buffer_minutes__lte', 120), ('minutes__gte', 10), ('minutes__lte', 240)), name='interventions_calendarsettings_range'),
        ),
        migrations.AddConstraint(
            model_name='customexercise',
            constraint=clinic.core.tenancy.SameTenant('added_by', name='interventions_customexercise_added_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='customexercise',
            constraint=models.UniqueConstraint(fields=('practice', 'key', 'version'), name='interventions_customexercise_once'),
        ),
        migrations.AddConstraint(
            model_name='customexercise',
            constraint=models.CheckConstraint(condition=models.Q(('key__startswith', 'custom-')), name='interventions_customexercise_key'),
        ),
        migrations.AddConstraint(
            model_name='custommodality',
            constraint=clinic.core.tenancy.SameTenant('added_by', name='interventions_custommodality_added_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='custommodality',
            constraint=models.UniqueConstraint(fields=('practice', 'key', 'version'), name='interventions_custommodality_once'),
        ),
        migrations.AddConstraint(
            model_name='custommodality',
            constraint=models.CheckConstraint(condition=models.Q(('key__startswith', 'custom-')), name='interventions_custommodality_key'),
        ),
        migrations.AddConstraint(
            model_name='exerciselog',
            constraint=clinic.core.tenancy.SameTenant('assignment', name='interventions_exerciselog_assignment_tenant'),
        ),
        migrations.AddConstraint(
            model_name='exerciselog',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_exerciselog_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='exerciselog',
            constraint=models.UniqueConstraint(fields=('assignment', 'key'), name='interventions_exerciselog_once'),
        ),
        migrations.AddConstraint(
            model_name='exerciselog',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('before__isnull', True), ('before__lte', 10), _connector='OR'), models.Q(('after__isnull', True), ('after__lte', 10), _connector='OR')), name='interventions_exerciselog_range'),
        ),
        migrations.AddConstraint(
            model_name='exerciselog',
            constraint=models.CheckConstraint(condition=models.Q(('done__in', ['yes', 'partly', 'no'])), name='interventions_exerciselog_done'),
        ),
        migrations.AddConstraint(
            model_name='goalrating',
            constraint=clinic.core.tenancy.SameTenant('goal', name='interventions_goalrating_goal_tenant'),
        ),
        migrations.AddConstraint(
            model_name='goalrating',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_goalrating_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='goalrating',
            constraint=models.UniqueConstraint(fields=('goal', 'on'), name='interventions_goalrating_once'),
        ),
        migrations.AddConstraint(
            model_name='goalrating',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', -2), ('level__lte', 2)), name='interventions_goalrating_level'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=clinic.core.tenancy.SameTenant('therapist', name='interventions_hours_therapist_tenant'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts')), ('ends__lte', 1440), ('weekday__lte', 6)), name='interventions_hours_order'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('practice', '='), ('therapist', '='), ('weekday', '='), (interventions.sessions.ranges.Int4Range(models.F('starts'), models.F('ends')), '&&')], name='interventions_hours_apart'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=clinic.core.tenancy.SameTenant('therapist', name='interventions_leave_therapist_tenant'),
        ),
        migrations.AddConstraint(
            model_name='leave',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('starts_at'), '+', models.Value(datetime.timedelta(days=400))))), name='interventions_leave_order'),
        ),
        migrations.AddConstraint(
            model_name='cosignature',
            constraint=clinic.core.tenancy.SameTenant('note', name='interventions_cosignature_note_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cosignature',
            constraint=clinic.core.tenancy.SameTenant('by', name='interventions_cosignature_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cosignature',
            constraint=models.UniqueConstraint(condition=models.Q(('word', 'cosigned')), fields=('note',), name='interventions_cosignature_once'),
        ),
        migrations.AddConstraint(
            model_name='cosignature',
            constraint=models.CheckConstraint(condition=models.Q(('word', 'cosigned'), models.Q(('word', 'returned'), models.Q(('text', ''), _negated=True)), _connector='OR'), name='interventions_cosignature_word'),
        ),
        migrations.AddConstraint(
            model_name='addendum',
            constraint=clinic.core.tenancy.SameTenant('note', name='interventions_addendum_note_tenant'),
        ),
        migrations.AddConstraint(
            model_name='addendum',
            constraint=clinic.core.tenancy.SameTenant('author', name='interventions_addendum_author_tenant'),
        ),
        migrations.AddConstraint(
            model_name='addendum',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='interventions_addendum_text'),
        ),
        migrations.AddConstraint(
            model_name='notetemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('practice', 'name'), name='interventions_notetemplate_name'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_plan_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=clinic.core.tenancy.SameTenant('household', name='interventions_plan_household_tenant'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=clinic.core.tenancy.SameTenant('episode', name='interventions_plan_episode_tenant'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=clinic.core.tenancy.SameTenant('therapist', name='interventions_plan_therapist_tenant'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=clinic.core.tenancy.SameTenant('follows', name='interventions_plan_follows_tenant'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('client', 'modality'), name='interventions_plan_one_active'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_how', ''), ('agreed_on__isnull', True)), models.Q(('agreed_how__in', ['portal', 'told']), ('agreed_on__isnull', False)), _connector='OR'), name='interventions_plan_agreed'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('state__in', ['active', 'paused'])), models.Q(('ended_on__gte', models.F('started_on')), ('state', 'ended')), _connector='OR'), name='interventions_plan_state'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('review_on__isnull', True), ('review_on__gte', models.F('started_on')), _connector='OR'), name='interventions_plan_review'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('cautions', []), models.Q(('caution_reason', ''), _negated=True), _connector='OR'), name='interventions_plan_caution'),
        ),
        migrations.AddConstraint(
            model_name='parttie',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_parttie_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='parttie',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_parttie_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='parttie',
            constraint=clinic.core.tenancy.SameTenant('part', name='interventions_parttie_part_tenant'),
        ),
        migrations.AddConstraint(
            model_name='parttie',
            constraint=clinic.core.tenancy.SameTenant('other', name='interventions_parttie_other_tenant'),
        ),
        migrations.AddConstraint(
            model_name='parttie',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('part', 'kind', 'other'), name='interventions_parttie_once'),
        ),
        migrations.AddConstraint(
            model_name='parttie',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['protects', 'polarised'])), name='interventions_parttie_kind'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_part_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_part_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['manager', 'firefighter', 'exile'])), name='interventions_part_kind'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['noticed', 'befriended', 'permitted', 'witnessed', 'unburdened', 'new-role'])), name='interventions_part_status'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('self_relation__isnull', True), models.Q(('self_relation__gte', 0), ('self_relation__lte', 10)), _connector='OR'), name='interventions_part_self'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='interventions_part_named'),
        ),
        migrations.AddConstraint(
            model_name='modestrength',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_modestrength_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='modestrength',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_modestrength_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='modestrength',
            constraint=clinic.core.tenancy.SameTenant('mode', name='interventions_modestrength_mode_tenant'),
        ),
        migrations.AddConstraint(
            model_name='modestrength',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('mode', 'on'), name='interventions_modestrength_once', violation_error_message='This mode already has a strength on that day.'),
        ),
        migrations.AddConstraint(
            model_name='modestrength',
            constraint=models.CheckConstraint(condition=models.Q(('strength__lte', 10)), name='interventions_modestrength_range'),
        ),
        migrations.AddConstraint(
            model_name='mode',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_mode_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='mode',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_mode_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='mode',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['child', 'coping', 'parent', 'healthy'])), name='interventions_mode_kind'),
        ),
        migrations.AddConstraint(
            model_name='mode',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'healthy'), ('removed_at__isnull', True)), fields=('plan',), name='interventions_mode_one_healthy', violation_error_message='There is already a Healthy Adult.'),
        ),
        migrations.AddConstraint(
            model_name='mode',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='interventions_mode_named'),
        ),
        migrations.AddConstraint(
            model_name='linkedassessment',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_linkedassessment_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='linkedassessment',
            constraint=clinic.core.tenancy.SameTenant('assessment', name='interventions_linkedassessment_assessment_tenant'),
        ),
        migrations.AddConstraint(
            model_name='linkedassessment',
            constraint=models.UniqueConstraint(fields=('plan', 'assessment'), name='interventions_linkedassessment_once'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_goal_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_goal_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_goal_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aim__isnull', False), ('kind', 'measure'), ('levels', []), models.Q(('instrument', ''), _negated=True), models.Q(('subscale', ''), _negated=True)), models.Q(('aim__isnull', True), ('instrument', ''), ('kind', 'attainment'), ('subscale', ''), models.Q(('levels', []), _negated=True)), _connector='OR'), name='interventions_goal_kind'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 1), ('weight__lte', 5)), name='interventions_goal_weight'),
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='interventions_goal_words'),
        ),
        migrations.AddConstraint(
            model_name='gateoverride',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_gateoverride_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='gateoverride',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_gateoverride_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='gateoverride',
            constraint=clinic.core.tenancy.SameTenant('seen_by', name='interventions_gateoverride_seen_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='gateoverride',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='interventions_gateoverride_reason'),
        ),
        migrations.AddConstraint(
            model_name='cycleside',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_cycleside_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cycleside',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_cycleside_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cycleside',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_cycleside_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cycleside',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('plan', 'client'), name='interventions_cycleside_one'),
        ),
        migrations.AddConstraint(
            model_name='cycleside',
            constraint=models.CheckConstraint(condition=models.Q(('position__in', ['pursuer', 'withdrawer', 'mixed'])), name='interventions_cycleside_position'),
        ),
        migrations.AddConstraint(
            model_name='cautionreview',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_cautionreview_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cautionreview',
            constraint=clinic.core.tenancy.SameTenant('screen', name='interventions_cautionreview_screen_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cautionreview',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_cautionreview_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cautionreview',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='interventions_cautionreview_reason'),
        ),
        migrations.AddConstraint(
            model_name='bodyresource',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_bodyresource_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='bodyresource',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_bodyresource_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='bodyresource',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='interventions_bodyresource_text'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_assignment_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_assignment_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=clinic.core.tenancy.SameTenant('assigned_by', name='interventions_assignment_assigned_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('cautions', []), models.Q(('caution_reason', ''), _negated=True), _connector='OR'), name='interventions_assignment_caution'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('stopped_at__isnull', True)), fields=('client', 'exercise'), name='interventions_assignment_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='interventions_assignment_order'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('times_per_week__gte', 1), ('times_per_week__lte', 21)), name='interventions_assignment_times'),
        ),
        migrations.AddConstraint(
            model_name='planphase',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_planphase_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='planphase',
            constraint=clinic.core.tenancy.SameTenant('exit_by', name='interventions_planphase_exit_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='planphase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('phase__in', ['4-desensitisation', 'witness', 'titrate']), _negated=True), ('gate__in', ['met', 'overridden']), _connector='OR'), name='interventions_planphase_gate'),
        ),
        migrations.AddConstraint(
            model_name='planphase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exit_by__isnull', True), ('exit_evidence', ''), ('exit_on__isnull', True)), models.Q(('exit_by__isnull', False), ('exit_on__isnull', False), models.Q(('exit_evidence', ''), _negated=True)), _connector='OR'), name='interventions_planphase_exit'),
        ),
        migrations.AddConstraint(
            model_name='planphase',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('plan',), name='interventions_planphase_one_open'),
        ),
        migrations.AddConstraint(
            model_name='planphase',
            constraint=models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('left_on__gte', models.F('entered_on')), _connector='OR'), name='interventions_planphase_order'),
        ),
        migrations.AddConstraint(
            model_name='privatenote',
            constraint=clinic.core.tenancy.SameTenant('author', name='interventions_privatenote_author_tenant'),
        ),
        migrations.AddConstraint(
            model_name='privatenote',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_privatenote_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='readingassignment',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_readingassignment_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='readingassignment',
            constraint=clinic.core.tenancy.SameTenant('given_by', name='interventions_readingassignment_given_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='readingassignment',
            constraint=models.UniqueConstraint(condition=models.Q(('read_at__isnull', True), ('taken_back_at__isnull', True)), fields=('client', 'page'), name='interventions_readingassignment_once'),
        ),
        migrations.AddConstraint(
            model_name='readingassignment',
            constraint=models.CheckConstraint(condition=models.Q(('read_at__isnull', True), models.Q(('opened_at__isnull', False), ('read_at__gte', models.F('opened_at'))), _connector='OR'), name='interventions_readingassignment_order'),
        ),
        migrations.AddConstraint(
            model_name='reminderrules',
            constraint=models.UniqueConstraint(fields=('practice',), name='interventions_reminderrules_one'),
        ),
        migrations.AddConstraint(
            model_name='reminderrules',
            constraint=models.CheckConstraint(condition=models.Q(('no_contact_days__gte', 1), ('no_contact_days__lte', 365), ('offsets__len__lte', 4)), name='interventions_reminderrules_range'),
        ),
        migrations.AddConstraint(
            model_name='schemarating',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_schemarating_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='schemarating',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_schemarating_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='schemarating',
            constraint=models.CheckConstraint(condition=models.Q(('rating__isnull', True), models.Q(('rating__gte', 1), ('rating__lte', 6)), _connector='OR'), name='interventions_schemarating_range'),
        ),
        migrations.AddConstraint(
            model_name='schemarating',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('questionnaire', ''), ('rating__isnull', False), ('score__isnull', True)), models.Q(('rating__isnull', True), ('score__isnull', False), models.Q(('questionnaire', ''), _negated=True)), _connector='OR'), name='interventions_schemarating_kind', violation_error_message="Either a rating, or a questionnaire's name and score."),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_series_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=clinic.core.tenancy.SameTenant('follows', name='interventions_series_follows_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sessionrules',
            constraint=models.UniqueConstraint(fields=('practice',), name='interventions_sessionrules_one'),
        ),
        migrations.AddConstraint(
            model_name='sessionrules',
            constraint=models.CheckConstraint(condition=models.Q(('late_hours__lte', 336), ('sign_hours__gte', 1), ('sign_hours__lte', 720), ('step_minutes__in', [5, 10, 15, 20, 30, 60])), name='interventions_sessionrules_range'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_target_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_target_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('prong__in', ['past', 'present', 'future'])), name='interventions_target_prong'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['identified', 'assessed', 'processing', 'complete'])), name='interventions_target_status'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('incomplete', False), models.Q(('containment', ''), _negated=True), _connector='OR'), name='interventions_target_contained', violation_error_message='Name the containment of an incomplete session.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('incomplete', True), ('status', 'complete'), _negated=True), name='interventions_target_complete', violation_error_message='A complete target has no incomplete session.'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='interventions_target_labelled'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_therapysession_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=clinic.core.tenancy.SameTenant('household', name='interventions_therapysession_household_tenant'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=clinic.core.tenancy.SameTenant('therapist', name='interventions_therapysession_therapist_tenant'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=clinic.core.tenancy.SameTenant('room', name='interventions_therapysession_room_tenant'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_therapysession_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=clinic.core.tenancy.SameTenant('series', name='interventions_therapysession_series_tenant'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('practice', '='), ('therapist', '='), (interventions.sessions.ranges.TsTzRange(models.F('starts_at'), models.F('ends_at')), '&&')], name='interventions_session_therapist_free'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('practice', '='), ('room', '='), (interventions.sessions.ranges.TsTzRange(models.F('starts_at'), models.F('ends_at')), '&&')], name='interventions_session_room_free'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('starts_at'), '+', models.Value(datetime.timedelta(seconds=14400))))), name='interventions_session_length'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['booked', 'arrived', 'attended', 'missed', 'cancelled'])), name='interventions_session_state'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_how', ''), models.Q(('cancelled_how__in', ['client', 'late', 'therapist']), ('state', 'cancelled')), _connector='OR'), name='interventions_session_cancelled'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=models.CheckConstraint(condition=models.Q(('outcome_at__isnull', True), models.Q(('outcome_at__gte', models.F('starts_at')), ('state__in', ['attended', 'missed'])), models.Q(('outcome_at__lt', models.F('starts_at')), ('state', 'cancelled')), _connector='OR'), name='interventions_session_outcome'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('series__isnull', True), ('series_on__isnull', True)), models.Q(('series__isnull', False), ('series_on__isnull', False)), _connector='OR'), name='interventions_session_of_series'),
        ),
        migrations.AddConstraint(
            model_name='therapysession',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('series', 'series_on'), name='interventions_session_once_in_series'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_targetmeasure_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_targetmeasure_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=clinic.core.tenancy.SameTenant('target', name='interventions_targetmeasure_target_tenant'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=clinic.core.tenancy.SameTenant('session', name='interventions_targetmeasure_session_tenant'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('sud__isnull', False), ('voc__isnull', False), _connector='OR'), name='interventions_targetmeasure_said', violation_error_message='Say SUD, VOC or both.'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('sud__isnull', True), models.Q(('sud__gte', 0), ('sud__lte', 10)), _connector='OR'), name='interventions_targetmeasure_sud'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('voc__isnull', True), models.Q(('voc__gte', 1), ('voc__lte', 7)), _connector='OR'), name='interventions_targetmeasure_voc'),
        ),
        migrations.AddConstraint(
            model_name='targetmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('sets__lte', 60)), name='interventions_targetmeasure_sets'),
        ),
        migrations.AddConstraint(
            model_name='sibam',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_sibam_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sibam',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_sibam_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sibam',
            constraint=clinic.core.tenancy.SameTenant('session', name='interventions_sibam_session_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sibam',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['S', 'I', 'B', 'A', 'M'])), name='interventions_sibam_channel'),
        ),
        migrations.AddConstraint(
            model_name='sibam',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['hypo', 'window', 'hyper'])), name='interventions_sibam_state'),
        ),
        migrations.AddConstraint(
            model_name='sibam',
            constraint=models.CheckConstraint(condition=models.Q(('activation__lte', 10), ('minute__lte', 240)), name='interventions_sibam_range'),
        ),
        migrations.AddConstraint(
            model_name='sessionrating',
            constraint=clinic.core.tenancy.SameTenant('session', name='interventions_sessionrating_session_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sessionrating',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_sessionrating_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sessionrating',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_sessionrating_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sessionrating',
            constraint=models.CheckConstraint(condition=models.Q(('value__lte', 100)), name='interventions_sessionrating_range'),
        ),
        migrations.AddConstraint(
            model_name='sessionnotice',
            constraint=clinic.core.tenancy.SameTenant('session', name='interventions_sessionnotice_session_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sessionnotice',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_sessionnotice_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='sessionnotice',
            constraint=models.UniqueConstraint(fields=('act_id', 'client', 'session'), name='interventions_sessionnotice_once'),
        ),
        migrations.AddConstraint(
            model_name='sessionnotice',
            constraint=models.CheckConstraint(condition=models.Q(('was_from__isnull', False), ('now_from__isnull', False), _connector='OR'), name='interventions_sessionnotice_says'),
        ),
        migrations.AddConstraint(
            model_name='sessionnotice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('was_from__isnull', True), ('was_until__isnull', True)), ('was_until__gt', models.F('was_from')), _connector='OR'), models.Q(models.Q(('now_from__isnull', True), ('now_until__isnull', True)), ('now_until__gt', models.F('now_from')), _connector='OR')), name='interventions_sessionnotice_order'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_note_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=clinic.core.tenancy.SameTenant('session', name='interventions_note_session_tenant'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=clinic.core.tenancy.SameTenant('author', name='interventions_note_author_tenant'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(fields=('session', 'author'), name='interventions_note_once'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_hash', ''), ('signed_at__isnull', True), ('signed_name', ''), ('state', 'draft')), models.Q(('signed_at__isnull', False), ('state', 'signed'), models.Q(('signed_name', ''), _negated=True), ('content_hash__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='interventions_note_signed'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('form__regex', '^[a-z0-9-]{2,40}$')), name='interventions_note_form'),
        ),
        migrations.AddConstraint(
            model_name='cyclemoment',
            constraint=clinic.core.tenancy.SameTenant('plan', name='interventions_cyclemoment_plan_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cyclemoment',
            constraint=clinic.core.tenancy.SameTenant('made_by', name='interventions_cyclemoment_made_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cyclemoment',
            constraint=clinic.core.tenancy.SameTenant('session', name='interventions_cyclemoment_session_tenant'),
        ),
        migrations.AddConstraint(
            model_name='cyclemoment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['de-escalation', 're-engagement', 'softening'])), name='interventions_cyclemoment_kind'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=clinic.core.tenancy.SameTenant('session', name='interventions_attendee_session_tenant'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_attendee_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.UniqueConstraint(fields=('session', 'client'), name='interventions_attendee_once'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('practice', '='), ('client', '='), ('during', '&&')], name='interventions_attendee_client_free'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=clinic.core.tenancy.SameTenant('client', name='interventions_waiting_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=clinic.core.tenancy.SameTenant('therapist', name='interventions_waiting_therapist_tenant'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('client',), name='interventions_waiting_once'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'placed', 'withdrawn'])), name='interventions_waiting_state'),
        ),
        migrations.AddConstraint(
            model_name='waiting',
            constraint=models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [0, 1, 2, 3, 4, 5, 6]), ('latest__lte', 1440), ('minutes__gte', 10), ('minutes__lte', 240), ('latest__gte', django.db.models.expressions.CombinedExpression(models.F('earliest'), '+', models.F('minutes')))), name='interventions_waiting_range'),
        ),
        migrations.AddIndex(
            model_name='exerciselog',
            index=models.Index(fields=['practice', 'client', '-at'], name='interventions_log_by_client'),
        ),
        migrations.AddIndex(
            model_name='leave',
            index=models.Index(fields=['practice', 'therapist', 'ends_at'], name='interventions_leave_staff'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('state', 'active')), fields=['practice', 'client', '-started_on'], name='interventions_plan_active'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('household__isnull', False)), fields=['practice', 'household'], name='interventions_plan_of'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('review_on__isnull', False), ('state', 'active')), fields=['practice', '-review_on'], name='interventions_plan_to_review'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(models.F('practice'), models.OrderBy(models.F('agreement_asked_at'), descending=True, nulls_last=True), condition=models.Q(models.Q(('agreement_question', ''), _negated=True), models.Q(('state', 'ended'), _negated=True)), name='interventions_plan_questioned'),
        ),
        migrations.AddIndex(
            model_name='gateoverride',
            index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['practice', '-made_at'], name='interventions_override_unseen'),
        ),
        migrations.AddIndex(
            model_name='cautionreview',
            index=models.Index(fields=['practice', 'plan', 'screen'], name='interventions_cautionreview_by'),
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['practice', 'client'], name='interventions_assignment_by'),
        ),
        migrations.AddIndex(
            model_name='privatenote',
            index=models.Index(fields=['practice', 'author', 'client'], name='interventions_privatenote_of'),
        ),
        migrations.AddIndex(
            model_name='readingassignment',
            index=models.Index(fields=['practice', 'client', '-given_at'], name='interventions_page_given_by'),
        ),
        migrations.AddIndex(
            model_name='therapysession',
            index=models.Index(fields=['practice', 'client', 'starts_at'], name='interventions_session_client'),
        ),
        migrations.AddIndex(
            model_name='therapysession',
            index=models.Index(condition=models.Q(('household__isnull', False)), fields=['practice', 'household', 'starts_at'], name='interventions_session_of'),
        ),
        migrations.AddIndex(
            model_name='therapysession',
            index=models.Index(fields=['practice', 'therapist', 'starts_at'], name='interventions_session_staff'),
        ),
        migrations.AddIndex(
            model_name='therapysession',
            index=models.Index(condition=models.Q(('state', 'booked')), fields=['practice', 'starts_at'], name='interventions_session_due'),
        ),
        migrations.AddIndex(
            model_name='sessionrating',
            index=models.Index(fields=['practice', 'session', 'at'], name='interventions_sessionrating_of'),
        ),
        migrations.AddIndex(
            model_name='sessionnotice',
            index=models.Index(fields=['practice', 'session', 'client'], name='interventions_notice_session'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(fields=['practice', 'client', '-signed_at'], name='interventions_note_client'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(condition=models.Q(('state', 'draft')), fields=['practice', 'author', 'started_at'], name='interventions_note_open'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarsettings',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='5f857a0f5f3cd511128dbb04d7512964e55bf162', operation='UPDATE', pgid='pgtrigger_revision_a5b46', table='interventions_calendarsettings', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarsettings',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_calendarsettingsevent" ("buffer_minutes", "id", "minutes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "therapist_id") VALUES (NEW."buffer_minutes", NEW."id", NEW."minutes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."revision", NEW."therapist_id"); RETURN NULL;', hash='98c2b8244b0773c64f84b84395b89495eeb6f278', operation='INSERT', pgid='pgtrigger_insert_insert_bfb5b', table='interventions_calendarsettings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarsettings',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_calendarsettingsevent" ("buffer_minutes", "id", "minutes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "therapist_id") VALUES (NEW."buffer_minutes", NEW."id", NEW."minutes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."revision", NEW."therapist_id"); RETURN NULL;', hash='ae4926a8d23976252fed7bb190148c4cb4c63804', operation='UPDATE', pgid='pgtrigger_update_update_fdb43', table='interventions_calendarsettings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarsettings',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_calendarsettingsevent" ("buffer_minutes", "id", "minutes", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "therapist_id") VALUES (OLD."buffer_minutes", OLD."id", OLD."minutes", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."revision", OLD."therapist_id"); RETURN NULL;', hash='c02945abb0e01d107a3b5ad65994c3e7d2aedbf6', operation='DELETE', pgid='pgtrigger_delete_delete_d015d', table='interventions_calendarsettings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarsettingsevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8af748d0c08114307ab0e1b39e6afb82649c02cb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2ef04', table='interventions_calendarsettingsevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customexercise',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_customexerciseevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."definition", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."retired_at", NEW."version"); RETURN NULL;', hash='2409decf6d34ff5293ca8c36cc5f7ff21cab4389', operation='INSERT', pgid='pgtrigger_insert_insert_060ac', table='interventions_customexercise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customexercise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_customexerciseevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."definition", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."retired_at", NEW."version"); RETURN NULL;', hash='c48b45ae2f82e7cc45e872ff06f4becd6ff97fdb', operation='UPDATE', pgid='pgtrigger_update_update_92e82', table='interventions_customexercise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customexercise',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_customexerciseevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."definition", OLD."id", OLD."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."retired_at", OLD."version"); RETURN NULL;', hash='cd4576c63b4ddd0432ba34af01af375564aa1723', operation='DELETE', pgid='pgtrigger_delete_delete_2d593', table='interventions_customexercise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='customexerciseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='050d06a43ac9726f0570656c009d4e9f2ccda7ad', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6d164', table='interventions_customexerciseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custommodality',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_custommodalityevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."definition", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."retired_at", NEW."version"); RETURN NULL;', hash='e936a922b690552a9175a00d0da7e11eae6d6388', operation='INSERT', pgid='pgtrigger_insert_insert_b49a4', table='interventions_custommodality', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custommodality',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_custommodalityevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (NEW."added_at", NEW."added_by_id", NEW."definition", NEW."id", NEW."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."retired_at", NEW."version"); RETURN NULL;', hash='4b4f1baf33bb58df202e8eabd42702a90955a263', operation='UPDATE', pgid='pgtrigger_update_update_33540', table='interventions_custommodality', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custommodality',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_custommodalityevent" ("added_at", "added_by_id", "definition", "id", "key", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at", "version") VALUES (OLD."added_at", OLD."added_by_id", OLD."definition", OLD."id", OLD."key", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."retired_at", OLD."version"); RETURN NULL;', hash='1553cd713e2809a6da6c9ee308ce44123b2fcbec', operation='DELETE', pgid='pgtrigger_delete_delete_6cee3', table='interventions_custommodality', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='custommodalityevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3be9e7c41941db5b0496ba236459de64a8b982c5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_223b8', table='interventions_custommodalityevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exerciselog',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_exerciselogevent" ("after", "assignment_id", "at", "before", "client_id", "done", "id", "key", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."after", NEW."assignment_id", NEW."at", NEW."before", NEW."client_id", NEW."done", NEW."id", NEW."key", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='fceb05e945d45d920725448193a420b75b595805', operation='INSERT', pgid='pgtrigger_insert_insert_d8bcd', table='interventions_exerciselog', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exerciselog',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_exerciselogevent" ("after", "assignment_id", "at", "before", "client_id", "done", "id", "key", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."after", NEW."assignment_id", NEW."at", NEW."before", NEW."client_id", NEW."done", NEW."id", NEW."key", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='ec599f80b66af72ac8cc44cc97570db954442b74', operation='UPDATE', pgid='pgtrigger_update_update_32442', table='interventions_exerciselog', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exerciselog',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_exerciselogevent" ("after", "assignment_id", "at", "before", "client_id", "done", "id", "key", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."after", OLD."assignment_id", OLD."at", OLD."before", OLD."client_id", OLD."done", OLD."id", OLD."key", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='32297cffda8eb488ef72afb633879d88c998b6b7', operation='DELETE', pgid='pgtrigger_delete_delete_2b7e3', table='interventions_exerciselog', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='exerciselogevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='391acdd82e43304ad3b65849c0a2eff2fe03d642', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9647b', table='interventions_exerciselogevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalrating',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_goalratingevent" ("goal_id", "id", "level", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."goal_id", NEW."id", NEW."level", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='d1d38afe9d7d47aa12eb8246cc3ad24aae4255fb', operation='INSERT', pgid='pgtrigger_insert_insert_2d64b', table='interventions_goalrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalrating',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_goalratingevent" ("goal_id", "id", "level", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."goal_id", NEW."id", NEW."level", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='59a612c2c3621a83253476aab3ef8a6f75277bf6', operation='UPDATE', pgid='pgtrigger_update_update_92237', table='interventions_goalrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalrating',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_goalratingevent" ("goal_id", "id", "level", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."goal_id", OLD."id", OLD."level", OLD."made_by_id", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='84a9e1245a9afb4a9f57ca4cada6cb0cde0a2204', operation='DELETE', pgid='pgtrigger_delete_delete_1c8a8', table='interventions_goalrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalratingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0ea68e47592fb92a37b6fb722635deb59ae99e18', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_58453', table='interventions_goalratingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_hoursevent" ("ends", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "starts", "therapist_id", "weekday") VALUES (NEW."ends", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."starts", NEW."therapist_id", NEW."weekday"); RETURN NULL;', hash='265223af3eace151c8c763e41c9270826b2db5a1', operation='INSERT', pgid='pgtrigger_insert_insert_a0c0d', table='interventions_hours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_hoursevent" ("ends", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "starts", "therapist_id", "weekday") VALUES (NEW."ends", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."starts", NEW."therapist_id", NEW."weekday"); RETURN NULL;', hash='e38ef8b5a1781657c586cd166a6c744726ae8a40', operation='UPDATE', pgid='pgtrigger_update_update_8cdad', table='interventions_hours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hours',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_hoursevent" ("ends", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "starts", "therapist_id", "weekday") VALUES (OLD."ends", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."starts", OLD."therapist_id", OLD."weekday"); RETURN NULL;', hash='1043082803c43e4be8be64c66228b0b0efb16a7e', operation='DELETE', pgid='pgtrigger_delete_delete_682dc', table='interventions_hours', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hoursevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a66518133a7b4202c73c8a9fb2799294b013f428', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4aac1', table='interventions_hoursevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leave',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_leaveevent" ("ends_at", "id", "label", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "starts_at", "therapist_id") VALUES (NEW."ends_at", NEW."id", NEW."label", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."starts_at", NEW."therapist_id"); RETURN NULL;', hash='ab01740e9ce1de1cf118a8694f2be8b427f0599f', operation='INSERT', pgid='pgtrigger_insert_insert_0aba6', table='interventions_leave', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leave',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_leaveevent" ("ends_at", "id", "label", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "starts_at", "therapist_id") VALUES (NEW."ends_at", NEW."id", NEW."label", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."starts_at", NEW."therapist_id"); RETURN NULL;', hash='5bae2e2c7c1f27f73a4406679b245093b46f2891', operation='UPDATE', pgid='pgtrigger_update_update_9b37f', table='interventions_leave', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leave',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_leaveevent" ("ends_at", "id", "label", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "starts_at", "therapist_id") VALUES (OLD."ends_at", OLD."id", OLD."label", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."starts_at", OLD."therapist_id"); RETURN NULL;', hash='4a8447ba72355078bf52f324973211b8737b125e', operation='DELETE', pgid='pgtrigger_delete_delete_7e758', table='interventions_leave', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leaveevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='903903cc985617bf3baf257cdfdc9c3e79a6e42d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_757fe', table='interventions_leaveevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cosignatureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d220a32cccb16c14d8ab879233791294a8a0b87e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bacbc', table='interventions_cosignatureevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cosignature',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='36b856ee06e01edb282eb0d47422d8bc913d7310', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_ad1fc', table='interventions_cosignature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cosignature',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cosignatureevent" ("by_id", "id", "made_at", "note_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "text", "word") VALUES (NEW."by_id", NEW."id", NEW."made_at", NEW."note_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."text", NEW."word"); RETURN NULL;', hash='f124ac5b4f19e519d9212742b9d527780e63413d', operation='INSERT', pgid='pgtrigger_insert_insert_22c40', table='interventions_cosignature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cosignature',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_cosignatureevent" ("by_id", "id", "made_at", "note_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "text", "word") VALUES (NEW."by_id", NEW."id", NEW."made_at", NEW."note_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."text", NEW."word"); RETURN NULL;', hash='ae5607d0254d42ced27b74a1a149f1d6f3ff76c0', operation='UPDATE', pgid='pgtrigger_update_update_570c1', table='interventions_cosignature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cosignature',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cosignatureevent" ("by_id", "id", "made_at", "note_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "text", "word") VALUES (OLD."by_id", OLD."id", OLD."made_at", OLD."note_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."text", OLD."word"); RETURN NULL;', hash='27995eae340183a8dbabf6cc125db85e18b41a87', operation='DELETE', pgid='pgtrigger_delete_delete_4c2f6', table='interventions_cosignature', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addendumevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f136e0ecfc2ee3864562ea65026d7c3672b64186', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e3416', table='interventions_addendumevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addendum',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='844009a1e1ff8e599b85e9cdbb4468baf9400c4f', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_b15bc', table='interventions_addendum', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addendum',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_addendumevent" ("author_id", "content_hash", "id", "made_at", "note_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "text") VALUES (NEW."author_id", NEW."content_hash", NEW."id", NEW."made_at", NEW."note_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."text"); RETURN NULL;', hash='47b9fdedfd5ebc33fd3cd65a59d5ca6e4eec334b', operation='INSERT', pgid='pgtrigger_insert_insert_5f9ab', table='interventions_addendum', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addendum',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_addendumevent" ("author_id", "content_hash", "id", "made_at", "note_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "text") VALUES (NEW."author_id", NEW."content_hash", NEW."id", NEW."made_at", NEW."note_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."text"); RETURN NULL;', hash='7289d4bfb01db3f16ba178c6f296d8abeb7a58b8', operation='UPDATE', pgid='pgtrigger_update_update_fccf3', table='interventions_addendum', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addendum',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_addendumevent" ("author_id", "content_hash", "id", "made_at", "note_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "text") VALUES (OLD."author_id", OLD."content_hash", OLD."id", OLD."made_at", OLD."note_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."text"); RETURN NULL;', hash='1eeaf57438f7ef2c50f04913841068c7c044a36b', operation='DELETE', pgid='pgtrigger_delete_delete_d03e7', table='interventions_addendum', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notetemplate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_notetemplateevent" ("form", "id", "name", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at") VALUES (NEW."form", NEW."id", NEW."name", NEW."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."retired_at"); RETURN NULL;', hash='3caa6d9b3e93dbed8a6fca22e7fbe36c3f1017b6', operation='INSERT', pgid='pgtrigger_insert_insert_b0d32', table='interventions_notetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notetemplate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_notetemplateevent" ("form", "id", "name", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at") VALUES (NEW."form", NEW."id", NEW."name", NEW."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."retired_at"); RETURN NULL;', hash='0cc481cef986d729e033725fea992b1c4aaf0836', operation='UPDATE', pgid='pgtrigger_update_update_b7620', table='interventions_notetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notetemplate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_notetemplateevent" ("form", "id", "name", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "retired_at") VALUES (OLD."form", OLD."id", OLD."name", OLD."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."retired_at"); RETURN NULL;', hash='4547fb4cf07b9a26a1f1cf4fb72da5eb1058e336', operation='DELETE', pgid='pgtrigger_delete_delete_de17d', table='interventions_notetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notetemplateevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3d818e8a19cfa4aa4b601f24c5c6563634e97858', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_98e25', table='interventions_notetemplateevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    OLD.agreement_asked_at = NEW.agreement_asked_at;\n    OLD.agreement_question = NEW.agreement_question;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='64369ea8a7749bcad2924a1b729b80df22185356', operation='UPDATE', pgid='pgtrigger_revision_d92d3', table='interventions_plan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='summary_plans_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (SELECT n.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = n.household_id) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET plan_id = n.plan_id, has_joint_plan = n.has_joint_plan FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT (SELECT n.id FROM (SELECT "interventions_plan"."id" AS "id", "interventions_plan"."started_on" AS "started_on" FROM "interventions_plan" WHERE ("interventions_plan"."practice_id" = (c.practice_id) AND ("interventions_plan"."client_id" = (c.client_id) OR ("interventions_plan"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "clients_householdmember" U0 WHERE (U0."household_id" = ("interventions_plan"."household_id") AND (U0."left_on" IS NULL OR U0."left_on" >= ("interventions_plan"."started_on")) AND U0."joined_on" <= (COALESCE("interventions_plan"."ended_on", U0."joined_on")) AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_plan"."state" = \'active\')) n ORDER BY n.started_on DESC, n.id DESC LIMIT 1), EXISTS (SELECT "interventions_plan"."id" AS "pk" FROM "interventions_plan" WHERE ("interventions_plan"."practice_id" = (c.practice_id) AND ("interventions_plan"."client_id" = (c.client_id) OR ("interventions_plan"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "clients_householdmember" U0 WHERE (U0."household_id" = ("interventions_plan"."household_id") AND (U0."left_on" IS NULL OR U0."left_on" >= ("interventions_plan"."started_on")) AND U0."joined_on" <= (COALESCE("interventions_plan"."ended_on", U0."joined_on")) AND U0."client_id" = (c.client_id)) LIMIT 1))) AND NOT ("interventions_plan"."state" = \'ended\') AND NOT ("interventions_plan"."household_id" IS NULL)))) f (plan_id, has_joint_plan)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.plan_id, s.has_joint_plan) IS DISTINCT FROM (n.plan_id, n.has_joint_plan)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='7536bbc9ef8f86deb3cdd90d8d72fbbe916cfd88', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_plans_insert_362b2', referencing='REFERENCING NEW TABLE AS new_rows ', table='interventions_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='summary_plans_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.household_id, n.state, n.started_on) IS DISTINCT FROM (m.client_id, m.household_id, m.state, m.started_on) CROSS JOIN LATERAL (SELECT m.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = m.household_id) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.household_id, n.state, n.started_on) IS DISTINCT FROM (m.client_id, m.household_id, m.state, m.started_on) CROSS JOIN LATERAL (SELECT n.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = n.household_id) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET plan_id = n.plan_id, has_joint_plan = n.has_joint_plan FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT (SELECT n.id FROM (SELECT "interventions_plan"."id" AS "id", "interventions_plan"."started_on" AS "started_on" FROM "interventions_plan" WHERE ("interventions_plan"."practice_id" = (c.practice_id) AND ("interventions_plan"."client_id" = (c.client_id) OR ("interventions_plan"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "clients_householdmember" U0 WHERE (U0."household_id" = ("interventions_plan"."household_id") AND (U0."left_on" IS NULL OR U0."left_on" >= ("interventions_plan"."started_on")) AND U0."joined_on" <= (COALESCE("interventions_plan"."ended_on", U0."joined_on")) AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_plan"."state" = \'active\')) n ORDER BY n.started_on DESC, n.id DESC LIMIT 1), EXISTS (SELECT "interventions_plan"."id" AS "pk" FROM "interventions_plan" WHERE ("interventions_plan"."practice_id" = (c.practice_id) AND ("interventions_plan"."client_id" = (c.client_id) OR ("interventions_plan"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "clients_householdmember" U0 WHERE (U0."household_id" = ("interventions_plan"."household_id") AND (U0."left_on" IS NULL OR U0."left_on" >= ("interventions_plan"."started_on")) AND U0."joined_on" <= (COALESCE("interventions_plan"."ended_on", U0."joined_on")) AND U0."client_id" = (c.client_id)) LIMIT 1))) AND NOT ("interventions_plan"."state" = \'ended\') AND NOT ("interventions_plan"."household_id" IS NULL)))) f (plan_id, has_joint_plan)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.plan_id, s.has_joint_plan) IS DISTINCT FROM (n.plan_id, n.has_joint_plan)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='e1035139b8deed748408e089ef581e9d3f935ee1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_plans_update_87d1c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='interventions_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='summary_plans_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (SELECT m.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = m.household_id) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET plan_id = n.plan_id, has_joint_plan = n.has_joint_plan FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT (SELECT n.id FROM (SELECT "interventions_plan"."id" AS "id", "interventions_plan"."started_on" AS "started_on" FROM "interventions_plan" WHERE ("interventions_plan"."practice_id" = (c.practice_id) AND ("interventions_plan"."client_id" = (c.client_id) OR ("interventions_plan"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "clients_householdmember" U0 WHERE (U0."household_id" = ("interventions_plan"."household_id") AND (U0."left_on" IS NULL OR U0."left_on" >= ("interventions_plan"."started_on")) AND U0."joined_on" <= (COALESCE("interventions_plan"."ended_on", U0."joined_on")) AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_plan"."state" = \'active\')) n ORDER BY n.started_on DESC, n.id DESC LIMIT 1), EXISTS (SELECT "interventions_plan"."id" AS "pk" FROM "interventions_plan" WHERE ("interventions_plan"."practice_id" = (c.practice_id) AND ("interventions_plan"."client_id" = (c.client_id) OR ("interventions_plan"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "clients_householdmember" U0 WHERE (U0."household_id" = ("interventions_plan"."household_id") AND (U0."left_on" IS NULL OR U0."left_on" >= ("interventions_plan"."started_on")) AND U0."joined_on" <= (COALESCE("interventions_plan"."ended_on", U0."joined_on")) AND U0."client_id" = (c.client_id)) LIMIT 1))) AND NOT ("interventions_plan"."state" = \'ended\') AND NOT ("interventions_plan"."household_id" IS NULL)))) f (plan_id, has_joint_plan)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.plan_id, s.has_joint_plan) IS DISTINCT FROM (n.plan_id, n.has_joint_plan)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='4d35897f134f86af807469c79945954a169e20d2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_plans_delete_0c56d', referencing='REFERENCING OLD TABLE AS old_rows ', table='interventions_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='running_household', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."household_id" IS NOT NULL)', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF NEW.household_id = OLD.household_id AND NEW.client_id = OLD.client_id THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    PERFORM 1 FROM clients_household h\n    JOIN clients_householdmember m ON m.practice_id = h.practice_id AND m.household_id = h.id\n    WHERE h.practice_id = NEW.practice_id AND h.id = NEW.household_id AND h.ended_on IS NULL\n        AND m.client_id = NEW.client_id AND m.left_on IS NULL\n    FOR SHARE OF h;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'the household has ended, or is another client''s (interventions_plan_running_household)'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_plan_running_household';\n    END IF;\n    RETURN NEW;\n", hash='5d935f8697dbeac59edd7a0dbd7dacf6727c5d94', operation='INSERT OR UPDATE OF "household_id", "client_id"', pgid='pgtrigger_running_household_7ad72', table='interventions_plan', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_planevent" ("agreed_how", "agreed_on", "agreement_asked_at", "agreement_question", "caution_reason", "cautions", "client_id", "ended_on", "episode_id", "follows_id", "formulation", "household_id", "id", "modality", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "practice_id", "review_on", "revision", "specialist_note", "started_on", "state", "therapist_id", "version") VALUES (NEW."agreed_how", NEW."agreed_on", NEW."agreement_asked_at", NEW."agreement_question", NEW."caution_reason", NEW."cautions", NEW."client_id", NEW."ended_on", NEW."episode_id", NEW."follows_id", NEW."formulation", NEW."household_id", NEW."id", NEW."modality", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phase", NEW."practice_id", NEW."review_on", NEW."revision", NEW."specialist_note", NEW."started_on", NEW."state", NEW."therapist_id", NEW."version"); RETURN NULL;', hash='b66e7316572b1f48b48c29ebf6e7a83827dfcbc9', operation='INSERT', pgid='pgtrigger_insert_insert_3b7fa', table='interventions_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_planevent" ("agreed_how", "agreed_on", "agreement_asked_at", "agreement_question", "caution_reason", "cautions", "client_id", "ended_on", "episode_id", "follows_id", "formulation", "household_id", "id", "modality", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "practice_id", "review_on", "revision", "specialist_note", "started_on", "state", "therapist_id", "version") VALUES (NEW."agreed_how", NEW."agreed_on", NEW."agreement_asked_at", NEW."agreement_question", NEW."caution_reason", NEW."cautions", NEW."client_id", NEW."ended_on", NEW."episode_id", NEW."follows_id", NEW."formulation", NEW."household_id", NEW."id", NEW."modality", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phase", NEW."practice_id", NEW."review_on", NEW."revision", NEW."specialist_note", NEW."started_on", NEW."state", NEW."therapist_id", NEW."version"); RETURN NULL;', hash='ea5e06495fc8f1a26eb4a05937105ea4325bc3ac', operation='UPDATE', pgid='pgtrigger_update_update_1c2a8', table='interventions_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plan',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_planevent" ("agreed_how", "agreed_on", "agreement_asked_at", "agreement_question", "caution_reason", "cautions", "client_id", "ended_on", "episode_id", "follows_id", "formulation", "household_id", "id", "modality", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "practice_id", "review_on", "revision", "specialist_note", "started_on", "state", "therapist_id", "version") VALUES (OLD."agreed_how", OLD."agreed_on", OLD."agreement_asked_at", OLD."agreement_question", OLD."caution_reason", OLD."cautions", OLD."client_id", OLD."ended_on", OLD."episode_id", OLD."follows_id", OLD."formulation", OLD."household_id", OLD."id", OLD."modality", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phase", OLD."practice_id", OLD."review_on", OLD."revision", OLD."specialist_note", OLD."started_on", OLD."state", OLD."therapist_id", OLD."version"); RETURN NULL;', hash='6b2d13f53e1266efd15daca3496fade25529f197', operation='DELETE', pgid='pgtrigger_delete_delete_f649b', table='interventions_plan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='parttieevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='016048a27d23aa9acb6bdf24a03915c0155c3830', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_435c9', table='interventions_parttieevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='parttie',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='66b27325e0363d74fac0199bb493021c94328c1c', operation='UPDATE', pgid='pgtrigger_revision_af89f', table='interventions_parttie', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='parttie',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_parttieevent" ("id", "kind", "made_at", "made_by_id", "other_id", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision") VALUES (NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."other_id", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision"); RETURN NULL;', hash='471772dd373982431446e56f5464874530be6118', operation='INSERT', pgid='pgtrigger_insert_insert_451bd', table='interventions_parttie', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='parttie',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_parttieevent" ("id", "kind", "made_at", "made_by_id", "other_id", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision") VALUES (NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."other_id", NEW."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision"); RETURN NULL;', hash='64190d9358b2ee6b1bbe547d69b8c459d1d7d266', operation='UPDATE', pgid='pgtrigger_update_update_5aa30', table='interventions_parttie', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='parttie',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_parttieevent" ("id", "kind", "made_at", "made_by_id", "other_id", "part_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision") VALUES (OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."other_id", OLD."part_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision"); RETURN NULL;', hash='90f42c2539499309f7bf3bf987e324d7b8a98bac', operation='DELETE', pgid='pgtrigger_delete_delete_55f8b', table='interventions_parttie', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e01e5738a273294281046d037da2ba4e637dd91b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8e4f1', table='interventions_partevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='part',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='4eef9931bf10a1855f5281c245daad188214494c', operation='UPDATE', pgid='pgtrigger_revision_179e2', table='interventions_part', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='part',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_partevent" ("burden", "does", "fears", "id", "kind", "made_at", "made_by_id", "memory", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "self_relation", "status", "steps") VALUES (NEW."burden", NEW."does", NEW."fears", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."memory", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."self_relation", NEW."status", NEW."steps"); RETURN NULL;', hash='9177a2692569a7925657631d12aeed2e9ae5a3f5', operation='INSERT', pgid='pgtrigger_insert_insert_0876a', table='interventions_part', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='part',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_partevent" ("burden", "does", "fears", "id", "kind", "made_at", "made_by_id", "memory", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "self_relation", "status", "steps") VALUES (NEW."burden", NEW."does", NEW."fears", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."memory", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."self_relation", NEW."status", NEW."steps"); RETURN NULL;', hash='a5c4cc70c92e3f64167946124c73cb4c9455c48b', operation='UPDATE', pgid='pgtrigger_update_update_c59d8', table='interventions_part', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='part',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_partevent" ("burden", "does", "fears", "id", "kind", "made_at", "made_by_id", "memory", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "self_relation", "status", "steps") VALUES (OLD."burden", OLD."does", OLD."fears", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."memory", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision", OLD."self_relation", OLD."status", OLD."steps"); RETURN NULL;', hash='27be1b366d2312b83bd3bd3aec15ca6fbb819dcb', operation='DELETE', pgid='pgtrigger_delete_delete_7d42a', table='interventions_part', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modestrengthevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4e99b784f59b33db557bea2a8bcc3231824a182d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a7a69', table='interventions_modestrengthevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modestrength',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='cb0adadcec1c3beaf89a3ddd0b748974f54575ed', operation='UPDATE', pgid='pgtrigger_revision_82cd4', table='interventions_modestrength', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modestrength',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_modestrengthevent" ("id", "made_at", "made_by_id", "mode_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "strength") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."mode_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."strength"); RETURN NULL;', hash='0dda31d261d690223868a960a2b40c4bb27c28af', operation='INSERT', pgid='pgtrigger_insert_insert_2cb4b', table='interventions_modestrength', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modestrength',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_modestrengthevent" ("id", "made_at", "made_by_id", "mode_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "strength") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."mode_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."strength"); RETURN NULL;', hash='90b495a7bf033168cc52438ca7e2eee3f63a3ffa', operation='UPDATE', pgid='pgtrigger_update_update_606e3', table='interventions_modestrength', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modestrength',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_modestrengthevent" ("id", "made_at", "made_by_id", "mode_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "strength") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", OLD."mode_id", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision", OLD."strength"); RETURN NULL;', hash='46736072a57e29b6c4376e11dd780845bde952ae', operation='DELETE', pgid='pgtrigger_delete_delete_bdb86', table='interventions_modestrength', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='modeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9b1093859be09731375687c6937222b0ecc779c5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23a89', table='interventions_modeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mode',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='a8c8e08374e5f20110693590f1eb05cd30ae8330', operation='UPDATE', pgid='pgtrigger_revision_54f07', table='interventions_mode', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mode',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_modeevent" ("does", "id", "kind", "made_at", "made_by_id", "name", "need", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "schemas", "trigger") VALUES (NEW."does", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", NEW."need", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."schemas", NEW."trigger"); RETURN NULL;', hash='8429963a91157633f65bb00b4af06357f2c04024', operation='INSERT', pgid='pgtrigger_insert_insert_2fd68', table='interventions_mode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mode',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_modeevent" ("does", "id", "kind", "made_at", "made_by_id", "name", "need", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "schemas", "trigger") VALUES (NEW."does", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", NEW."need", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."schemas", NEW."trigger"); RETURN NULL;', hash='da3eff8abe63a4363a603da0e1ba71b6b2b5eabc', operation='UPDATE', pgid='pgtrigger_update_update_4c45d', table='interventions_mode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mode',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_modeevent" ("does", "id", "kind", "made_at", "made_by_id", "name", "need", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "schemas", "trigger") VALUES (OLD."does", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."name", OLD."need", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision", OLD."schemas", OLD."trigger"); RETURN NULL;', hash='1ff8f199299ae6a6ffb007dc64ab83066b08e08e', operation='DELETE', pgid='pgtrigger_delete_delete_ffc1c', table='interventions_mode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linkedassessmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='299b889c63a94a769b7710c5bd0346303adf2fc7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_97db2', table='interventions_linkedassessmentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linkedassessment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_linkedassessmentevent" ("assessment_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id") VALUES (NEW."assessment_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id"); RETURN NULL;', hash='5d97856826acf7c86df2d578fdae8f6ecc516ac7', operation='INSERT', pgid='pgtrigger_insert_insert_5f246', table='interventions_linkedassessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linkedassessment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_linkedassessmentevent" ("assessment_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id") VALUES (NEW."assessment_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id"); RETURN NULL;', hash='aac2807187e11335529ee29d56edec1abc244c3b', operation='UPDATE', pgid='pgtrigger_update_update_fee18', table='interventions_linkedassessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linkedassessment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_linkedassessmentevent" ("assessment_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id") VALUES (OLD."assessment_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id"); RETURN NULL;', hash='9eefaae9e64b9af5c76531cc2e2bccaa5cee7de0', operation='DELETE', pgid='pgtrigger_delete_delete_cc71f', table='interventions_linkedassessment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goalevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='470adf5869f54edbfaf9c6f93310254c8ee1ba1b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_179d1', table='interventions_goalevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='c1fb41541d15ab5bd8b9bfd6c9210983e3f928ac', operation='UPDATE', pgid='pgtrigger_revision_20d58', table='interventions_goal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_goalevent" ("aim", "by_date", "client_id", "closed_at", "id", "instrument", "kind", "levels", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "revision", "subscale", "weight", "words") VALUES (NEW."aim", NEW."by_date", NEW."client_id", NEW."closed_at", NEW."id", NEW."instrument", NEW."kind", NEW."levels", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."revision", NEW."subscale", NEW."weight", NEW."words"); RETURN NULL;', hash='a5d36a544d54e9f29cbdeab46a0eac91db2b15f3', operation='INSERT', pgid='pgtrigger_insert_insert_2c4ec', table='interventions_goal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_goalevent" ("aim", "by_date", "client_id", "closed_at", "id", "instrument", "kind", "levels", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "revision", "subscale", "weight", "words") VALUES (NEW."aim", NEW."by_date", NEW."client_id", NEW."closed_at", NEW."id", NEW."instrument", NEW."kind", NEW."levels", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."revision", NEW."subscale", NEW."weight", NEW."words"); RETURN NULL;', hash='3bb29cff1cbfc0551e53835ba3f7b57981d2aec6', operation='UPDATE', pgid='pgtrigger_update_update_41c3a', table='interventions_goal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_goalevent" ("aim", "by_date", "client_id", "closed_at", "id", "instrument", "kind", "levels", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "revision", "subscale", "weight", "words") VALUES (OLD."aim", OLD."by_date", OLD."client_id", OLD."closed_at", OLD."id", OLD."instrument", OLD."kind", OLD."levels", OLD."made_at", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."revision", OLD."subscale", OLD."weight", OLD."words"); RETURN NULL;', hash='d6a8e46b10e90a724a4013bdb981c25a78dc33b6', operation='DELETE', pgid='pgtrigger_delete_delete_b471a', table='interventions_goal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gateoverrideevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='84efc46b5c08032a4108d212fbb9dd24873cb281', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ac6e9', table='interventions_gateoverrideevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gateoverride',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_gateoverrideevent" ("id", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id", "reason", "seen_at", "seen_by_id", "unmet") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phase", NEW."plan_id", NEW."practice_id", NEW."reason", NEW."seen_at", NEW."seen_by_id", NEW."unmet"); RETURN NULL;', hash='f884491619e011bc3ce55089980f9c3100a2fc8f', operation='INSERT', pgid='pgtrigger_insert_insert_0ec58', table='interventions_gateoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gateoverride',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_gateoverrideevent" ("id", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id", "reason", "seen_at", "seen_by_id", "unmet") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phase", NEW."plan_id", NEW."practice_id", NEW."reason", NEW."seen_at", NEW."seen_by_id", NEW."unmet"); RETURN NULL;', hash='3df05eac2b70ed4e8afb61023aee2672f696938c', operation='UPDATE', pgid='pgtrigger_update_update_77450', table='interventions_gateoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gateoverride',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_gateoverrideevent" ("id", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id", "reason", "seen_at", "seen_by_id", "unmet") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phase", OLD."plan_id", OLD."practice_id", OLD."reason", OLD."seen_at", OLD."seen_by_id", OLD."unmet"); RETURN NULL;', hash='04585aa74b850d617e3033f13d0fb99f0a021b01', operation='DELETE', pgid='pgtrigger_delete_delete_ac7fb', table='interventions_gateoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cyclesideevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4f939af8fe1cb719dd0c67f4d587aaab9010b93e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_10c4a', table='interventions_cyclesideevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cycleside',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='bf64b1ebb3bafd40eb8af2a01d7ff73c98028eed', operation='UPDATE', pgid='pgtrigger_revision_3c8e7', table='interventions_cycleside', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cycleside',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cyclesideevent" ("action", "client_id", "fear", "id", "made_at", "made_by_id", "need", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "practice_id", "primary", "removed_at", "revision", "secondary", "story", "trigger") VALUES (NEW."action", NEW."client_id", NEW."fear", NEW."id", NEW."made_at", NEW."made_by_id", NEW."need", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."practice_id", NEW."primary", NEW."removed_at", NEW."revision", NEW."secondary", NEW."story", NEW."trigger"); RETURN NULL;', hash='f6aac7b47feb8524356c1ed3703ab3f0662bc718', operation='INSERT', pgid='pgtrigger_insert_insert_3bdc1', table='interventions_cycleside', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cycleside',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_cyclesideevent" ("action", "client_id", "fear", "id", "made_at", "made_by_id", "need", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "practice_id", "primary", "removed_at", "revision", "secondary", "story", "trigger") VALUES (NEW."action", NEW."client_id", NEW."fear", NEW."id", NEW."made_at", NEW."made_by_id", NEW."need", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."practice_id", NEW."primary", NEW."removed_at", NEW."revision", NEW."secondary", NEW."story", NEW."trigger"); RETURN NULL;', hash='28dcdad0e939826f8728bbc08e616020b6617d4f', operation='UPDATE', pgid='pgtrigger_update_update_6128b', table='interventions_cycleside', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cycleside',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cyclesideevent" ("action", "client_id", "fear", "id", "made_at", "made_by_id", "need", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "practice_id", "primary", "removed_at", "revision", "secondary", "story", "trigger") VALUES (OLD."action", OLD."client_id", OLD."fear", OLD."id", OLD."made_at", OLD."made_by_id", OLD."need", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."position", OLD."practice_id", OLD."primary", OLD."removed_at", OLD."revision", OLD."secondary", OLD."story", OLD."trigger"); RETURN NULL;', hash='5c000fc1f50d2e5cd20f14bbad6cbc1c1a698904', operation='DELETE', pgid='pgtrigger_delete_delete_87d7f', table='interventions_cycleside', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cautionreviewevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='613f99b65e82d61abe496c104516bd6788279f7e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fd37b', table='interventions_cautionreviewevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cautionreview',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cautionreviewevent" ("id", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id", "reason", "screen_id", "texts") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phase", NEW."plan_id", NEW."practice_id", NEW."reason", NEW."screen_id", NEW."texts"); RETURN NULL;', hash='2c2ebcf8fcacfeffd54f5a0194ba488b68f09dd9', operation='INSERT', pgid='pgtrigger_insert_insert_d73c3', table='interventions_cautionreview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cautionreview',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_cautionreviewevent" ("id", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id", "reason", "screen_id", "texts") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phase", NEW."plan_id", NEW."practice_id", NEW."reason", NEW."screen_id", NEW."texts"); RETURN NULL;', hash='714f4bcd8f5eb00cff0f2926fe6538b83346cf19', operation='UPDATE', pgid='pgtrigger_update_update_07174', table='interventions_cautionreview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cautionreview',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cautionreviewevent" ("id", "made_at", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id", "reason", "screen_id", "texts") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phase", OLD."plan_id", OLD."practice_id", OLD."reason", OLD."screen_id", OLD."texts"); RETURN NULL;', hash='1b98a50642781df34b86ac4c3128d191540f0b56', operation='DELETE', pgid='pgtrigger_delete_delete_f780f', table='interventions_cautionreview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bodyresourceevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='64870fd3198b8d8572cb011442da2fa9e7716dee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e31ec', table='interventions_bodyresourceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bodyresource',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='f1242b26fa9fe785f962d617c172d02aae93e281', operation='UPDATE', pgid='pgtrigger_revision_27834', table='interventions_bodyresource', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bodyresource',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_bodyresourceevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "text") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."text"); RETURN NULL;', hash='79daf4442964dad62d7f4c4268d5b7daeb57f07b', operation='INSERT', pgid='pgtrigger_insert_insert_c8fe5', table='interventions_bodyresource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bodyresource',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_bodyresourceevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "text") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."text"); RETURN NULL;', hash='3f91e7f5f73feb945746d28fff1d047e434dd9de', operation='UPDATE', pgid='pgtrigger_update_update_c1245', table='interventions_bodyresource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bodyresource',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_bodyresourceevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "text") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision", OLD."text"); RETURN NULL;', hash='8c4f85b1f7723e937caaafb6698c0c6140636a0c', operation='DELETE', pgid='pgtrigger_delete_delete_74998', table='interventions_bodyresource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='374eebf8abb211cf59aa63fb1f3b89a314115737', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4ccc6', table='interventions_assignmentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='136cb523c4ead5ed3b1b97e41d4ab5c5ea3062da', operation='UPDATE', pgid='pgtrigger_revision_3ef10', table='interventions_assignment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_assignmentevent" ("assigned_by_id", "caution_reason", "cautions", "client_id", "ends_on", "exercise", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "revision", "starts_on", "stopped_at", "times_per_week", "version") VALUES (NEW."assigned_by_id", NEW."caution_reason", NEW."cautions", NEW."client_id", NEW."ends_on", NEW."exercise", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."revision", NEW."starts_on", NEW."stopped_at", NEW."times_per_week", NEW."version"); RETURN NULL;', hash='b8e5b84a6a376d0b8d1423fa16552201a8be6acc', operation='INSERT', pgid='pgtrigger_insert_insert_8b0ca', table='interventions_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_assignmentevent" ("assigned_by_id", "caution_reason", "cautions", "client_id", "ends_on", "exercise", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "revision", "starts_on", "stopped_at", "times_per_week", "version") VALUES (NEW."assigned_by_id", NEW."caution_reason", NEW."cautions", NEW."client_id", NEW."ends_on", NEW."exercise", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."revision", NEW."starts_on", NEW."stopped_at", NEW."times_per_week", NEW."version"); RETURN NULL;', hash='a722d062197190e12852bec99e0404afb875532e', operation='UPDATE', pgid='pgtrigger_update_update_4a6a8', table='interventions_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_assignmentevent" ("assigned_by_id", "caution_reason", "cautions", "client_id", "ends_on", "exercise", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "revision", "starts_on", "stopped_at", "times_per_week", "version") VALUES (OLD."assigned_by_id", OLD."caution_reason", OLD."cautions", OLD."client_id", OLD."ends_on", OLD."exercise", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."revision", OLD."starts_on", OLD."stopped_at", OLD."times_per_week", OLD."version"); RETURN NULL;', hash='88b1faa7b12903c0cdaf6e689433437b99c8c024', operation='DELETE', pgid='pgtrigger_delete_delete_0c907', table='interventions_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='227506c0812b1ddf1d345b277a25c202be68440e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b2917', table='interventions_planevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planphase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_planphaseevent" ("entered_on", "exit_by_id", "exit_evidence", "exit_on", "gate", "id", "left_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id") VALUES (NEW."entered_on", NEW."exit_by_id", NEW."exit_evidence", NEW."exit_on", NEW."gate", NEW."id", NEW."left_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phase", NEW."plan_id", NEW."practice_id"); RETURN NULL;', hash='0ada7f8ebe99c2c5d686d04a0db9fe29983777f5', operation='INSERT', pgid='pgtrigger_insert_insert_a0033', table='interventions_planphase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planphase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_planphaseevent" ("entered_on", "exit_by_id", "exit_evidence", "exit_on", "gate", "id", "left_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id") VALUES (NEW."entered_on", NEW."exit_by_id", NEW."exit_evidence", NEW."exit_on", NEW."gate", NEW."id", NEW."left_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phase", NEW."plan_id", NEW."practice_id"); RETURN NULL;', hash='676040b2a499dd200e53d798f625bc04a42f9e60', operation='UPDATE', pgid='pgtrigger_update_update_4c22f', table='interventions_planphase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planphase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_planphaseevent" ("entered_on", "exit_by_id", "exit_evidence", "exit_on", "gate", "id", "left_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "plan_id", "practice_id") VALUES (OLD."entered_on", OLD."exit_by_id", OLD."exit_evidence", OLD."exit_on", OLD."gate", OLD."id", OLD."left_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phase", OLD."plan_id", OLD."practice_id"); RETURN NULL;', hash='059b6d1dc0b19e9c17e4cba7e1ba70801e24198a', operation='DELETE', pgid='pgtrigger_delete_delete_0abec', table='interventions_planphase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planphaseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bac2cde063b8acd5362c3c235b35297eb2da6c00', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_fe5ec', table='interventions_planphaseevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privatenote',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    OLD.sealed = NEW.sealed;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='d7df805896dbc904bafbfd61fdd2ef2a129e3e51', operation='UPDATE', pgid='pgtrigger_revision_0f72d', table='interventions_privatenote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privatenote',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_privatenoteevent" ("author_id", "changed_at", "client_id", "id", "made_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision") VALUES (NEW."author_id", NEW."changed_at", NEW."client_id", NEW."id", NEW."made_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."revision"); RETURN NULL;', hash='82cbaedbe4ab4722219841b2be81e47bb614b17d', operation='INSERT', pgid='pgtrigger_insert_insert_eed40', table='interventions_privatenote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privatenote',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."revision" IS DISTINCT FROM (NEW."revision"))', func='INSERT INTO "interventions_privatenoteevent" ("author_id", "changed_at", "client_id", "id", "made_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision") VALUES (NEW."author_id", NEW."changed_at", NEW."client_id", NEW."id", NEW."made_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."revision"); RETURN NULL;', hash='13d262c02970ddbeb4203afa82446030d7453c04', operation='UPDATE', pgid='pgtrigger_update_update_1bc79', table='interventions_privatenote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privatenote',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_privatenoteevent" ("author_id", "changed_at", "client_id", "id", "made_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision") VALUES (OLD."author_id", OLD."changed_at", OLD."client_id", OLD."id", OLD."made_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."revision"); RETURN NULL;', hash='a64da4ac6c189756a482a052da6161cf51d37f84', operation='DELETE', pgid='pgtrigger_delete_delete_107c6', table='interventions_privatenote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='privatenoteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='53c2cea388c0e41bd77bf21f76ea5eb553f5fd18', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e74d1', table='interventions_privatenoteevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readingassignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_readingassignmentevent" ("client_id", "given_at", "given_by_id", "id", "note", "opened_at", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "read_at", "taken_back_at", "version") VALUES (NEW."client_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."note", NEW."opened_at", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."read_at", NEW."taken_back_at", NEW."version"); RETURN NULL;', hash='893be4d50191dc825bf62289634b687ab804230d', operation='INSERT', pgid='pgtrigger_insert_insert_2e622', table='interventions_readingassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readingassignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_readingassignmentevent" ("client_id", "given_at", "given_by_id", "id", "note", "opened_at", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "read_at", "taken_back_at", "version") VALUES (NEW."client_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."note", NEW."opened_at", NEW."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."read_at", NEW."taken_back_at", NEW."version"); RETURN NULL;', hash='3f89fed5b50393d1137d6d437f8465b240f1a91a', operation='UPDATE', pgid='pgtrigger_update_update_9ba85', table='interventions_readingassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readingassignment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_readingassignmentevent" ("client_id", "given_at", "given_by_id", "id", "note", "opened_at", "page", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "read_at", "taken_back_at", "version") VALUES (OLD."client_id", OLD."given_at", OLD."given_by_id", OLD."id", OLD."note", OLD."opened_at", OLD."page", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."read_at", OLD."taken_back_at", OLD."version"); RETURN NULL;', hash='eeae32c9c727f5ad700461241a02d57d8bec6939', operation='DELETE', pgid='pgtrigger_delete_delete_39b46', table='interventions_readingassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readingassignmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7b4dbf757680f599bdc8da560daa1b9174e2fe5e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_60edf', table='interventions_readingassignmentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderrules',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='16490aba633192844cbf9b2d9879401bfd3c40f0', operation='UPDATE', pgid='pgtrigger_revision_d4ac9', table='interventions_reminderrules', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderrules',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_reminderrulesevent" ("changes", "exercises", "id", "no_contact_days", "offsets", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "questionnaires", "revision", "staff_digest") VALUES (NEW."changes", NEW."exercises", NEW."id", NEW."no_contact_days", NEW."offsets", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."questionnaires", NEW."revision", NEW."staff_digest"); RETURN NULL;', hash='b9905a2d037cfa7bd69bd2e467ef12af3170cfdc', operation='INSERT', pgid='pgtrigger_insert_insert_9b224', table='interventions_reminderrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderrules',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_reminderrulesevent" ("changes", "exercises", "id", "no_contact_days", "offsets", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "questionnaires", "revision", "staff_digest") VALUES (NEW."changes", NEW."exercises", NEW."id", NEW."no_contact_days", NEW."offsets", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."questionnaires", NEW."revision", NEW."staff_digest"); RETURN NULL;', hash='0a1aa92c7077ebbb04659a8d50cf6caf3f5a071b', operation='UPDATE', pgid='pgtrigger_update_update_4336b', table='interventions_reminderrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderrules',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_reminderrulesevent" ("changes", "exercises", "id", "no_contact_days", "offsets", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "questionnaires", "revision", "staff_digest") VALUES (OLD."changes", OLD."exercises", OLD."id", OLD."no_contact_days", OLD."offsets", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."questionnaires", OLD."revision", OLD."staff_digest"); RETURN NULL;', hash='ccfc64cda2a12ab11530bb7fd6a126e022fb3808', operation='DELETE', pgid='pgtrigger_delete_delete_9f75b', table='interventions_reminderrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderrulesevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='95ccfb8639f4c7af8be3d289fa1950eb538365fb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ab575', table='interventions_reminderrulesevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemarating',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='4149b0039c6555dc7f65a634b39accf6720a558f', operation='UPDATE', pgid='pgtrigger_revision_2c129', table='interventions_schemarating', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemarating',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_schemaratingevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "questionnaire", "rating", "removed_at", "revision", "schema", "score") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."questionnaire", NEW."rating", NEW."removed_at", NEW."revision", NEW."schema", NEW."score"); RETURN NULL;', hash='c885bde4372df8bdf25ddf66ce49ccbdd0fb86b4', operation='INSERT', pgid='pgtrigger_insert_insert_7a53d', table='interventions_schemarating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemarating',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_schemaratingevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "questionnaire", "rating", "removed_at", "revision", "schema", "score") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."questionnaire", NEW."rating", NEW."removed_at", NEW."revision", NEW."schema", NEW."score"); RETURN NULL;', hash='add189d58b713b40c9e5b10f27327e9e0e5f150b', operation='UPDATE', pgid='pgtrigger_update_update_b46ce', table='interventions_schemarating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemarating',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_schemaratingevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "questionnaire", "rating", "removed_at", "revision", "schema", "score") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."questionnaire", OLD."rating", OLD."removed_at", OLD."revision", OLD."schema", OLD."score"); RETURN NULL;', hash='5dd48f93b636c5550a822a0c9a8d0ddaffb30602', operation='DELETE', pgid='pgtrigger_delete_delete_83242', table='interventions_schemarating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schemaratingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ec367e44c03d8e011f16662a1b445e3509b88718', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_563b8', table='interventions_schemaratingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_seriesevent" ("client_id", "first_on", "follows_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "rule", "time", "zone") VALUES (NEW."client_id", NEW."first_on", NEW."follows_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."rule", NEW."time", NEW."zone"); RETURN NULL;', hash='a96279a6a072aab2de84dbb39d9363c43dd9a2ef', operation='INSERT', pgid='pgtrigger_insert_insert_672e1', table='interventions_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_seriesevent" ("client_id", "first_on", "follows_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "rule", "time", "zone") VALUES (NEW."client_id", NEW."first_on", NEW."follows_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."rule", NEW."time", NEW."zone"); RETURN NULL;', hash='86e528f0fe565f14a0c6c62084f1252de87d4d85', operation='UPDATE', pgid='pgtrigger_update_update_76654', table='interventions_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_seriesevent" ("client_id", "first_on", "follows_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "rule", "time", "zone") VALUES (OLD."client_id", OLD."first_on", OLD."follows_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."rule", OLD."time", OLD."zone"); RETURN NULL;', hash='f3713e35ed1ff20afc8502734c2f9ee0323236c3', operation='DELETE', pgid='pgtrigger_delete_delete_55335', table='interventions_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seriesevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='951c57197c939b0c93924dc8fbc13d6204c7b787', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5ecca', table='interventions_seriesevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrules',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='de01b85eed781f5ce574bf9c2e888001312ddb91', operation='UPDATE', pgid='pgtrigger_revision_c9832', table='interventions_sessionrules', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrules',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sessionrulesevent" ("id", "late_hours", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "sign_hours", "step_minutes") VALUES (NEW."id", NEW."late_hours", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."revision", NEW."sign_hours", NEW."step_minutes"); RETURN NULL;', hash='825ce674eb9a9e4b114573c15c0cdcbb967aa4aa', operation='INSERT', pgid='pgtrigger_insert_insert_02c7a', table='interventions_sessionrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrules',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_sessionrulesevent" ("id", "late_hours", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "sign_hours", "step_minutes") VALUES (NEW."id", NEW."late_hours", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."revision", NEW."sign_hours", NEW."step_minutes"); RETURN NULL;', hash='918a5f5ad3dd39a3bdcdba067be2d7e72947e2fb', operation='UPDATE', pgid='pgtrigger_update_update_70392', table='interventions_sessionrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrules',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sessionrulesevent" ("id", "late_hours", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "sign_hours", "step_minutes") VALUES (OLD."id", OLD."late_hours", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."revision", OLD."sign_hours", OLD."step_minutes"); RETURN NULL;', hash='98d2e0161e333444fe1ba054dc309117b2b69a23', operation='DELETE', pgid='pgtrigger_delete_delete_8e59f', table='interventions_sessionrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrulesevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5e67c1ef5eb4e9279f011a24a4c3b8e95f2ffcbf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9aefa', table='interventions_sessionrulesevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='84b57fbd79037a864c8c02f5a8813f409fcc71bc', operation='UPDATE', pgid='pgtrigger_revision_2e20f', table='interventions_target', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_targetevent" ("body", "containment", "emotions", "id", "image", "incomplete", "label", "made_at", "made_by_id", "negative", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "positive", "practice_id", "prong", "removed_at", "revision", "status") VALUES (NEW."body", NEW."containment", NEW."emotions", NEW."id", NEW."image", NEW."incomplete", NEW."label", NEW."made_at", NEW."made_by_id", NEW."negative", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."positive", NEW."practice_id", NEW."prong", NEW."removed_at", NEW."revision", NEW."status"); RETURN NULL;', hash='d017ca83900902badc481af8a48901f93219e402', operation='INSERT', pgid='pgtrigger_insert_insert_95a65', table='interventions_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_targetevent" ("body", "containment", "emotions", "id", "image", "incomplete", "label", "made_at", "made_by_id", "negative", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "positive", "practice_id", "prong", "removed_at", "revision", "status") VALUES (NEW."body", NEW."containment", NEW."emotions", NEW."id", NEW."image", NEW."incomplete", NEW."label", NEW."made_at", NEW."made_by_id", NEW."negative", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."positive", NEW."practice_id", NEW."prong", NEW."removed_at", NEW."revision", NEW."status"); RETURN NULL;', hash='e2083a16807f6a7262a080da4e0b19a8e60057de', operation='UPDATE', pgid='pgtrigger_update_update_272c1', table='interventions_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_targetevent" ("body", "containment", "emotions", "id", "image", "incomplete", "label", "made_at", "made_by_id", "negative", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "positive", "practice_id", "prong", "removed_at", "revision", "status") VALUES (OLD."body", OLD."containment", OLD."emotions", OLD."id", OLD."image", OLD."incomplete", OLD."label", OLD."made_at", OLD."made_by_id", OLD."negative", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."positive", OLD."practice_id", OLD."prong", OLD."removed_at", OLD."revision", OLD."status"); RETURN NULL;', hash='dfb2beaed055bbc93e81c56a4c87f1249f8aed1f', operation='DELETE', pgid='pgtrigger_delete_delete_93985', table='interventions_target', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2bfec8b59897815b620e7a96fefff36efe8983a1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_64df1', table='interventions_targetevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='f5062f3399c7e4197b366e5d24864e1043cf9000', operation='UPDATE', pgid='pgtrigger_revision_25f73', table='interventions_therapysession', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='attendees', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE times tstzrange;', func="\n    IF NEW.state <> 'cancelled' THEN\n        times := tstzrange(NEW.starts_at, NEW.ends_at);\n    END IF;\n    IF TG_OP = 'UPDATE' THEN\n        IF NEW.client_id = OLD.client_id AND NEW.household_id IS NOT DISTINCT FROM OLD.household_id THEN\n            UPDATE interventions_attendee SET during = times\n            WHERE practice_id = NEW.practice_id AND session_id = NEW.id;\n            RETURN NULL;\n        END IF;\n        DELETE FROM interventions_attendee WHERE practice_id = NEW.practice_id AND session_id = NEW.id;\n    END IF;\n    INSERT INTO interventions_attendee (id, practice_id, session_id, client_id, during)\n    SELECT gen_random_uuid(), NEW.practice_id, NEW.id, people.client_id, times FROM (\n        SELECT NEW.client_id UNION SELECT m.client_id FROM clients_householdmember m\n        WHERE m.practice_id = NEW.practice_id AND m.household_id = NEW.household_id AND m.left_on IS NULL\n    ) AS people (client_id);\n    RETURN NULL;\n", hash='b003e97af958fba3a4db45ee508b0f3fc1ca3cf7', operation='INSERT OR UPDATE OF "client_id", "household_id", "starts_at", "ends_at", "state"', pgid='pgtrigger_attendees_e4c77', table='interventions_therapysession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='active_therapist', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'booked\')', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF NEW.therapist_id = OLD.therapist_id THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    PERFORM 1 FROM core_staff WHERE id = NEW.therapist_id AND is_active FOR SHARE;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'the account is closed (interventions_session_active)'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_session_active';\n    END IF;\n    RETURN NEW;\n", hash='33d5b1cdcdc01a1b654f98ad9f46384a28525cbd', operation='INSERT OR UPDATE OF "therapist_id"', pgid='pgtrigger_active_therapist_01358', table='interventions_therapysession', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='on_record', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'UPDATE' AND NEW.state = 'cancelled' AND OLD.state <> 'cancelled' THEN\n        IF OLD.state NOT IN ('booked', 'arrived') OR NEW.outcome_at IS NULL THEN\n            RAISE EXCEPTION 'a session that took place is not cancelled, and a cancellation has a time'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_session_not_cancelled';\n        END IF;\n    END IF;\n    IF EXISTS (\n        SELECT 1 FROM interventions_note n\n        WHERE n.practice_id = OLD.practice_id AND n.session_id = OLD.id AND n.state = 'signed'\n    ) AND (TG_OP = 'DELETE'\n        OR (NEW.client_id, NEW.starts_at, NEW.ends_at) IS DISTINCT FROM (OLD.client_id, OLD.starts_at, OLD.ends_at)\n        OR NEW.household_id IS DISTINCT FROM OLD.household_id\n        OR (NEW.state <> OLD.state AND NEW.state NOT IN ('attended', 'missed'))\n    ) THEN\n        RAISE EXCEPTION 'a note of this session is signed'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_session_on_record';\n    END IF;\n    IF TG_OP = 'DELETE' THEN\n        RETURN OLD;\n    END IF;\n    RETURN NEW;\n", hash='e7530cd611b416db6baf802f479c8324d28de9a8', operation='DELETE OR UPDATE OF "client_id", "household_id", "starts_at", "ends_at", "state"', pgid='pgtrigger_on_record_197fe', table='interventions_therapysession', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='running_household', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."household_id" IS NOT NULL)', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF NEW.household_id = OLD.household_id AND NEW.client_id = OLD.client_id AND (OLD.state <> 'cancelled' OR NEW.state = OLD.state) THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    PERFORM 1 FROM clients_household h\n    JOIN clients_householdmember m ON m.practice_id = h.practice_id AND m.household_id = h.id\n    WHERE h.practice_id = NEW.practice_id AND h.id = NEW.household_id AND h.ended_on IS NULL\n        AND m.client_id = NEW.client_id AND m.left_on IS NULL\n    FOR SHARE OF h;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'the household has ended, or is another client''s (interventions_session_running_household)'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_session_running_household';\n    END IF;\n    RETURN NEW;\n", hash='b3818beaecf5d2f67df6bb7d3844e95bcd43eac3', operation='INSERT OR UPDATE OF "household_id", "client_id", "state"', pgid='pgtrigger_running_household_17f15', table='interventions_therapysession', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='summary_sessions_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (SELECT n.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = n.household_id) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET booked_until = n.booked_until, attended = n.attended, attended_at = n.attended_at, missed_at = n.missed_at FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (\n    SELECT (SELECT max(n.starts_at) FROM (SELECT "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" IN (\'booked\', \'arrived\'))) n), a.number, a.last_at, m.last_at\n    FROM (SELECT count(*) AS number, max(n.starts_at) AS last_at FROM (SELECT "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" = \'attended\')) n) a\n    LEFT JOIN (\n        SELECT max(n.starts_at) AS last_at FROM (SELECT "interventions_therapysession"."state" AS "state", "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" IN (\'attended\', \'missed\')) ORDER BY 2 DESC, "interventions_therapysession"."id" DESC LIMIT 2) n\n        HAVING count(*) = 2 AND bool_and(n.state = \'missed\')\n    ) m ON true\n) f (booked_until, attended, attended_at, missed_at)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.booked_until, s.attended, s.attended_at, s.missed_at) IS DISTINCT FROM (n.booked_until, n.attended, n.attended_at, n.missed_at)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='5f143c47bcb550197a3a4500ac6318c61b1efc5a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_sessions_insert_73cf5', referencing='REFERENCING NEW TABLE AS new_rows ', table='interventions_therapysession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='summary_sessions_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.household_id, n.starts_at, n.state) IS DISTINCT FROM (m.client_id, m.household_id, m.starts_at, m.state) CROSS JOIN LATERAL (SELECT m.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = m.household_id) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.household_id, n.starts_at, n.state) IS DISTINCT FROM (m.client_id, m.household_id, m.starts_at, m.state) CROSS JOIN LATERAL (SELECT n.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = n.household_id) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET booked_until = n.booked_until, attended = n.attended, attended_at = n.attended_at, missed_at = n.missed_at FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (\n    SELECT (SELECT max(n.starts_at) FROM (SELECT "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" IN (\'booked\', \'arrived\'))) n), a.number, a.last_at, m.last_at\n    FROM (SELECT count(*) AS number, max(n.starts_at) AS last_at FROM (SELECT "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" = \'attended\')) n) a\n    LEFT JOIN (\n        SELECT max(n.starts_at) AS last_at FROM (SELECT "interventions_therapysession"."state" AS "state", "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" IN (\'attended\', \'missed\')) ORDER BY 2 DESC, "interventions_therapysession"."id" DESC LIMIT 2) n\n        HAVING count(*) = 2 AND bool_and(n.state = \'missed\')\n    ) m ON true\n) f (booked_until, attended, attended_at, missed_at)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.booked_until, s.attended, s.attended_at, s.missed_at) IS DISTINCT FROM (n.booked_until, n.attended, n.attended_at, n.missed_at)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='47cb27ec6e1d3e607037ddf0e59075d55051524f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_sessions_update_747fa', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='interventions_therapysession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='summary_sessions_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (SELECT m.client_id UNION SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = m.household_id) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET booked_until = n.booked_until, attended = n.attended, attended_at = n.attended_at, missed_at = n.missed_at FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (\n    SELECT (SELECT max(n.starts_at) FROM (SELECT "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" IN (\'booked\', \'arrived\'))) n), a.number, a.last_at, m.last_at\n    FROM (SELECT count(*) AS number, max(n.starts_at) AS last_at FROM (SELECT "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" = \'attended\')) n) a\n    LEFT JOIN (\n        SELECT max(n.starts_at) AS last_at FROM (SELECT "interventions_therapysession"."state" AS "state", "interventions_therapysession"."starts_at" AS "starts_at" FROM "interventions_therapysession" WHERE ("interventions_therapysession"."practice_id" = (c.practice_id) AND ("interventions_therapysession"."client_id" = (c.client_id) OR ("interventions_therapysession"."household_id" = ANY (ARRAY(SELECT U0."household_id" AS "household" FROM "clients_householdmember" U0 WHERE U0."client_id" = (c.client_id))) AND EXISTS(SELECT 1 AS "a" FROM "interventions_attendee" U0 WHERE (U0."session_id" = ("interventions_therapysession"."id") AND U0."client_id" = (c.client_id)) LIMIT 1))) AND "interventions_therapysession"."state" IN (\'attended\', \'missed\')) ORDER BY 2 DESC, "interventions_therapysession"."id" DESC LIMIT 2) n\n        HAVING count(*) = 2 AND bool_and(n.state = \'missed\')\n    ) m ON true\n) f (booked_until, attended, attended_at, missed_at)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.booked_until, s.attended, s.attended_at, s.missed_at) IS DISTINCT FROM (n.booked_until, n.attended, n.attended_at, n.missed_at)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='5cf08deac38041ba52993b2ba65929339c9fbf58', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_sessions_delete_2815f', referencing='REFERENCING OLD TABLE AS old_rows ', table='interventions_therapysession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_therapysessionevent" ("cancelled_how", "client_id", "ends_at", "household_id", "id", "link", "outcome_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "reason", "revision", "room_id", "series_id", "series_on", "starts_at", "state", "therapist_id") VALUES (NEW."cancelled_how", NEW."client_id", NEW."ends_at", NEW."household_id", NEW."id", NEW."link", NEW."outcome_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."reason", NEW."revision", NEW."room_id", NEW."series_id", NEW."series_on", NEW."starts_at", NEW."state", NEW."therapist_id"); RETURN NULL;', hash='7e8c7e7c0bc6cdca21ac54285f8bb50d045f1b6f', operation='INSERT', pgid='pgtrigger_insert_insert_41590', table='interventions_therapysession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_therapysessionevent" ("cancelled_how", "client_id", "ends_at", "household_id", "id", "link", "outcome_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "reason", "revision", "room_id", "series_id", "series_on", "starts_at", "state", "therapist_id") VALUES (NEW."cancelled_how", NEW."client_id", NEW."ends_at", NEW."household_id", NEW."id", NEW."link", NEW."outcome_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."reason", NEW."revision", NEW."room_id", NEW."series_id", NEW."series_on", NEW."starts_at", NEW."state", NEW."therapist_id"); RETURN NULL;', hash='67fb661d0c2156048a9a53fc57abd7e5d851dd0f', operation='UPDATE', pgid='pgtrigger_update_update_af5a7', table='interventions_therapysession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysession',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_therapysessionevent" ("cancelled_how", "client_id", "ends_at", "household_id", "id", "link", "outcome_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "reason", "revision", "room_id", "series_id", "series_on", "starts_at", "state", "therapist_id") VALUES (OLD."cancelled_how", OLD."client_id", OLD."ends_at", OLD."household_id", OLD."id", OLD."link", OLD."outcome_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."reason", OLD."revision", OLD."room_id", OLD."series_id", OLD."series_on", OLD."starts_at", OLD."state", OLD."therapist_id"); RETURN NULL;', hash='ec74b191079a858be0fefc53998cb9e65bf7ac13', operation='DELETE', pgid='pgtrigger_delete_delete_161c6', table='interventions_therapysession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetmeasureevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8ddac0c0e3c30ac39485baf2fc1c8f0c67257177', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_834ac', table='interventions_targetmeasureevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetmeasure',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='d0b0ea8476020b467d8365a94a3e99368db83a94', operation='UPDATE', pgid='pgtrigger_revision_bdc96', table='interventions_targetmeasure', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetmeasure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_targetmeasureevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id", "sets", "sud", "target_id", "voc") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."session_id", NEW."sets", NEW."sud", NEW."target_id", NEW."voc"); RETURN NULL;', hash='909f5743cf8494b65ea2bd517375057fcea1c7be', operation='INSERT', pgid='pgtrigger_insert_insert_1350f', table='interventions_targetmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetmeasure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_targetmeasureevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id", "sets", "sud", "target_id", "voc") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."session_id", NEW."sets", NEW."sud", NEW."target_id", NEW."voc"); RETURN NULL;', hash='9d6ab072f436f748a3bf6ef173db59cc98dafbb4', operation='UPDATE', pgid='pgtrigger_update_update_4a3c8', table='interventions_targetmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='targetmeasure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_targetmeasureevent" ("id", "made_at", "made_by_id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id", "sets", "sud", "target_id", "voc") VALUES (OLD."id", OLD."made_at", OLD."made_by_id", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision", OLD."session_id", OLD."sets", OLD."sud", OLD."target_id", OLD."voc"); RETURN NULL;', hash='fa0e3b5bffc9a3e23a73b25c658e8d43ca18f04f', operation='DELETE', pgid='pgtrigger_delete_delete_52214', table='interventions_targetmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sibamevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='41ef3a214efeb380d35c56b65e47dc1e9495a35d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_154c7', table='interventions_sibamevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sibam',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='7e69d9c345e38900bdeb081d67706dfd3dbda588', operation='UPDATE', pgid='pgtrigger_revision_a4225', table='interventions_sibam', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sibam',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sibamevent" ("activation", "channel", "id", "made_at", "made_by_id", "minute", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id", "state", "text") VALUES (NEW."activation", NEW."channel", NEW."id", NEW."made_at", NEW."made_by_id", NEW."minute", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."session_id", NEW."state", NEW."text"); RETURN NULL;', hash='acfcc1cf36af40c2b85295f885680abc438c41ff', operation='INSERT', pgid='pgtrigger_insert_insert_6f8e6', table='interventions_sibam', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sibam',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_sibamevent" ("activation", "channel", "id", "made_at", "made_by_id", "minute", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id", "state", "text") VALUES (NEW."activation", NEW."channel", NEW."id", NEW."made_at", NEW."made_by_id", NEW."minute", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."session_id", NEW."state", NEW."text"); RETURN NULL;', hash='c95e820599ec718c7aef4e0216b29572380a6fe1', operation='UPDATE', pgid='pgtrigger_update_update_ce345', table='interventions_sibam', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sibam',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sibamevent" ("activation", "channel", "id", "made_at", "made_by_id", "minute", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id", "state", "text") VALUES (OLD."activation", OLD."channel", OLD."id", OLD."made_at", OLD."made_by_id", OLD."minute", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision", OLD."session_id", OLD."state", OLD."text"); RETURN NULL;', hash='1df2ea23964a1de8046a10c207040d871f0b41e8', operation='DELETE', pgid='pgtrigger_delete_delete_887a5', table='interventions_sibam', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionratingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2637e6d6cb787a5cc8120315e2aac9be4c2f48a0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_70bf5', table='interventions_sessionratingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrating',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sessionratingevent" ("at", "id", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "session_id", "track", "value") VALUES (NEW."at", NEW."id", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."session_id", NEW."track", NEW."value"); RETURN NULL;', hash='03efba717380affbec3037b9059d02f57f61f1a0', operation='INSERT', pgid='pgtrigger_insert_insert_1d864', table='interventions_sessionrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrating',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_sessionratingevent" ("at", "id", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "session_id", "track", "value") VALUES (NEW."at", NEW."id", NEW."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."session_id", NEW."track", NEW."value"); RETURN NULL;', hash='7ffba7f1c2be082383552cf368933c0db2e53d63', operation='UPDATE', pgid='pgtrigger_update_update_939f3', table='interventions_sessionrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionrating',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sessionratingevent" ("at", "id", "made_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "session_id", "track", "value") VALUES (OLD."at", OLD."id", OLD."made_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."session_id", OLD."track", OLD."value"); RETURN NULL;', hash='9d3cc1c754f98178a6f0c5a38996f5795ec9fa0c', operation='DELETE', pgid='pgtrigger_delete_delete_6d3d5', table='interventions_sessionrating', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionnoticeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='866b242939756a1662241185f9d61751ec1fcbf4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c6052', table='interventions_sessionnoticeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionnotice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sessionnoticeevent" ("act_id", "client_id", "id", "made_at", "now_from", "now_link", "now_until", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "restored", "revision", "session_id", "was_from", "was_link", "was_until") VALUES (NEW."act_id", NEW."client_id", NEW."id", NEW."made_at", NEW."now_from", NEW."now_link", NEW."now_until", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."restored", NEW."revision", NEW."session_id", NEW."was_from", NEW."was_link", NEW."was_until"); RETURN NULL;', hash='cce18be2f8ea4acb7cc70da75bedaa8fa242d302', operation='INSERT', pgid='pgtrigger_insert_insert_961ef', table='interventions_sessionnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionnotice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_sessionnoticeevent" ("act_id", "client_id", "id", "made_at", "now_from", "now_link", "now_until", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "restored", "revision", "session_id", "was_from", "was_link", "was_until") VALUES (NEW."act_id", NEW."client_id", NEW."id", NEW."made_at", NEW."now_from", NEW."now_link", NEW."now_until", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."restored", NEW."revision", NEW."session_id", NEW."was_from", NEW."was_link", NEW."was_until"); RETURN NULL;', hash='51c53e362a0b81f1aed147dac047196e7057b32f', operation='UPDATE', pgid='pgtrigger_update_update_580ef', table='interventions_sessionnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sessionnotice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_sessionnoticeevent" ("act_id", "client_id", "id", "made_at", "now_from", "now_link", "now_until", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "restored", "revision", "session_id", "was_from", "was_link", "was_until") VALUES (OLD."act_id", OLD."client_id", OLD."id", OLD."made_at", OLD."now_from", OLD."now_link", OLD."now_until", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."restored", OLD."revision", OLD."session_id", OLD."was_from", OLD."was_link", OLD."was_until"); RETURN NULL;', hash='06245f78b412fea798edd53c3be4c7d11c119b1a', operation='DELETE', pgid='pgtrigger_delete_delete_5db97', table='interventions_sessionnotice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7a37b88cca5a2039d5c0c09313aedb1fe3d8b8f2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b543b', table='interventions_noteevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='c04fd35fb0e29497df18df9bdb1529e0003b4852', operation='UPDATE', pgid='pgtrigger_revision_fcea7', table='interventions_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='signed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'signed\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='504113a2f1bacf8ff585c90d79375765da7fc8cc', operation='UPDATE', pgid='pgtrigger_signed_stays_3e2a8', table='interventions_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d07ccd0de3f7647f12863a5da8dc65785a804b41', operation='DELETE', pgid='pgtrigger_never_deleted_ed461', table='interventions_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='of_a_session_held', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'signed\')', declare='DECLARE held record;', func="\n    SELECT s.starts_at, s.state INTO STRICT held FROM interventions_therapysession s\n    WHERE s.practice_id = NEW.practice_id AND s.id = NEW.session_id FOR SHARE;\n    IF NEW.signed_at < held.starts_at OR held.state IN ('booked', 'arrived') THEN\n        RAISE EXCEPTION 'a note is signed once its session has begun and its outcome is recorded'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_note_of_a_session_held';\n    END IF;\n    RETURN NEW;\n", hash='fe92ea6c06b578695dbb7209cbf246b5644cd44e', operation='INSERT OR UPDATE', pgid='pgtrigger_of_a_session_held_d3735', table='interventions_note', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" = \'signed\')', func='INSERT INTO "interventions_noteevent" ("author_id", "client_id", "content_hash", "form", "id", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "saved_at", "session_id", "signed_at", "signed_name", "started_at", "state") VALUES (NEW."author_id", NEW."client_id", NEW."content_hash", NEW."form", NEW."id", NEW."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."revision", NEW."saved_at", NEW."session_id", NEW."signed_at", NEW."signed_name", NEW."started_at", NEW."state"); RETURN NULL;', hash='0f7bf61ce9c4c9f69e7fc3152f49358d59b87c7b', operation='UPDATE', pgid='pgtrigger_update_update_e655f', table='interventions_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='note',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_noteevent" ("author_id", "client_id", "content_hash", "form", "id", "parts", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "saved_at", "session_id", "signed_at", "signed_name", "started_at", "state") VALUES (OLD."author_id", OLD."client_id", OLD."content_hash", OLD."form", OLD."id", OLD."parts", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."revision", OLD."saved_at", OLD."session_id", OLD."signed_at", OLD."signed_name", OLD."started_at", OLD."state"); RETURN NULL;', hash='484f3766ca17a38d0c1d1035bd47da41cd5646b5', operation='DELETE', pgid='pgtrigger_delete_delete_c5b6d', table='interventions_note', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cyclemomentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='32b24e6caa99ff291d9b7895f73017a017d546a7', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_83fde', table='interventions_cyclemomentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cyclemoment',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='beb37db41106056378635a44f08b64567266f11b', operation='UPDATE', pgid='pgtrigger_revision_8d4d6', table='interventions_cyclemoment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cyclemoment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cyclemomentevent" ("id", "kind", "made_at", "made_by_id", "note", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id") VALUES (NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."note", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."session_id"); RETURN NULL;', hash='0606069f9c392c6469b93fb5022d2eede06af84f', operation='INSERT', pgid='pgtrigger_insert_insert_39733', table='interventions_cyclemoment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cyclemoment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_cyclemomentevent" ("id", "kind", "made_at", "made_by_id", "note", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id") VALUES (NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."note", NEW."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."plan_id", NEW."practice_id", NEW."removed_at", NEW."revision", NEW."session_id"); RETURN NULL;', hash='9b53ad6e70a3930c05092ba8c1df274120ea31f4', operation='UPDATE', pgid='pgtrigger_update_update_9f129', table='interventions_cyclemoment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='cyclemoment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_cyclemomentevent" ("id", "kind", "made_at", "made_by_id", "note", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "practice_id", "removed_at", "revision", "session_id") VALUES (OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."note", OLD."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."practice_id", OLD."removed_at", OLD."revision", OLD."session_id"); RETURN NULL;', hash='6c42a025e74e50cb72be0d2df93bdbff9b088fd1', operation='DELETE', pgid='pgtrigger_delete_delete_b37d3', table='interventions_cyclemoment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='therapysessionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c5c7736569edfde0f080d58587bc0256c2daf586', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_23c02', table='interventions_therapysessionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiting',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='32e17583815b5224c9b624a59d397286aef6ab9d', operation='UPDATE', pgid='pgtrigger_revision_f1929', table='interventions_waiting', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_waitingevent" ("before", "client_id", "earliest", "id", "latest", "minutes", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "since", "state", "therapist_id", "weekdays") VALUES (NEW."before", NEW."client_id", NEW."earliest", NEW."id", NEW."latest", NEW."minutes", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."revision", NEW."since", NEW."state", NEW."therapist_id", NEW."weekdays"); RETURN NULL;', hash='70dfb62ba18c8e2dc80a1a966b1491a31e3fe73a', operation='INSERT', pgid='pgtrigger_insert_insert_3dae7', table='interventions_waiting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "interventions_waitingevent" ("before", "client_id", "earliest", "id", "latest", "minutes", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "since", "state", "therapist_id", "weekdays") VALUES (NEW."before", NEW."client_id", NEW."earliest", NEW."id", NEW."latest", NEW."minutes", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."revision", NEW."since", NEW."state", NEW."therapist_id", NEW."weekdays"); RETURN NULL;', hash='0a55b6ac885be264e35ef080ffbfdfc5699e2f5e', operation='UPDATE', pgid='pgtrigger_update_update_0fef8', table='interventions_waiting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waiting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "interventions_waitingevent" ("before", "client_id", "earliest", "id", "latest", "minutes", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "since", "state", "therapist_id", "weekdays") VALUES (OLD."before", OLD."client_id", OLD."earliest", OLD."id", OLD."latest", OLD."minutes", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."revision", OLD."since", OLD."state", OLD."therapist_id", OLD."weekdays"); RETURN NULL;', hash='00c9142da19148f45f04fee2c6343a1304e7b878', operation='DELETE', pgid='pgtrigger_delete_delete_e0b1a', table='interventions_waiting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='waitingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='97c4e80f065d7afc60009d4277571fef6cea52a8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_74f31', table='interventions_waitingevent', when='BEFORE')),
        ),
    ])
