"""What holds for every table: keys that do not run out, no index that another one covers."""

import pytest
from django.apps import apps
from django.db import connection

OURS = ("core", "clients", "assessments", "interventions")
# A column list of one index that begins another one's, both over all rows, both plain.
COVERED = """
WITH plain AS (
    SELECT indrelid::regclass::text AS on_table, indexrelid::regclass::text AS name, indkey::int2[] AS columns,
           indoption::int2[] AS directions, indclass::oid[] AS classes, indisunique AS is_unique
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
    WHERE indpred IS NULL AND indexprs IS NULL AND amname = 'btree'
)
SELECT short.on_table, short.name, long.name
FROM plain short JOIN plain long ON short.on_table = long.on_table AND short.name <> long.name
WHERE NOT short.is_unique AND short.name NOT LIKE '%%\\_like' AND long.name NOT LIKE '%%\\_like'
  AND cardinality(short.columns) <= cardinality(long.columns) AND short.on_table = ANY(%s)
  AND (
    SELECT bool_and(short.columns[n] = long.columns[n] AND short.directions[n] = long.directions[n])
    FROM generate_series(0, cardinality(short.columns) - 1) n
  )
ORDER BY 1, 2
"""
IDENTITIES = """
SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE is_identity = 'YES' AND table_name = ANY(%s)
"""


def tables() -> list[str]:
    return [model._meta.db_table for label in OURS for model in apps.get_app_config(label).get_models()]


def rows(sql: str) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [tables()])
        return [(str(table), str(name), str(kind)) for table, name, kind in cursor.fetchall()]


@pytest.mark.usefixtures("db")
def test_no_index_is_kept_that_a_longer_one_covers() -> None:
    assert rows(COVERED) == []


@pytest.mark.usefixtures("db")
def test_no_numbered_key_runs_out() -> None:
    found = rows(IDENTITIES)
    assert len(found) > 40  # the history tables
    assert [row for row in found if row[2] != "bigint"] == []
