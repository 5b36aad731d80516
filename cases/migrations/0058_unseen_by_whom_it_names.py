"""A conflict of interest is not for whom it is about, a manager's own included: another manager, or a deputy, reads it,
decides about it and supervises what follows."""

from django.db import migrations

from foundation.rowsecurity.operations import policy


class Migration(migrations.Migration):
    dependencies = [("cases", "0057_died")]
    operations = [
        policy(
            "cases_conflict",
            "not_about_oneself",
            "ALL",
            using="colleague_id <> (SELECT gate.actor_id())",
            restrictive=True,
        ),
    ]
