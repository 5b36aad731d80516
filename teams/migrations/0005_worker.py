"""The queue of work outside requests. Its rows hold names of tasks and counts, nothing about a family."""

from django.db import migrations

from foundation.rowsecurity.operations import grant


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0004_founding"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    operations = [grant("SELECT, INSERT, UPDATE, DELETE", "django_tasks_database_dbtaskresult")]
