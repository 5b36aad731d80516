"""A directory without the right place stops no referral (promise 7): whoever works on cases may write a place down in it,
as one that nobody has verified. Verifying, correcting and taking away stay the managers'."""

from django.db import migrations

from foundation.rowsecurity.operations import policy, sql

BY_MANAGERS = "team_id = ANY ((SELECT gate.teams_where('approve_referrals'))::uuid[])"
UNVERIFIED = (
    "team_id = ANY ((SELECT gate.teams_where('work_cases'))::uuid[]) AND verified_on IS NULL AND withdrawn_at IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0018_second_opinions")]
    operations = [
        sql("DROP POLICY kept_by_managers ON safeguarding_route"),
        policy("safeguarding_route", "written_down", "INSERT", check=f"{BY_MANAGERS} OR {UNVERIFIED}"),
    ]
