"""Somebody who was let into one case reads the case, and no concern of it: concerns are the team's own (promise 1)."""

from django.db import migrations

from foundation.rowsecurity.operations import policy, sql


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0002_the_gate")]
    operations = [
        sql("DROP POLICY in_reach ON safeguarding_concern"),
        policy(
            "safeguarding_concern",
            "in_reach",
            "SELECT",
            using="team_id = ANY ((SELECT gate.teams_where('see_cases'))::uuid[])",
        ),
    ]
