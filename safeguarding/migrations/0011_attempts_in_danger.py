"""Whom somebody tried to reach is written down in an emergency as well, and after it: the discussion is still owed then."""

from django.db import migrations

from foundation.rowsecurity.operations import sql

STATES = ("emergency", "referred_verbal", "referred", "acknowledged", "decided", "escalated")


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0010_two_people")]
    operations = [
        sql(
            "INSERT INTO vault.safeguarding_pair VALUES "
            + ", ".join(f"('attempt', '{state}', '{state}')" for state in STATES)
        ),
    ]
