import clinic.core.models
import clinic.core.partitions
import clinic.core.tenancy
import django.contrib.postgres.fields
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from clinic.core.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = together([
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='AccountClosing',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('closed_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=400)),
                ('handed', models.JSONField(default=dict)),
                ('left', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('reminder', 'appointment reminder'), ('appointment', 'appointment booked or changed'), ('questions', 'reminder of a questionnaire'), ('exercise', 'reminder to practise'), ('alert', 'notice to staff'), ('staff', 'what waits for staff'), ('undelivered', 'notice that a message did not arrive'), ('invitation', 'invitation to sign in'), ('address', 'address for signing in changed'), ('test', 'trial')], max_length=12)),
                ('about_id', models.UUIDField()),
                ('recipient_id', models.UUIDField()),
                ('occasion', models.CharField(blank=True, max_length=40)),
                ('occasion_at', models.DateTimeField(blank=True, null=True)),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message')], default='email', max_length=5)),
                ('to_address', models.CharField(max_length=254)),
                ('from_name', models.CharField(max_length=80)),
                ('subject', models.CharField(max_length=160)),
                ('body', models.TextField(max_length=4000)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'sending'), ('sent', 'sent'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='queued', max_length=10)),
                ('state_at', models.DateTimeField(auto_now_add=True)),
                ('state_reason', models.CharField(blank=True, max_length=300)),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('lease_token', models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('revision', models.PositiveIntegerField(default=1)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('time_zone', models.CharField(default='Europe/London', max_length=64, validators=[clinic.core.models.validate_zone], verbose_name='time zone')),
                ('sender_name', models.CharField(help_text='What clients see as the sender of messages: keep it neutral.', max_length=80, verbose_name='sender name')),
                ('reply_to', models.EmailField(blank=True, help_text='Where clients’ replies go. Choose an address that says nothing about treatment. Empty: messages say that replies are not read.', max_length=254, verbose_name='reply address')),
                ('crisis_contacts', models.TextField(blank=True, max_length=2000, verbose_name='crisis contacts')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
            ],
        ),
        migrations.CreateModel(
            name='RoomEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('therapist', 'therapist'), ('supervisor', 'supervisor'), ('admin', 'admin')], max_length=12), default=list, size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('invited_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StaffEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('therapist', 'therapist'), ('supervisor', 'supervisor'), ('admin', 'admin')], max_length=12), default=list, size=None)),
                ('is_active', models.BooleanField(default=True)),
                ('invited_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('digest', models.CharField(max_length=128, primary_key=True, serialize=False)),
                ('token_key', models.CharField(db_index=True, max_length=25)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('expiry', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('is_active', models.BooleanField(default=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('date_joined', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='DraftKey',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('device', models.CharField(max_length=64)),
                ('key', models.BinaryField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('used_at', models.DateTimeField()),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MessageEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('kind', models.CharField(choices=[('reminder', 'appointment reminder'), ('appointment', 'appointment booked or changed'), ('questions', 'reminder of a questionnaire'), ('exercise', 'reminder to practise'), ('alert', 'notice to staff'), ('staff', 'what waits for staff'), ('undelivered', 'notice that a message did not arrive'), ('invitation', 'invitation to sign in'), ('address', 'address for signing in changed'), ('test', 'trial')], max_length=12)),
                ('about_id', models.UUIDField()),
                ('recipient_id', models.UUIDField()),
                ('occasion', models.CharField(blank=True, max_length=40)),
                ('occasion_at', models.DateTimeField(blank=True, null=True)),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('text', 'text message')], default='email', max_length=5)),
                ('to_address', models.CharField(max_length=254)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'sending'), ('sent', 'sent'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='queued', max_length=10)),
                ('state_at', models.DateTimeField(auto_now_add=True)),
                ('state_reason', models.CharField(blank=True, max_length=300)),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.message')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('staff', 'staff'), ('client', 'client')], max_length=10)),
                ('person_id', models.UUIDField(unique=True)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='membership', to=settings.AUTH_USER_MODEL)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.BigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
                ('detached_sequence', models.BigIntegerField(default=0)),
                ('detached_hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.CreateModel(
            name='AccountClosingEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, serialize=False)),
                ('closed_at', models.DateTimeField(auto_now_add=True)),
                ('reason', models.CharField(max_length=400)),
                ('handed', models.JSONField(default=dict)),
                ('left', models.JSONField(default=dict)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.accountclosing')),
                ('practice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccessLog',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.BigIntegerField(default=0, editable=False)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('user_id', models.UUIDField(null=True)),
                ('actor', models.CharField(max_length=160)),
                ('client_id', models.UUIDField()),
                ('what', models.CharField(max_length=80)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('previous', models.CharField(editable=False, max_length=64)),
                ('hash', models.CharField(editable=False, max_length=64)),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice')),
            ],
        ),
        migrations.AddField(
            model_name='message',
            name='practice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice'),
        ),
        migrations.AddField(
            model_name='accountclosing',
            name='practice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice'),
        ),
        migrations.AddField(
            model_name='room',
            name='practice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice'),
        ),
        migrations.AddField(
            model_name='roomevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.room'),
        ),
        migrations.AddField(
            model_name='roomevent',
            name='practice',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice'),
        ),
        migrations.AddField(
            model_name='staff',
            name='practice',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.practice'),
        ),
        migrations.AddField(
            model_name='staff',
            name='supervisor',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisees', to='core.staff'),
        ),
        migrations.AddField(
            model_name='staff',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='accountclosingevent',
            name='closed_by',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff'),
        ),
        migrations.AddField(
            model_name='accountclosingevent',
            name='staff',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff'),
        ),
        migrations.AddField(
            model_name='accountclosing',
            name='closed_by',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.staff'),
        ),
        migrations.AddField(
            model_name='accountclosing',
            name='staff',
            field=clinic.core.tenancy.TenantForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='core.staff'),
        ),
        migrations.AddField(
            model_name='staffevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff'),
        ),
        migrations.AddField(
            model_name='staffevent',
            name='practice',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.practice'),
        ),
        migrations.AddField(
            model_name='staffevent',
            name='supervisor',
            field=clinic.core.tenancy.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='core.staff'),
        ),
        migrations.AddField(
            model_name='staffevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='token',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='auth_token_set', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='accesslog',
            constraint=clinic.core.partitions.MonthlyPartitions('at', name='core_accesslog_months'),
        ),
        migrations.AddConstraint(
            model_name='messageevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_messageevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_message_rls'),
        ),
        migrations.AddConstraint(
            model_name='audithead',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_audithead_rls'),
        ),
        migrations.AddConstraint(
            model_name='accesslog',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_accesslog_rls'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_room_rls'),
        ),
        migrations.AddConstraint(
            model_name='roomevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_roomevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_staff_rls'),
        ),
        migrations.AddConstraint(
            model_name='accountclosingevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_accountclosingevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='accountclosing',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_accountclosing_rls'),
        ),
        migrations.AddConstraint(
            model_name='staffevent',
            constraint=clinic.core.tenancy.RowLevelSecurity(name='core_staffevent_rls'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='core_user_email_lower'),
        ),
        migrations.AddConstraint(
            model_name='draftkey',
            constraint=models.UniqueConstraint(fields=('user', 'device'), name='core_draftkey_one'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('practice', 'kind', 'about_id', 'recipient_id', 'occasion', 'occasion_at'), name='core_message_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'sending', 'sent', 'failed', 'cancelled'])), name='core_message_state'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['reminder', 'appointment', 'questions', 'exercise', 'alert', 'staff', 'undelivered', 'invitation', 'address', 'test'])), name='core_message_kind'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reminder'), _negated=True), ('occasion_at__isnull', False), _connector='OR'), name='core_message_start'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'email'), ('to_address__contains', '@')), models.Q(('channel', 'text'), ('to_address__regex', '^\\+[1-9][0-9]{6,14}$')), _connector='OR'), name='core_message_address'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', False), ('lease_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_token__isnull', True), ('lease_until__isnull', True)), _connector='OR'), name='core_message_lease'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['staff', 'client'])), name='core_membership_kind'),
        ),
        migrations.AddConstraint(
            model_name='audithead',
            constraint=models.UniqueConstraint(fields=('practice',), name='core_audithead_one'),
        ),
        migrations.AddConstraint(
            model_name='accesslog',
            constraint=models.UniqueConstraint(fields=('practice', 'sequence', 'at'), name='core_accesslog_sequence'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.UniqueConstraint(models.F('practice'), django.db.models.functions.text.Lower('name'), name='core_room_name'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=clinic.core.tenancy.SameTenant('supervisor', name='core_staff_supervisor_tenant'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.CheckConstraint(condition=models.Q(('roles__contained_by', ['therapist', 'supervisor', 'admin'])), name='core_staff_roles'),
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.CheckConstraint(condition=models.Q(('supervisor', models.F('id')), _negated=True), name='core_staff_not_own_supervisor'),
        ),
        migrations.AddConstraint(
            model_name='accountclosing',
            constraint=clinic.core.tenancy.SameTenant('staff', name='core_accountclosing_staff_tenant'),
        ),
        migrations.AddConstraint(
            model_name='accountclosing',
            constraint=clinic.core.tenancy.SameTenant('closed_by', name='core_accountclosing_closed_by_tenant'),
        ),
        migrations.AddIndex(
            model_name='draftkey',
            index=models.Index(fields=['used_at'], name='core_draftkey_used'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending'])), fields=['practice', 'due_at'], name='core_message_open'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['practice', 'recipient_id', '-state_at'], name='core_message_recipient'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'sending']), _negated=True), fields=['practice', 'state_at'], name='core_message_ended'),
        ),
        migrations.AddIndex(
            model_name='accesslog',
            index=models.Index(fields=['practice', 'client_id', '-sequence'], name='core_accesslog_client'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='practice',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='2de81473652fd9a3a48cf0f8c8517377b83502ca', operation='UPDATE', pgid='pgtrigger_revision_928cf', table='core_practice', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='messageevent',
            trigger=pgtrigger.compiler.Trigger(name='unchanged', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4e0979a85c105df582e4d0598e6ac93173ef1822', operation='UPDATE', pgid='pgtrigger_unchanged_5499b', table='core_messageevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='messageevent',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.pgh_created_at > now() - interval '30 days')", func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='4e9fd75d77b8eb3f1ab683566cabb6120485e216', operation='DELETE', pgid='pgtrigger_kept_1fbee', table='core_messageevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "core_messageevent" ("about_id", "attempts", "channel", "due_at", "expires_at", "id", "kind", "occasion", "occasion_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recipient_id", "state", "state_at", "state_reason", "to_address") VALUES (NEW."about_id", NEW."attempts", NEW."channel", NEW."due_at", NEW."expires_at", NEW."id", NEW."kind", NEW."occasion", NEW."occasion_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recipient_id", NEW."state", NEW."state_at", NEW."state_reason", NEW."to_address"); RETURN NULL;', hash='c099dca15040f4432415117f0c5f399590245407', operation='INSERT', pgid='pgtrigger_insert_insert_3653c', table='core_message', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'sending' AND (OLD.state, OLD.channel, OLD.to_address, OLD.due_at) IS DISTINCT FROM (NEW.state, NEW.channel, NEW.to_address, NEW.due_at))", func='INSERT INTO "core_messageevent" ("about_id", "attempts", "channel", "due_at", "expires_at", "id", "kind", "occasion", "occasion_at", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recipient_id", "state", "state_at", "state_reason", "to_address") VALUES (NEW."about_id", NEW."attempts", NEW."channel", NEW."due_at", NEW."expires_at", NEW."id", NEW."kind", NEW."occasion", NEW."occasion_at", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recipient_id", NEW."state", NEW."state_at", NEW."state_reason", NEW."to_address"); RETURN NULL;', hash='d2cdb0e75e2f69a7aceb3fa435beb7fccec96b20', operation='UPDATE', pgid='pgtrigger_update_update_e7970', table='core_message', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accesslog',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6a670c1f658f889c1e3d4d3dd870d242efb7e92c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_159da', table='core_accesslog', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accesslog',
            trigger=pgtrigger.compiler.Trigger(name='chain', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE head core_audithead%ROWTYPE;', func='\n                    INSERT INTO core_audithead AS h\n                        (id, practice_id, sequence, hash, detached_sequence, detached_hash)\n                    VALUES (NEW.id, NEW.practice_id, 0, repeat(\'0\', 64), 0, repeat(\'0\', 64))\n                    ON CONFLICT (practice_id) DO UPDATE SET sequence = h.sequence RETURNING * INTO head;\n                    NEW.sequence = head.sequence + 1;\n                    NEW.previous = head.hash;\n                    -- The month\'s partition was chosen by the time given, just before: a row cannot change it any more.\n                    IF date_trunc(\'month\', clock_timestamp(), \'UTC\') = date_trunc(\'month\', NEW.at, \'UTC\') THEN\n                        NEW.at = clock_timestamp();\n                    ELSIF NEW.at NOT BETWEEN clock_timestamp() - interval \'10 minutes\' AND clock_timestamp() THEN\n                        RAISE EXCEPTION \'an opening is logged when it happens (core_accesslog_now)\'\n                            USING ERRCODE = \'check_violation\', CONSTRAINT = \'core_accesslog_now\';\n                    END IF;\n                    NEW.hash = encode(sha256(convert_to(jsonb_build_array(\n                        NEW.sequence, NEW.practice_id::text,\n                        to_char(NEW.at AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US\'),\n                        NEW.user_id::text, NEW.actor, NEW.client_id::text, NEW.what, NEW.request_id, NEW.previous\n                    )::text, \'UTF8\')), \'hex\');\n                    UPDATE core_audithead SET sequence = NEW.sequence, hash = NEW.hash WHERE id = head.id;\n                    RETURN NEW;\n                ', hash='9321a984b89f662803b48208607bfdd56899e6fb', operation='INSERT', pgid='pgtrigger_chain_ba266', table='core_accesslog', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='room',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "core_roomevent" ("id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='5cea482784a61f8922f7d719f55125ed1bbf8242', operation='INSERT', pgid='pgtrigger_insert_insert_46786', table='core_room', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='room',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "core_roomevent" ("id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (NEW."id", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id"); RETURN NULL;', hash='3e43b421e9863d030835c7aac094aa9aa6fd7ff7', operation='UPDATE', pgid='pgtrigger_update_update_a9fa7', table='core_room', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='room',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "core_roomevent" ("id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id") VALUES (OLD."id", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id"); RETURN NULL;', hash='095e0f14b8982b5bb76f89c727782248b1a2591f', operation='DELETE', pgid='pgtrigger_delete_delete_430c5', table='core_room', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roomevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1a06a9c56817177ad3c28d094bbaa63ae09e34af', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d3a29', table='core_roomevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staff',
            trigger=pgtrigger.compiler.Trigger(name='revision', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    OLD.invited_at = NEW.invited_at;\n    IF NEW IS DISTINCT FROM OLD THEN\n        NEW.revision = OLD.revision + 1;\n    END IF;\n    RETURN NEW;\n', hash='c1466ad60026bfd3d70a6b2585996dfce6526819', operation='UPDATE', pgid='pgtrigger_revision_6ea5b', table='core_staff', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staff',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "core_staffevent" ("id", "invited_at", "is_active", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "roles", "supervisor_id", "user_id") VALUES (NEW."id", NEW."invited_at", NEW."is_active", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."revision", NEW."roles", NEW."supervisor_id", NEW."user_id"); RETURN NULL;', hash='8a005cef0b832d676d573dc707c85144ad53cfa0', operation='INSERT', pgid='pgtrigger_insert_insert_4af0a', table='core_staff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staff',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "core_staffevent" ("id", "invited_at", "is_active", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "roles", "supervisor_id", "user_id") VALUES (NEW."id", NEW."invited_at", NEW."is_active", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."revision", NEW."roles", NEW."supervisor_id", NEW."user_id"); RETURN NULL;', hash='1ac2514fb96b3a7dd97c8892ed39f13b68032cc6', operation='UPDATE', pgid='pgtrigger_update_update_be735', table='core_staff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staff',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "core_staffevent" ("id", "invited_at", "is_active", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "revision", "roles", "supervisor_id", "user_id") VALUES (OLD."id", OLD."invited_at", OLD."is_active", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."revision", OLD."roles", OLD."supervisor_id", OLD."user_id"); RETURN NULL;', hash='f9de225c2add343129e0ea84330028fbb857772e', operation='DELETE', pgid='pgtrigger_delete_delete_21dc2', table='core_staff', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountclosingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ff721c99a9019ac4b72b5569066498fdf2ff4313', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cf81b', table='core_accountclosingevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountclosing',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "core_accountclosingevent" ("closed_at", "closed_by_id", "handed", "id", "left", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "staff_id") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."handed", NEW."id", NEW."left", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason", NEW."staff_id"); RETURN NULL;', hash='02ba4360ffe1bfc806ae3d5c85cd79ea69dc60c2', operation='INSERT', pgid='pgtrigger_insert_insert_37308', table='core_accountclosing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountclosing',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "core_accountclosingevent" ("closed_at", "closed_by_id", "handed", "id", "left", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "staff_id") VALUES (NEW."closed_at", NEW."closed_by_id", NEW."handed", NEW."id", NEW."left", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason", NEW."staff_id"); RETURN NULL;', hash='b418d990dc9050020cb2b57cb0a13508d04d1367', operation='UPDATE', pgid='pgtrigger_update_update_9fcf2', table='core_accountclosing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountclosing',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "core_accountclosingevent" ("closed_at", "closed_by_id", "handed", "id", "left", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "staff_id") VALUES (OLD."closed_at", OLD."closed_by_id", OLD."handed", OLD."id", OLD."left", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."practice_id", OLD."reason", OLD."staff_id"); RETURN NULL;', hash='3eb810c1306668317b0d33b0c42e46072fdf24d2', operation='DELETE', pgid='pgtrigger_delete_delete_891f8', table='core_accountclosing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='staffevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='90ad964fef11792eb7f08ea662871539a5078c69', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c9de8', table='core_staffevent', when='BEFORE')),
        ),
    ])
