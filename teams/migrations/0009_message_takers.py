"""A role that may leave a message for the team and read nothing, and the verb behind it."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

VERBS = (
    ("see_cases", "See the team's cases"),
    ("work_cases", "Open cases, record calls and change them"),
    ("take_messages", "Leave a message for the team"),
    ("see_restricted", "See what is kept to managers"),
    ("read_looks", "See who has looked at a case"),
    ("manage_conflicts", "Keep a colleague from a case, wall files off, let somebody in"),
    ("see_members", "See who is in the team"),
    ("manage_members", "Ask for and end memberships"),
    ("confirm_members", "Confirm memberships"),
)
ROLES = [
    ("worker", "Caseworker"),
    ("service_manager", "Service manager"),
    ("message_taker", "Message taker"),
    ("administrator", "Administrator"),
]
# Workers and managers who are in place already get the verb as those who come later do: from their role.
VERB = sql(
    *(
        f"INSERT INTO teams_roleverb (id, role, verb) VALUES (gen_random_uuid(), '{role}', 'take_messages')"
        for role in ("worker", "service_manager", "message_taker")
    ),
    "INSERT INTO auth_permission (content_type_id, codename, name)"
    " SELECT id, 'take_messages', 'Leave a message for the team'"
    " FROM django_content_type WHERE app_label = 'teams' AND model = 'team' ON CONFLICT DO NOTHING",
    "SET LOCAL ROLE pps_definer",  # whom the row policies let by
    "INSERT INTO public.teams_teampermission (id, permission_id, user_id, content_object_id,"
    " membership_id, since, until)"
    " SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.id, m.since, m.until FROM public.teams_membership AS m"
    " JOIN public.auth_permission AS p ON p.codename = 'take_messages'"
    " WHERE m.role IN ('worker', 'service_manager') AND m.state = 'current'",
    "RESET ROLE",
)
# Whom a message can be for. Whoever takes messages sees no membership, so the list is made for them.
WORKERS_OF = definer(
    """
CREATE OR REPLACE FUNCTION gate.workers_of(p_team uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_team IS NULL OR p_team <> ALL (gate.teams_where('take_messages')) THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(
        SELECT g.user_id FROM public.teams_teampermission AS g
        JOIN public.auth_permission AS p ON p.id = g.permission_id AND p.codename = 'work_cases'
        JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
        WHERE g.content_object_id = p_team AND (g.since IS NULL OR g.since <= gate.clock())
          AND (g.until IS NULL OR g.until > gate.clock()));
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0008_service_and_conflicts")]
    operations = [
        migrations.AlterModelOptions("team", {"default_permissions": (), "permissions": VERBS}),
        migrations.AlterField("roleverb", "verb", models.CharField(choices=VERBS, max_length=30)),
        migrations.AlterField("roleverb", "role", models.CharField(choices=ROLES, max_length=30)),
        migrations.AlterField("membership", "role", models.CharField(choices=ROLES, max_length=30)),
        VERB,
        WORKERS_OF,
    ]
