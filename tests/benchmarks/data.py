"""A practice with many clients, made by SQL: each with CORE-10s, a place on the plane, plan, sessions and exercises.

Every tenth gets worse, and every twentieth has no next session.
"""

from uuid import UUID

import psycopg

from clients.summaries.actions import batches, rebuild_summaries
from clinic.core.access import Role
from clinic.core.models import Practice, Staff
from tests import servers
from tests.factories import a_practice, a_staff, inside

STATEMENTS = (
    "SET session_replication_role = replica",  # no triggers: the rows are many and their history is not measured
    """INSERT INTO clients_client (id, practice_id, name, sort_name, pronouns, email, phone, time_zone, created_at,
              revision)
       SELECT md5('client' || n)::uuid, %(practice)s, 'Person ' || lpad(n::text, 6, '0'),
              'person ' || lpad(n::text, 6, '0'), '', '', '', '', now(), 1 FROM generate_series(1, %(count)s) n""",
    """INSERT INTO clients_episode (id, practice_id, client_id, opened_on, closing_reason)
       SELECT md5('episode' || n)::uuid, %(practice)s, md5('client' || n)::uuid, current_date - 300, ''
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO clients_carerelation (id, practice_id, client_id, staff_id, part, since, reason, end_reason)
       SELECT md5('care' || n)::uuid, %(practice)s, md5('client' || n)::uuid, %(staff)s, 'lead', current_date - 300,
              '', ''
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO assessments_assessment (id, practice_id, client_id, episode_id, instrument, version, target,
              responses, completed_on, recorded_at, source, style, style_near, published_wording,
              forced_choice, void_reason, unanswered_risk_items, incomplete_reason, risk_note)
       SELECT md5('assessment' || n || '-' || k)::uuid, %(practice)s, md5('client' || n)::uuid,
              md5('episode' || n)::uuid, CASE WHEN k = 0 THEN 'ecr-r' ELSE 'core-10' END, 1, '', '{}',
              current_date - 14 * k, now(), 'paper', CASE WHEN k = 0 THEN 'fearful' ELSE '' END, '', false, '', '',
              '{}', '', ''
       FROM generate_series(1, %(count)s) n, generate_series(0, 8) k""",
    """INSERT INTO assessments_score (id, practice_id, assessment_id, client_id, episode_id, instrument, target,
              subscale, completed_on, value, band, answered, "of", notes, is_baseline, change, change_last, verdict,
              verdict_last, criterion)
       SELECT md5('score' || n || '-' || k)::uuid, %(practice)s, md5('assessment' || n || '-' || k)::uuid,
              md5('client' || n)::uuid, md5('episode' || n)::uuid, 'core-10', '', 'total', current_date - 14 * k,
              10 + (n + k) %% 20, 'mild', 10, 10, '[]', k = 8,
              CASE WHEN k < 8 THEN (n + k) %% 20 - (n + 8) %% 20 END,  -- as the program keeps them: else the first
              CASE WHEN k < 8 THEN (n + k) %% 20 - (n + k + 1) %% 20 END,  -- form recorded puts seven rows right
              CASE WHEN n %% 10 = 0 THEN 'worse' ELSE 'unchanged' END, 'unchanged', 1
       FROM generate_series(1, %(count)s) n, generate_series(1, 8) k""",
    """INSERT INTO interventions_plan (id, practice_id, client_id, episode_id, therapist_id, modality, version, phase,
              formulation, started_on, state, outcome, agreed_how, specialist_note, agreement_question, cautions,
              caution_reason, revision)
       SELECT md5('plan' || n)::uuid, %(practice)s, md5('client' || n)::uuid, md5('episode' || n)::uuid, %(staff)s,
              'emdr', 1, '2-preparation', '', current_date - 200, 'active', '', '', '', '', '[]', '', 1
       FROM generate_series(1, %(count)s) n""",
    """INSERT INTO interventions_therapysession (id, practice_id, client_id, therapist_id, starts_at, ends_at, state,
              cancelled_how, reason, link, revision)
       SELECT md5('session' || n || '-' || k)::uuid, %(practice)s, md5('client' || n)::uuid, %(staff)s,
              now() + n * interval '1 hour' + k * interval '20 years',
              now() + n * interval '1 hour' + k * interval '20 years' + interval '50 minutes',
              CASE WHEN k < 0 THEN 'attended' ELSE 'booked' END, '', '', '', 1
       FROM generate_series(1, %(count)s) n, generate_series(-2, 0) k
       WHERE k < 0 OR n %% 20 <> 1  -- the others have no next session""",
    """INSERT INTO interventions_assignment (id, practice_id, client_id, assigned_by_id, exercise, version,
              times_per_week, starts_on, note, cautions, caution_reason, revision)
       SELECT md5('assignment' || n)::uuid, %(practice)s, md5('client' || n)::uuid, %(staff)s, 'paced-breathing', 1, 5,
              current_date - 30, '', '[]', '', 1 FROM generate_series(1, %(count)s) n""",
    "SET session_replication_role = DEFAULT",
    "ANALYZE",
)


def fill(database: str, count: int) -> tuple[Practice, Staff]:
    """A practice in which one therapist cares for ``count`` clients. The current connection is on this database."""
    practice = a_practice()
    therapist = a_staff(practice, Role.THERAPIST)
    values: dict[str, UUID | int] = {"practice": practice.pk, "staff": therapist.pk, "count": count}
    with servers.superuser(database) as connection:
        for statement in STATEMENTS:
            try:
                connection.execute(statement, values if "%(" in statement else None)
            except psycopg.Error as error:  # pragma: no cover - a changed table shows here first
                raise RuntimeError(f"{error}: {statement[:60]}") from error
    with inside(practice):
        for people in batches():
            rebuild_summaries(people)  # the triggers that keep them were off
    with servers.superuser(database) as connection:
        connection.execute("VACUUM ANALYZE")
    return practice, therapist
