"""The service a team belongs to, and the verb of whoever says who is kept from a case."""

from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

VERBS = (
    ("see_cases", "See the team's cases"),
    ("work_cases", "Open cases, record calls and change them"),
    ("see_restricted", "See what is kept to managers"),
    ("read_looks", "See who has looked at a case"),
    ("manage_conflicts", "Keep a colleague from a case, wall files off, let somebody in"),
    ("see_members", "See who is in the team"),
    ("manage_members", "Ask for and end memberships"),
    ("confirm_members", "Confirm memberships"),
)
# Managers who are in place already get the verb as those who come later do: from their role.
VERB = sql(
    "INSERT INTO teams_roleverb (id, role, verb) VALUES (gen_random_uuid(), 'service_manager', 'manage_conflicts')",
    "INSERT INTO auth_permission (content_type_id, codename, name)"
    " SELECT id, 'manage_conflicts', 'Keep a colleague from a case, wall files off, let somebody in'"
    " FROM django_content_type WHERE app_label = 'teams' AND model = 'team' ON CONFLICT DO NOTHING",
    "SET LOCAL ROLE pps_definer",  # whom the row policies let by
    "INSERT INTO public.teams_teampermission (id, permission_id, user_id, content_object_id,"
    " membership_id, since, until)"
    " SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.id, m.since, m.until FROM public.teams_membership AS m"
    " JOIN public.auth_permission AS p ON p.codename = 'manage_conflicts'"
    " WHERE m.role = 'service_manager' AND m.state = 'current'",
    "RESET ROLE",
)
TEAM = definer(
    """
CREATE OR REPLACE FUNCTION gate.found_team_of(p_service text, p_name text, p_demonstration boolean) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    SELECT t.id INTO made FROM public.teams_team AS t WHERE t.name = p_name;
    IF made IS NULL THEN
        made := gen_random_uuid();
        INSERT INTO public.teams_team (id, name, service, confirm_memberships, demonstration)
        VALUES (made, p_name, p_service, true, p_demonstration);
        PERFORM gate.write_event('founded', ARRAY[made], ARRAY[made], 'team');
    END IF;
    RETURN made;
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0007_sent_forms")]
    operations = [
        migrations.AddField(
            model_name="team",
            name="service",
            field=models.CharField(default="", max_length=120, verbose_name="service it belongs to"),
            preserve_default=False,
        ),
        sql(
            "ALTER TABLE teams_team NO FORCE ROW LEVEL SECURITY",
            "UPDATE teams_team SET service = name",
            "ALTER TABLE teams_team FORCE ROW LEVEL SECURITY",
        ),
        migrations.AlterModelOptions(
            name="team",
            options={
                "default_permissions": (),
                "permissions": VERBS,
            },
        ),
        migrations.AlterField("roleverb", "verb", models.CharField(choices=VERBS, max_length=30)),
        VERB,
        sql("SET LOCAL ROLE pps_definer", "DROP FUNCTION gate.found_team(text, boolean)", "RESET ROLE"),
        TEAM,
    ]
