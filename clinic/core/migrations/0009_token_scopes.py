from datetime import timedelta

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from clinic.core.migrating import together


class Migration(migrations.Migration):

    dependencies = [("core", "0008_how_it_is")]

    operations = together([
        migrations.AddField(
            model_name="token",
            name="scope",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own", "read one's own account, and what the portal shows"),
                    ("reports", "read reports in aggregate and definitions, nothing of a single client"),
                    ("read", "read everything that you may read"),
                    ("write", "read and change what you may, but no accounts and no settings of the practice"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        AddConstraintNotValid(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(("scope__in", ["", "own", "reports", "read", "write"])), name="core_token_scope"
            ),
        ),
        AddConstraintNotValid(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scope", ""),
                    models.Q(
                        models.Q(("name", ""), _negated=True),
                        ("expiry__isnull", False),
                        (
                            "expiry__lte",
                            models.expressions.CombinedExpression(
                                models.F("created"), "+", models.Value(timedelta(days=366))
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="core_token_program",
            ),
        ),
    ])
