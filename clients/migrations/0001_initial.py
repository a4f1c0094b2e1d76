import clients.models
import clinic.core.fields
import clinic.core.models
import clinic.core.tenancy
import datetime
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.db import migrations, models

from clinic.core.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        # Applied while there are few models: each of their operations draws all that exist.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('knox', '0009_extend_authtoken_field'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('sessions', '0001_initial'),
        ('usersessions', '0001_initial'),
        ('core', '0001_initial'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('sort_name', models.CharField(editable=False, max_length=160)),
                ('pronouns', models.CharField(blank=True, max_length=40, verbose_name='pronouns')),
                ('birth_date', models.DateField(blank=True, null=True, validators=[clients.models.validate_birth_date], verbose_name='date of birth')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, help_text='With the country code, for example +44 20 7946 0958.', max_length=40, validators=[clients.models.validate_phone], verbose_name='phone')),
                ('time_zone', models.CharField(blank=True, help_text="Only if it differs from the practice's.", max_length=64, validators=[clinic.core.models.validate_zone], verbose_name='time zone')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='AlertRecipient',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('staff', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
            ],
        ),
        migrations.CreateModel(
            name='AlertRules',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('escalate_minutes', models.PositiveSmallIntegerField(default=60, verbose_name='minutes until the supervisor is told')),
                ('on_call', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff', verbose_name='on call')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='AlertRulesEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('escalate_minutes', models.PositiveSmallIntegerField(default=60, verbose_name='minutes until the supervisor is told')),
                ('on_call', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff', verbose_name='on call')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.alertrules')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CareRelation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('part', models.CharField(choices=[('lead', 'lead therapist'), ('second', 'second therapist')], default='lead', max_length=8)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('end_reason', models.CharField(blank=True, max_length=400)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('ended_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
                ('staff', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='care', to='clients.client')),
            ],
        ),
        migrations.CreateModel(
            name='ClientSummary',
            fields=[
                ('client', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='summary', serialize=False, to='clients.client')),
                ('name', models.CharField(db_default='', max_length=120)),
                ('sort_name', models.CharField(db_default='', max_length=160)),
                ('in_treatment', models.BooleanField(db_default=False)),
                ('is_running', models.BooleanField(db_default=False)),
                ('open_alerts', models.PositiveIntegerField(db_default=0)),
                ('violence_at', models.DateTimeField(null=True)),
                ('worse_on', models.DateField(null=True)),
                ('unchanged_on', models.DateField(null=True)),
                ('ruptured_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('booked_until', models.DateTimeField(null=True)),
                ('attended', models.PositiveIntegerField(db_default=0)),
                ('attended_at', models.DateTimeField(null=True)),
                ('missed_at', models.DateTimeField(null=True)),
                ('plan_id', models.UUIDField(null=True)),
                ('has_joint_plan', models.BooleanField(db_default=False)),
            ],
        ),
        migrations.CreateModel(
            name='CareRelationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('part', models.CharField(choices=[('lead', 'lead therapist'), ('second', 'second therapist')], default='lead', max_length=8)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('end_reason', models.CharField(blank=True, max_length=400)),
                ('added_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('ended_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.carerelation')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('staff', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ClientEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('sort_name', models.CharField(editable=False, max_length=160)),
                ('pronouns', models.CharField(blank=True, max_length=40, verbose_name='pronouns')),
                ('birth_date', models.DateField(blank=True, null=True, validators=[clients.models.validate_birth_date], verbose_name='date of birth')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, help_text='With the country code, for example +44 20 7946 0958.', max_length=40, validators=[clients.models.validate_phone], verbose_name='phone')),
                ('time_zone', models.CharField(blank=True, help_text="Only if it differs from the practice's.", max_length=64, validators=[clinic.core.models.validate_zone], verbose_name='time zone')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('portal', 'portal'), ('touch', 'touch in body-oriented work')], max_length=8)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ConsentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('portal', 'portal'), ('touch', 'touch in body-oriented work')], max_length=8)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.consent')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('sessions', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('off', 'nothing')], default='email', max_length=5, verbose_name='appointments')),
                ('questions', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('off', 'nothing')], default='email', max_length=5, verbose_name='questionnaires')),
                ('exercises', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('off', 'nothing')], default='off', max_length=5, verbose_name='exercises')),
                ('exercise_at', models.TimeField(default=datetime.time(18, 0), verbose_name='remind of exercises at')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('email_closed_at', models.DateTimeField(blank=True, null=True)),
                ('text_closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_reason', models.CharField(blank=True, max_length=200)),
                ('client', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contact', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('sessions', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('off', 'nothing')], default='email', max_length=5, verbose_name='appointments')),
                ('questions', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('off', 'nothing')], default='email', max_length=5, verbose_name='questionnaires')),
                ('exercises', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message'), ('off', 'nothing')], default='off', max_length=5, verbose_name='exercises')),
                ('exercise_at', models.TimeField(default=datetime.time(18, 0), verbose_name='remind of exercises at')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='quiet from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='quiet until')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('email_closed_at', models.DateTimeField(blank=True, null=True)),
                ('text_closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_reason', models.CharField(blank=True, max_length=200)),
                ('client', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.contact')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Episode',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('closing_reason', models.CharField(blank=True, max_length=200)),
                ('paused_on', models.DateField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='episodes', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='EpisodeEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('closing_reason', models.CharField(blank=True, max_length=200)),
                ('paused_on', models.DateField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.episode')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('began_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='reason')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='HouseholdEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('began_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='reason')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.household')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HouseholdMember',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='clients.client')),
                ('household', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='clients.household')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='HouseholdMemberEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('joined_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('household', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.household')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.householdmember')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RiskAlert',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=80)),
                ('level', models.CharField(choices=[('low', 'low risk'), ('moderate', 'moderate risk'), ('high', 'high risk')], default='high', max_length=8)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('source_id', models.UUIDField()),
                ('reason', models.CharField(max_length=200)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('step', models.PositiveSmallIntegerField(default=0)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledgement', clinic.core.fields.EncryptableTextField(blank=True, max_length=2000)),
                ('acknowledged_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='AlertRecipientEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.alertrecipient')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
                ('staff', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('alert', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.riskalert')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RiskAlertEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('source', models.CharField(max_length=80)),
                ('level', models.CharField(choices=[('low', 'low risk'), ('moderate', 'moderate risk'), ('high', 'high risk')], default='high', max_length=8)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('source_id', models.UUIDField()),
                ('reason', models.CharField(max_length=200)),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('step', models.PositiveSmallIntegerField(default=0)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('acknowledgement', clinic.core.fields.EncryptableTextField(blank=True, max_length=2000)),
                ('acknowledged_by', clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.riskalert')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StaleSummary',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ViolenceScreen',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('answer', models.CharField(choices=[('none', 'none, and no fear of the partner'), ('past', 'in the past, no longer'), ('ongoing', 'ongoing, or fear of the partner')], max_length=8, verbose_name='answer')),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='note')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='violence_screens', to='clients.client')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='ViolenceScreenEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('answer', models.CharField(choices=[('none', 'none, and no fear of the partner'), ('past', 'in the past, no longer'), ('ongoing', 'ongoing, or fear of the partner')], max_length=8, verbose_name='answer')),
                ('note', clinic.core.fields.EncryptableTextField(blank=True, max_length=400, verbose_name='note')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('asked_by', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff')),
                ('client', clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.client')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='clients.violencescreen')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='alertrecipient',
            name='alert',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='clients.riskalert'),
        ),
        migrations.AddField(
            model_name='clientsummary',
            name='practice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice'),
        ),
        migrations.AddConstraint(
            model_name='alertrules',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_alertrules_rls'),
        ),
        migrations.AddConstraint(
            model_name='alertrulesevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_alertrulesevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_client_rls'),
        ),
        migrations.AddConstraint(
            model_name='carerelationevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_carerelationevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_carerelation_rls'),
        ),
        migrations.AddConstraint(
            model_name='clientevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_clientevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_consent_rls'),
        ),
        migrations.AddConstraint(
            model_name='consentevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_consentevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_contact_rls'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_contactevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='episode',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_episode_rls'),
        ),
        migrations.AddConstraint(
            model_name='episodeevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_episodeevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_household_rls'),
        ),
        migrations.AddConstraint(
            model_name='householdevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_householdevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_householdmember_rls'),
        ),
        migrations.AddConstraint(
            model_name='householdmemberevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_householdmemberevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='riskalert',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_riskalert_rls'),
        ),
        migrations.AddConstraint(
            model_name='alertrecipientevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_alertrecipientevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='alertrecipient',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_alertrecipient_rls'),
        ),
        migrations.AddConstraint(
            model_name='riskalertevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_riskalertevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='stalesummary',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_stalesummary_rls'),
        ),
        migrations.AddConstraint(
            model_name='violencescreen',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_violencescreen_rls'),
        ),
        migrations.AddConstraint(
            model_name='violencescreenevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_violencescreenevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='clientsummary',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='clients_clientsummary_rls'),
        ),
        migrations.AddConstraint(
            model_name='alertrules',
            constraint=clinic.core.tenancy.SameTenant('on_call', name='clients_alertrules_on_call_tenant'),
        ),
        migrations.AddConstraint(
            model_name='alertrules',
            constraint=models.UniqueConstraint(fields=('practice',), name='clients_alertrules_one'),
        ),
        migrations.AddConstraint(
            model_name='alertrules',
            constraint=models.CheckConstraint(condition=models.Q(('escalate_minutes__gte', 5), ('escalate_minutes__lte', 1440)), name='clients_alertrules_minutes'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='clients_client_named'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('birth_date__isnull', True), ('birth_date__gte', datetime.date(1900, 1, 1)), _connector='OR'), name='clients_client_birth'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_carerelation_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=clinic.core.tenancy.SameTenant('staff', name='clients_carerelation_staff_tenant'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=clinic.core.tenancy.SameTenant('added_by', name='clients_carerelation_added_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=clinic.core.tenancy.SameTenant('ended_by', name='clients_carerelation_ended_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='clients_care_order'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', False), models.Q(('end_reason', ''), ('ended_by__isnull', True)), _connector='OR'), name='clients_care_ended'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('client', 'staff'), name='clients_care_once'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=models.UniqueConstraint(condition=models.Q(('part', 'lead'), ('until__isnull', True)), fields=('client',), name='clients_care_one_lead'),
        ),
        migrations.AddConstraint(
            model_name='carerelation',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['lead', 'second'])), name='clients_care_part'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_consent_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('client', 'kind'), name='clients_consent_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'text', 'portal', 'touch'])), name='clients_consent_kind'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_contact_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('questions__in', ['email', 'text', 'off']), ('sessions__in', ['email', 'text', 'off']), ('exercises__in', ['email', 'text', 'off'])), name='clients_contact_ways'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='clients_contact_quiet'),
        ),
        migrations.AddConstraint(
            model_name='episode',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_episode_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='episode',
            constraint=models.CheckConstraint(condition=models.Q(('paused_on__isnull', True), ('closed_on__isnull', True), _connector='OR'), name='clients_episode_paused_open'),
        ),
        migrations.AddConstraint(
            model_name='episode',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True)), fields=('client',), name='clients_episode_one_open'),
        ),
        migrations.AddConstraint(
            model_name='episode',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='clients_episode_order'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on__isnull', True)), models.Q(('ended_on__gte', models.F('began_on')), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='clients_household_ended'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=clinic.core.tenancy.SameTenant('household', name='clients_householdmember_household_tenant'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_householdmember_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('left_on__isnull', True), ('left_on__gte', models.F('joined_on')), _connector='OR'), name='clients_householdmember_order'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('client',), name='clients_householdmember_one_running'),
        ),
        migrations.AddConstraint(
            model_name='riskalert',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_riskalert_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='riskalert',
            constraint=clinic.core.tenancy.SameTenant('acknowledged_by', name='clients_riskalert_acknowledged_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='riskalert',
            constraint=models.UniqueConstraint(fields=('source_id', 'source'), name='clients_alert_once'),
        ),
        migrations.AddConstraint(
            model_name='riskalert',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['low', 'moderate', 'high'])), name='clients_alert_level'),
        ),
        migrations.AddConstraint(
            model_name='riskalert',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True), ('acknowledgement', '')), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), models.Q(('acknowledgement', ''), _negated=True)), _connector='OR'), name='clients_alert_acknowledged_in_writing'),
        ),
        migrations.AddConstraint(
            model_name='alertrecipient',
            constraint=clinic.core.tenancy.SameTenant('alert', name='clients_alertrecipient_alert_tenant'),
        ),
        migrations.AddConstraint(
            model_name='alertrecipient',
            constraint=clinic.core.tenancy.SameTenant('staff', name='clients_alertrecipient_staff_tenant'),
        ),
        migrations.AddConstraint(
            model_name='alertrecipient',
            constraint=models.UniqueConstraint(fields=('alert', 'staff'), name='clients_alertrecipient_once'),
        ),
        migrations.AddConstraint(
            model_name='stalesummary',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_stalesummary_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='violencescreen',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_violencescreen_client_tenant'),
        ),
        migrations.AddConstraint(
            model_name='violencescreen',
            constraint=clinic.core.tenancy.SameTenant('asked_by', name='clients_violencescreen_asked_by_tenant'),
        ),
        migrations.AddConstraint(
            model_name='violencescreen',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['none', 'past', 'ongoing'])), name='clients_violencescreen_answer'),
        ),
        migrations.AddConstraint(
            model_name='clientsummary',
            constraint=clinic.core.tenancy.SameTenant('client', name='clients_clientsummary_client_tenant'),
        ),
        migrations.AddIndex(
            model_name='client',
            index=models.Index(fields=['practice', 'sort_name', 'id'], name='clients_client_list'),
        ),
        migrations.AddIndex(
            model_name='carerelation',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['practice', 'staff', 'client'], name='clients_care_staff'),
        ),
        migrations.AddIndex(
            model_name='householdmember',
            index=models.Index(fields=['practice', 'client', 'household'], name='clients_member_client'),
        ),
        migrations.AddIndex(
            model_name='riskalert',
            index=models.Index(condition=models.Q(('acknowledged_at__isnull', True)), fields=['practice', 'client'], name='clients_alert_open'),
        ),
        migrations.AddIndex(
            model_name='alertrecipient',
            index=models.Index(fields=['practice', 'staff'], name='clients_alertrecipient_staff'),
        ),
        migrations.AddIndex(
            model_name='violencescreen',
            index=models.Index(fields=['practice', 'client', '-asked_at'], name='clients_violencescreen_by'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True)), fields=['practice', 'sort_name', 'client'], name='clients_summary_list'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('worse_on__isnull', False)), fields=['practice', '-worse_on', 'name'], name='clients_summary_worse'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('worse_on__isnull', False)), fields=['practice', 'sort_name', 'client'], name='clients_summary_worse_list'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('attended__gte', 8), ('unchanged_on__isnull', False)), fields=['practice', '-attended_at', 'name'], name='clients_summary_stuck'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('open_alerts__gt', 0)), fields=['practice', 'sort_name', 'client'], name='clients_summary_risk_list'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('has_joint_plan', True), ('violence_at__isnull', False)), fields=['practice', '-violence_at', 'name'], name='clients_summary_violence'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('ruptured_on__isnull', False)), fields=['practice', '-ruptured_on', 'name'], name='clients_summary_ruptured'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('due_on__isnull', False), ('is_running', True)), fields=['practice', '-due_on', 'name'], name='clients_summary_due'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('missed_at__isnull', False)), fields=['practice', '-missed_at', 'name'], name='clients_summary_missed'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('booked_until__isnull', True), ('is_running', True)), fields=['practice', 'name'], name='clients_summary_unbooked'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('booked_until__isnull', True)), fields=['practice', 'sort_name', 'client'], name='clients_summary_unbooked_list'),
        ),
        migrations.AddIndex(
            model_name='clientsummary',
            index=models.Index(condition=models.Q(('in_treatment', True), ('booked_until__isnull', False)), fields=['practice', 'booked_until'], name='clients_summary_booked'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrules',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='78e56f99f9ae156a78c222dc909d73a2d842c03e', operation='UPDATE', pgid='pgtrigger_revision_66dd3', table='clients_alertrules', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrules',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_alertrulesevent" ("escalate_minutes", "id", "on_call_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision") VALUES (NEW."escalate_minutes", NEW."id", NEW."on_call_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."revision"); RETURN NULL;', hash='8276fa4e3726c6135e702de2a0e2aa8f89e3b117', operation='INSERT', pgid='pgtrigger_insert_insert_f3195', table='clients_alertrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrules',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_alertrulesevent" ("escalate_minutes", "id", "on_call_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision") VALUES (NEW."escalate_minutes", NEW."id", NEW."on_call_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."revision"); RETURN NULL;', hash='36e920dd3e75195dd248ca4781720bb536ed51c3', operation='UPDATE', pgid='pgtrigger_update_update_ac7d4', table='clients_alertrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrules',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_alertrulesevent" ("escalate_minutes", "id", "on_call_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision") VALUES (OLD."escalate_minutes", OLD."id", OLD."on_call_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."revision"); RETURN NULL;', hash='443622872c54ad1eb619ffdfe68dfffcb18c21ff', operation='DELETE', pgid='pgtrigger_delete_delete_417c9', table='clients_alertrules', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrulesevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='35c51860c6e62311fcf0f535a34a8503a81c91f5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_60d87', table='clients_alertrulesevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='client',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='1d8cd39fa2968fbaa5470d1dc06ae621a6a543c2', operation='UPDATE', pgid='pgtrigger_revision_5ee03', table='clients_client', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='client',
            trigger=pgtrigger.compiler.Trigger(name='summary_identity_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (VALUES (n.id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    INSERT INTO clients_clientsummary (practice_id, client_id)\n    SELECT n.practice_id, n.id FROM new_rows n ON CONFLICT DO NOTHING;\n\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET name = n.name, sort_name = n.sort_name FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT "clients_client"."name" AS "name", "clients_client"."sort_name" AS "sort_name" FROM "clients_client" WHERE ("clients_client"."id" = (c.client_id) AND "clients_client"."practice_id" = (c.practice_id))) f (name, sort_name)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.name, s.sort_name) IS DISTINCT FROM (n.name, n.sort_name)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='bf99f77a9b1c431812b6a8c0e7651cf2171bd662', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_identity_insert_131d8', referencing='REFERENCING NEW TABLE AS new_rows ', table='clients_client', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='client',
            trigger=pgtrigger.compiler.Trigger(name='summary_identity_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.name, n.sort_name) IS DISTINCT FROM (m.name, m.sort_name) CROSS JOIN LATERAL (VALUES (m.id)) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.name, n.sort_name) IS DISTINCT FROM (m.name, m.sort_name) CROSS JOIN LATERAL (VALUES (n.id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET name = n.name, sort_name = n.sort_name FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT "clients_client"."name" AS "name", "clients_client"."sort_name" AS "sort_name" FROM "clients_client" WHERE ("clients_client"."id" = (c.client_id) AND "clients_client"."practice_id" = (c.practice_id))) f (name, sort_name)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.name, s.sort_name) IS DISTINCT FROM (n.name, n.sort_name)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='864e307bfdeb9828b0aad8020efeed594dc1a427', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_identity_update_93dba', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='clients_client', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='client',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_clientevent" ("birth_date", "created_at", "email", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_id", "pronouns", "revision", "sort_name", "time_zone") VALUES (NEW."birth_date", NEW."created_at", NEW."email", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."practice_id", NEW."pronouns", NEW."revision", NEW."sort_name", NEW."time_zone"); RETURN NULL;', hash='1f615dd356aabd23992fe3a60fa027362c98fa2a', operation='INSERT', pgid='pgtrigger_insert_insert_a5391', table='clients_client', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='client',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_clientevent" ("birth_date", "created_at", "email", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_id", "pronouns", "revision", "sort_name", "time_zone") VALUES (NEW."birth_date", NEW."created_at", NEW."email", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."practice_id", NEW."pronouns", NEW."revision", NEW."sort_name", NEW."time_zone"); RETURN NULL;', hash='2da7b4bd8eb024afa2fc1e0f90e5c84e035c92b6', operation='UPDATE', pgid='pgtrigger_update_update_757e7', table='clients_client', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='client',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_clientevent" ("birth_date", "created_at", "email", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "practice_id", "pronouns", "revision", "sort_name", "time_zone") VALUES (OLD."birth_date", OLD."created_at", OLD."email", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."practice_id", OLD."pronouns", OLD."revision", OLD."sort_name", OLD."time_zone"); RETURN NULL;', hash='ea6c0bc2c7d1299f9e96fa8aef8d267b62df6e0f', operation='DELETE', pgid='pgtrigger_delete_delete_f8895', table='clients_client', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carerelationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='289d73607cbe321535d73b08fc47da644cdcd40c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_524f5', table='clients_carerelationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carerelation',
            trigger=pgtrigger.compiler.Trigger(name='active_staff', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."until" IS NULL)', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF NEW.staff_id = OLD.staff_id THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    PERFORM 1 FROM core_staff WHERE id = NEW.staff_id AND is_active FOR SHARE;\n    IF NOT FOUND THEN\n        RAISE EXCEPTION 'the account is closed (clients_care_active)'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'clients_care_active';\n    END IF;\n    RETURN NEW;\n", hash='4a77d892f9ed2b53a925b355da08ba2eb8b5b6b7', operation='INSERT OR UPDATE OF "staff_id"', pgid='pgtrigger_active_staff_2fa14', table='clients_carerelation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carerelation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_carerelationevent" ("added_by_id", "client_id", "end_reason", "ended_by_id", "id", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "since", "staff_id", "until") VALUES (NEW."added_by_id", NEW."client_id", NEW."end_reason", NEW."ended_by_id", NEW."id", NEW."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason", NEW."since", NEW."staff_id", NEW."until"); RETURN NULL;', hash='2b140aff4e037661690819cfc280da4f5c5c7135', operation='INSERT', pgid='pgtrigger_insert_insert_58e61', table='clients_carerelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carerelation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_carerelationevent" ("added_by_id", "client_id", "end_reason", "ended_by_id", "id", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "since", "staff_id", "until") VALUES (NEW."added_by_id", NEW."client_id", NEW."end_reason", NEW."ended_by_id", NEW."id", NEW."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason", NEW."since", NEW."staff_id", NEW."until"); RETURN NULL;', hash='64b0df5a7fa3fd26e985d9befe76f98f57f7ea77', operation='UPDATE', pgid='pgtrigger_update_update_bd586', table='clients_carerelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carerelation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_carerelationevent" ("added_by_id", "client_id", "end_reason", "ended_by_id", "id", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "since", "staff_id", "until") VALUES (OLD."added_by_id", OLD."client_id", OLD."end_reason", OLD."ended_by_id", OLD."id", OLD."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."reason", OLD."since", OLD."staff_id", OLD."until"); RETURN NULL;', hash='574c2f00d63f56dffdc6d315835dfc9cc7e944c1', operation='DELETE', pgid='pgtrigger_delete_delete_fa7fc', table='clients_carerelation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clientevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='80c22ec4a1df4225284700a4524ea7870d75db51', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2989c', table='clients_clientevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_consentevent" ("client_id", "given_at", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "version", "withdrawn_at") VALUES (NEW."client_id", NEW."given_at", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='bc8af471ad9af7e82722e474465a5aeb63be09aa', operation='INSERT', pgid='pgtrigger_insert_insert_27479', table='clients_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_consentevent" ("client_id", "given_at", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "version", "withdrawn_at") VALUES (NEW."client_id", NEW."given_at", NEW."id", NEW."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='8618f825b7274db3c647ea086a83f8f50b29f55f', operation='UPDATE', pgid='pgtrigger_update_update_9f63f', table='clients_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_consentevent" ("client_id", "given_at", "id", "kind", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "version", "withdrawn_at") VALUES (OLD."client_id", OLD."given_at", OLD."id", OLD."kind", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."version", OLD."withdrawn_at"); RETURN NULL;', hash='2a38575dc5d1113a0c8021f20aa0e4d8e99b612a', operation='DELETE', pgid='pgtrigger_delete_delete_7feba', table='clients_consent', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0156d73815007e58c6a6e611073e57d1951dd611', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d42d9', table='clients_consentevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    OLD.email_closed_at = NEW.email_closed_at;\n    OLD.text_closed_at = NEW.text_closed_at;\n    OLD.closed_reason = NEW.closed_reason;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='660efb31a85895d59dfff94580e831d596504820', operation='UPDATE', pgid='pgtrigger_revision_b9fee', table='clients_contact', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_contactevent" ("client_id", "closed_reason", "email_closed_at", "exercise_at", "exercises", "id", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "questions", "quiet_from", "quiet_until", "revision", "sessions", "text_closed_at") VALUES (NEW."client_id", NEW."closed_reason", NEW."email_closed_at", NEW."exercise_at", NEW."exercises", NEW."id", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."questions", NEW."quiet_from", NEW."quiet_until", NEW."revision", NEW."sessions", NEW."text_closed_at"); RETURN NULL;', hash='6efb4f304bec9bfa54725aa4e4dca5e6bb6dc5fc', operation='INSERT', pgid='pgtrigger_insert_insert_4640e', table='clients_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_contactevent" ("client_id", "closed_reason", "email_closed_at", "exercise_at", "exercises", "id", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "questions", "quiet_from", "quiet_until", "revision", "sessions", "text_closed_at") VALUES (NEW."client_id", NEW."closed_reason", NEW."email_closed_at", NEW."exercise_at", NEW."exercises", NEW."id", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."questions", NEW."quiet_from", NEW."quiet_until", NEW."revision", NEW."sessions", NEW."text_closed_at"); RETURN NULL;', hash='5037d3a0d1799fd5ac11d375eeb3859a723fbe8e', operation='UPDATE', pgid='pgtrigger_update_update_9f71b', table='clients_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contact',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_contactevent" ("client_id", "closed_reason", "email_closed_at", "exercise_at", "exercises", "id", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "questions", "quiet_from", "quiet_until", "revision", "sessions", "text_closed_at") VALUES (OLD."client_id", OLD."closed_reason", OLD."email_closed_at", OLD."exercise_at", OLD."exercises", OLD."id", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."questions", OLD."quiet_from", OLD."quiet_until", OLD."revision", OLD."sessions", OLD."text_closed_at"); RETURN NULL;', hash='d8984e2173ece01b8b7feb994b35a58bb91cafa4', operation='DELETE', pgid='pgtrigger_delete_delete_cfeb4', table='clients_contact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='01d25464ec32cd8a8244e9669619bb36b2ce8777', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_64aaa', table='clients_contactevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='summary_treatment_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET in_treatment = n.in_treatment, is_running = n.is_running FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT EXISTS (SELECT "clients_episode"."id" AS "pk" FROM "clients_episode" WHERE ("clients_episode"."closed_on" IS NULL AND "clients_episode"."client_id" = (c.client_id) AND "clients_episode"."practice_id" = (c.practice_id))), EXISTS (SELECT "clients_episode"."id" AS "pk" FROM "clients_episode" WHERE ("clients_episode"."closed_on" IS NULL AND "clients_episode"."paused_on" IS NULL AND "clients_episode"."client_id" = (c.client_id) AND "clients_episode"."practice_id" = (c.practice_id)))) f (in_treatment, is_running)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.in_treatment, s.is_running) IS DISTINCT FROM (n.in_treatment, n.is_running)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='d8f99875aa20bc9bd5f133a121a6e01ab3e4c54f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_treatment_insert_a3f20', referencing='REFERENCING NEW TABLE AS new_rows ', table='clients_episode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='summary_treatment_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.closed_on, n.paused_on) IS DISTINCT FROM (m.client_id, m.closed_on, m.paused_on) CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.closed_on, n.paused_on) IS DISTINCT FROM (m.client_id, m.closed_on, m.paused_on) CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET in_treatment = n.in_treatment, is_running = n.is_running FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT EXISTS (SELECT "clients_episode"."id" AS "pk" FROM "clients_episode" WHERE ("clients_episode"."closed_on" IS NULL AND "clients_episode"."client_id" = (c.client_id) AND "clients_episode"."practice_id" = (c.practice_id))), EXISTS (SELECT "clients_episode"."id" AS "pk" FROM "clients_episode" WHERE ("clients_episode"."closed_on" IS NULL AND "clients_episode"."paused_on" IS NULL AND "clients_episode"."client_id" = (c.client_id) AND "clients_episode"."practice_id" = (c.practice_id)))) f (in_treatment, is_running)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.in_treatment, s.is_running) IS DISTINCT FROM (n.in_treatment, n.is_running)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='91b297993bca370402cdf39dfec5cf1834e5670d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_treatment_update_2f2c8', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='clients_episode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='summary_treatment_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET in_treatment = n.in_treatment, is_running = n.is_running FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT EXISTS (SELECT "clients_episode"."id" AS "pk" FROM "clients_episode" WHERE ("clients_episode"."closed_on" IS NULL AND "clients_episode"."client_id" = (c.client_id) AND "clients_episode"."practice_id" = (c.practice_id))), EXISTS (SELECT "clients_episode"."id" AS "pk" FROM "clients_episode" WHERE ("clients_episode"."closed_on" IS NULL AND "clients_episode"."paused_on" IS NULL AND "clients_episode"."client_id" = (c.client_id) AND "clients_episode"."practice_id" = (c.practice_id)))) f (in_treatment, is_running)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.in_treatment, s.is_running) IS DISTINCT FROM (n.in_treatment, n.is_running)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='1ddf43634e78f34c94a8088ab723933aee34ff74', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_treatment_delete_61755', referencing='REFERENCING OLD TABLE AS old_rows ', table='clients_episode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_episodeevent" ("client_id", "closed_on", "closing_reason", "id", "opened_on", "paused_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."client_id", NEW."closed_on", NEW."closing_reason", NEW."id", NEW."opened_on", NEW."paused_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='76aefbd71ac15a14136fa22c425ad8aa3514e5bb', operation='INSERT', pgid='pgtrigger_insert_insert_7711d', table='clients_episode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_episodeevent" ("client_id", "closed_on", "closing_reason", "id", "opened_on", "paused_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."client_id", NEW."closed_on", NEW."closing_reason", NEW."id", NEW."opened_on", NEW."paused_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='fdaf9664892168e37a2b264d794cdf613fdec8db', operation='UPDATE', pgid='pgtrigger_update_update_f4432', table='clients_episode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episode',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_episodeevent" ("client_id", "closed_on", "closing_reason", "id", "opened_on", "paused_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."client_id", OLD."closed_on", OLD."closing_reason", OLD."id", OLD."opened_on", OLD."paused_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='92ec4f555d83a947961b0f29262f2a1e10596876', operation='DELETE', pgid='pgtrigger_delete_delete_bd0f0', table='clients_episode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='episodeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cb05f84d02708ba6d6eb3785bf9dbd864f31ce36', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76835', table='clients_episodeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_householdevent" ("began_on", "end_reason", "ended_on", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."began_on", NEW."end_reason", NEW."ended_on", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='c87ff2999e9b2c3f32c22ace86f017ccb47119bc', operation='INSERT', pgid='pgtrigger_insert_insert_42f4b', table='clients_household', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_householdevent" ("began_on", "end_reason", "ended_on", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."began_on", NEW."end_reason", NEW."ended_on", NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='e14e02122282ad113f4ffab2a79de045e97c2bda', operation='UPDATE', pgid='pgtrigger_update_update_d5407', table='clients_household', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_householdevent" ("began_on", "end_reason", "ended_on", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."began_on", OLD."end_reason", OLD."ended_on", OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='8d5ca1c0354e4ef3f56ec7e510d4483b7afd396d', operation='DELETE', pgid='pgtrigger_delete_delete_a77de', table='clients_household', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='514fab9be9d9cac1a3c66dc086941b8df3a1d494', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d7065', table='clients_householdevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdmember',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_householdmemberevent" ("client_id", "household_id", "id", "joined_on", "left_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."client_id", NEW."household_id", NEW."id", NEW."joined_on", NEW."left_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='014b3294051afd6d107368c66fd714f11bb583f9', operation='INSERT', pgid='pgtrigger_insert_insert_e1924', table='clients_householdmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdmember',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_householdmemberevent" ("client_id", "household_id", "id", "joined_on", "left_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."client_id", NEW."household_id", NEW."id", NEW."joined_on", NEW."left_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='7b22cdce413b9b75bc9dc880b02f02f84f01ec59', operation='UPDATE', pgid='pgtrigger_update_update_f1846', table='clients_householdmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdmember',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_householdmemberevent" ("client_id", "household_id", "id", "joined_on", "left_on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."client_id", OLD."household_id", OLD."id", OLD."joined_on", OLD."left_on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='740127f8a57c27e095bd7c37f6bc08daf077306e', operation='DELETE', pgid='pgtrigger_delete_delete_898af', table='clients_householdmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdmemberevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='66f1605bf563a8374ef9ae8c36f344df3ffa3375', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0e770', table='clients_householdmemberevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='summary_alerts_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET open_alerts = n.open_alerts FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT "clients_riskalert"."id" AS "pk" FROM "clients_riskalert" WHERE ("clients_riskalert"."acknowledged_at" IS NULL AND "clients_riskalert"."client_id" = (c.client_id) AND "clients_riskalert"."practice_id" = (c.practice_id))) n) f (open_alerts)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.open_alerts) IS DISTINCT FROM (n.open_alerts)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='48510121116b1a92742746da2bf4495e18bec307', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_alerts_insert_563cf', referencing='REFERENCING NEW TABLE AS new_rows ', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='summary_alerts_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.acknowledged_at) IS DISTINCT FROM (m.client_id, m.acknowledged_at) CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.acknowledged_at) IS DISTINCT FROM (m.client_id, m.acknowledged_at) CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET open_alerts = n.open_alerts FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT "clients_riskalert"."id" AS "pk" FROM "clients_riskalert" WHERE ("clients_riskalert"."acknowledged_at" IS NULL AND "clients_riskalert"."client_id" = (c.client_id) AND "clients_riskalert"."practice_id" = (c.practice_id))) n) f (open_alerts)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.open_alerts) IS DISTINCT FROM (n.open_alerts)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='c7e5859d61de1d578d01163924ea990a4a81b68e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_alerts_update_e604d', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='summary_alerts_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET open_alerts = n.open_alerts FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT "clients_riskalert"."id" AS "pk" FROM "clients_riskalert" WHERE ("clients_riskalert"."acknowledged_at" IS NULL AND "clients_riskalert"."client_id" = (c.client_id) AND "clients_riskalert"."practice_id" = (c.practice_id))) n) f (open_alerts)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.open_alerts) IS DISTINCT FROM (n.open_alerts)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='fa123c8d67bebda4ddc075075dc3022740a11258', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_alerts_delete_b3c0a', referencing='REFERENCING OLD TABLE AS old_rows ', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_riskalertevent" ("acknowledged_at", "acknowledged_by_id", "acknowledgement", "answered_on", "client_id", "escalated_at", "id", "level", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "raised_at", "reason", "source", "source_id", "step", "told_at") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."acknowledgement", NEW."answered_on", NEW."client_id", NEW."escalated_at", NEW."id", NEW."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."raised_at", NEW."reason", NEW."source", NEW."source_id", NEW."step", NEW."told_at"); RETURN NULL;', hash='ad546fd8c53f219b9edb62e3c3f98686886e1b49', operation='INSERT', pgid='pgtrigger_insert_insert_9fb35', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_riskalertevent" ("acknowledged_at", "acknowledged_by_id", "acknowledgement", "answered_on", "client_id", "escalated_at", "id", "level", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "raised_at", "reason", "source", "source_id", "step", "told_at") VALUES (NEW."acknowledged_at", NEW."acknowledged_by_id", NEW."acknowledgement", NEW."answered_on", NEW."client_id", NEW."escalated_at", NEW."id", NEW."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."raised_at", NEW."reason", NEW."source", NEW."source_id", NEW."step", NEW."told_at"); RETURN NULL;', hash='53f7245bb0ab80c25736ce95caf379141ba11a39', operation='UPDATE', pgid='pgtrigger_update_update_2fac6', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalert',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_riskalertevent" ("acknowledged_at", "acknowledged_by_id", "acknowledgement", "answered_on", "client_id", "escalated_at", "id", "level", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "raised_at", "reason", "source", "source_id", "step", "told_at") VALUES (OLD."acknowledged_at", OLD."acknowledged_by_id", OLD."acknowledgement", OLD."answered_on", OLD."client_id", OLD."escalated_at", OLD."id", OLD."level", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."raised_at", OLD."reason", OLD."source", OLD."source_id", OLD."step", OLD."told_at"); RETURN NULL;', hash='0fd0316379a514836bd947ef868276035b23f46b', operation='DELETE', pgid='pgtrigger_delete_delete_fb60a', table='clients_riskalert', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrecipientevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e917ac1cb205b9ad7bbf500255dc8fde31277714', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_622e4', table='clients_alertrecipientevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrecipient',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_alertrecipientevent" ("alert_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "since", "staff_id") VALUES (NEW."alert_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."since", NEW."staff_id"); RETURN NULL;', hash='cfc3d01e94e14e8bafae86aab55c4bb73636b38b', operation='INSERT', pgid='pgtrigger_insert_insert_e0743', table='clients_alertrecipient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrecipient',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_alertrecipientevent" ("alert_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "since", "staff_id") VALUES (NEW."alert_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."since", NEW."staff_id"); RETURN NULL;', hash='d6718262bc64e4ec9e97f49414146ed36c5398cc', operation='UPDATE', pgid='pgtrigger_update_update_52b76', table='clients_alertrecipient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertrecipient',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_alertrecipientevent" ("alert_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "since", "staff_id") VALUES (OLD."alert_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."since", OLD."staff_id"); RETURN NULL;', hash='0ca3acf36d52288bcf8842eae40343666598cd44', operation='DELETE', pgid='pgtrigger_delete_delete_9b95d', table='clients_alertrecipient', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='riskalertevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='59d7fddc80bd490d525863d7156fdcbc46a5cd65', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e5652', table='clients_riskalertevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violencescreen',
            trigger=pgtrigger.compiler.Trigger(name='summary_violence_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET violence_at = n.violence_at FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT max(n.asked_at) FILTER (WHERE n.answer = \'ongoing\') FROM (SELECT "clients_violencescreen"."answer" AS "answer", "clients_violencescreen"."asked_at" AS "asked_at" FROM "clients_violencescreen" WHERE ("clients_violencescreen"."client_id" = (c.client_id) AND "clients_violencescreen"."practice_id" = (c.practice_id)) ORDER BY 2 DESC, "clients_violencescreen"."id" DESC LIMIT 1) n) f (violence_at)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.violence_at) IS DISTINCT FROM (n.violence_at)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='a46b55205e3da66c8a57a58c4bcf3f204bbcdc0f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_summary_violence_insert_8d0a4', referencing='REFERENCING NEW TABLE AS new_rows ', table='clients_violencescreen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violencescreen',
            trigger=pgtrigger.compiler.Trigger(name='summary_violence_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.answer, n.asked_at) IS DISTINCT FROM (m.client_id, m.answer, m.asked_at) CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true UNION ALL SELECT o.id FROM new_rows n JOIN old_rows m ON m.id = n.id AND (n.client_id, n.answer, n.asked_at) IS DISTINCT FROM (m.client_id, m.answer, m.asked_at) CROSS JOIN LATERAL (VALUES (n.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET violence_at = n.violence_at FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT max(n.asked_at) FILTER (WHERE n.answer = \'ongoing\') FROM (SELECT "clients_violencescreen"."answer" AS "answer", "clients_violencescreen"."asked_at" AS "asked_at" FROM "clients_violencescreen" WHERE ("clients_violencescreen"."client_id" = (c.client_id) AND "clients_violencescreen"."practice_id" = (c.practice_id)) ORDER BY 2 DESC, "clients_violencescreen"."id" DESC LIMIT 1) n) f (violence_at)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.violence_at) IS DISTINCT FROM (n.violence_at)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='60f104effed163fbf62d47ddea75c538e7eeb178', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_summary_violence_update_04045', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='clients_violencescreen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violencescreen',
            trigger=pgtrigger.compiler.Trigger(name='summary_violence_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE concerned uuid[]; held uuid[]; seqscan text;', func='\n    SELECT array_agg(DISTINCT p.id) INTO concerned FROM (SELECT o.id FROM old_rows m CROSS JOIN LATERAL (VALUES (m.client_id)) o (id) WHERE true) p (id) WHERE p.id IS NOT NULL;\n    IF concerned IS NULL THEN\n        RETURN NULL;\n    END IF;\n    seqscan := current_setting(\'enable_seqscan\');\n    PERFORM set_config(\'enable_seqscan\', \'off\', true);\n    SELECT coalesce(array_agg(h.client_id), \'{}\') INTO held FROM (\n        SELECT s.client_id FROM clients_clientsummary s WHERE s.client_id = ANY (concerned)\n        FOR NO KEY UPDATE SKIP LOCKED\n    ) h;\n    IF cardinality(held) < cardinality(concerned) THEN\n        INSERT INTO clients_stalesummary (id, practice_id, client_id)\n        SELECT gen_random_uuid(), c.practice_id, c.id FROM clients_client c\n        WHERE c.id = ANY (concerned) AND c.id <> ALL (held);\n    END IF;\n    \n    UPDATE clients_clientsummary s SET violence_at = n.violence_at FROM (\n        SELECT c.client_id AS whose, f.* FROM clients_clientsummary c\n        CROSS JOIN LATERAL (SELECT max(n.asked_at) FILTER (WHERE n.answer = \'ongoing\') FROM (SELECT "clients_violencescreen"."answer" AS "answer", "clients_violencescreen"."asked_at" AS "asked_at" FROM "clients_violencescreen" WHERE ("clients_violencescreen"."client_id" = (c.client_id) AND "clients_violencescreen"."practice_id" = (c.practice_id)) ORDER BY 2 DESC, "clients_violencescreen"."id" DESC LIMIT 1) n) f (violence_at)\n        WHERE c.client_id = ANY (held)\n    ) n WHERE s.client_id = n.whose AND (s.violence_at) IS DISTINCT FROM (n.violence_at)\n;\n    PERFORM set_config(\'enable_seqscan\', seqscan, true);\n    RETURN NULL;\n', hash='8df19e99051142f14a357d76a2d758ceaaf6c6ca', level='STATEMENT', operation='DELETE', pgid='pgtrigger_summary_violence_delete_8321e', referencing='REFERENCING OLD TABLE AS old_rows ', table='clients_violencescreen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violencescreen',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_violencescreenevent" ("answer", "asked_at", "asked_by_id", "client_id", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."answer", NEW."asked_at", NEW."asked_by_id", NEW."client_id", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='19bee2d2a65c04fccfbf1db8fef420c4bdb0055f', operation='INSERT', pgid='pgtrigger_insert_insert_d5c78', table='clients_violencescreen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violencescreen',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "clients_violencescreenevent" ("answer", "asked_at", "asked_by_id", "client_id", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."answer", NEW."asked_at", NEW."asked_by_id", NEW."client_id", NEW."id", NEW."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='f0e6695880815931b891c250786a0eede53acc70', operation='UPDATE', pgid='pgtrigger_update_update_c9276', table='clients_violencescreen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violencescreen',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "clients_violencescreenevent" ("answer", "asked_at", "asked_by_id", "client_id", "id", "note", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."answer", OLD."asked_at", OLD."asked_by_id", OLD."client_id", OLD."id", OLD."note", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='a0ddbeb5178ad6772e065b3815befd1c54b4d0eb', operation='DELETE', pgid='pgtrigger_delete_delete_8e661', table='clients_violencescreen', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='violencescreenevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='acf15f5ebeb95d0b287df0bfc9f8c895a0164567', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4e494', table='clients_violencescreenevent', when='BEFORE')),
        ),
    ])
