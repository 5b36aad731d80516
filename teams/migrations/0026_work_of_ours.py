"""What waits to be done is work of ours. The worker imports what a row names before it looks at what that is, and the web's
login writes rows. Another task is another line here."""

from django.db import migrations

from foundation.rowsecurity.operations import sql

OURS = "('pps_barnet.housekeeping.keep_house_hourly', 'teams.post.send_post')"


class Migration(migrations.Migration):
    dependencies = [("teams", "0025_accounts_of_a_service")]
    operations = [
        sql(
            f"DELETE FROM django_tasks_database_dbtaskresult WHERE task_path NOT IN {OURS}",
            f"ALTER TABLE django_tasks_database_dbtaskresult ADD CONSTRAINT work_of_ours CHECK (task_path IN {OURS})",
        )
    ]
