"""The verb of whoever says what they think of a referral, and keeps the rota of senior managers."""

from django.db import migrations, models

from foundation.rowsecurity.operations import sql

VERBS = (
    ("see_cases", "See the team's cases"),
    ("work_cases", "Open cases, record calls and change them"),
    ("take_messages", "Leave a message for the team"),
    ("see_restricted", "See what is kept to managers"),
    ("read_looks", "See who has looked at a case"),
    ("manage_conflicts", "Keep a colleague from a case, wall files off, let somebody in"),
    ("approve_referrals", "Say whether a referral is approved, and keep the rota"),
    ("see_members", "See who is in the team"),
    ("manage_members", "Ask for and end memberships"),
    ("confirm_members", "Confirm memberships"),
)
VERB = sql(
    "INSERT INTO teams_roleverb (id, role, verb) VALUES (gen_random_uuid(), 'service_manager', 'approve_referrals')",
    "INSERT INTO auth_permission (content_type_id, codename, name)"
    " SELECT id, 'approve_referrals', 'Say whether a referral is approved, and keep the rota'"
    " FROM django_content_type WHERE app_label = 'teams' AND model = 'team' ON CONFLICT DO NOTHING",
    "SET LOCAL ROLE pps_definer",
    "INSERT INTO public.teams_teampermission (id, permission_id, user_id, content_object_id,"
    " membership_id, since, until)"
    " SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.id, m.since, m.until FROM public.teams_membership AS m"
    " JOIN public.auth_permission AS p ON p.codename = 'approve_referrals'"
    " WHERE m.role = 'service_manager' AND m.state = 'current'",
    "RESET ROLE",
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0009_message_takers")]
    operations = [
        migrations.AlterModelOptions(name="team", options={"default_permissions": (), "permissions": VERBS}),
        migrations.AlterField("roleverb", "verb", models.CharField(choices=VERBS, max_length=30)),
        VERB,
    ]
