"""Grants begin as they end: at an instant, read from one clock by both gates; and each says which membership brought it."""

import django.db.models.deletion
from django.db import migrations, models

from foundation.rowsecurity.operations import definer, sql

HELD = definer(
    """
CREATE OR REPLACE FUNCTION gate.held(p_who uuid, p_verb text) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT g.content_object_id
        FROM public.teams_teampermission AS g
        JOIN public.teams_team AS t ON t.id = g.content_object_id AND t.closed_at IS NULL
        WHERE g.user_id = p_who
          AND (g.since IS NULL OR g.since <= gate.clock()) AND (g.until IS NULL OR g.until > gate.clock())
          AND g.permission_id = ANY (ARRAY(SELECT p.id FROM public.auth_permission AS p WHERE p.codename = p_verb))
          AND EXISTS (SELECT FROM public.teams_user AS u WHERE u.id = p_who AND u.is_active));
END $$""",
    to=(),
)
OWN_TEAMS = definer(
    """
CREATE OR REPLACE FUNCTION gate.own_teams() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT g.content_object_id
        FROM public.teams_teampermission AS g
        JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
        JOIN public.teams_team AS t ON t.id = g.content_object_id AND t.closed_at IS NULL
        WHERE g.user_id = who
          AND (g.since IS NULL OR g.since <= gate.clock()) AND (g.until IS NULL OR g.until > gate.clock()));
END $$"""
)
# A membership confirmed before its first day waits for it; one confirmed late begins when it is confirmed.
BEGIN = definer(
    """
CREATE OR REPLACE FUNCTION gate.begin_membership(p_membership uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    UPDATE public.teams_membership AS t
    SET state = 'current', confirmed_at = gate.clock(), since = greatest(t.since, gate.clock())
    WHERE t.id = p_membership AND t.state = 'asked' RETURNING * INTO STRICT m;
    INSERT INTO public.teams_teampermission (id, permission_id, user_id, content_object_id, membership_id, since, until)
    SELECT gen_random_uuid(), p.id, m.user_id, m.team_id, m.id, m.since, m.until
    FROM public.teams_roleverb AS r
    JOIN public.django_content_type AS c ON c.app_label = 'teams' AND c.model = 'team'
    JOIN public.auth_permission AS p ON p.content_type_id = c.id AND p.codename = r.verb
    WHERE r.role = m.role;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the role brings nothing' USING ERRCODE = '22023';
    END IF;
END $$""",
    to=(),
)
EARLIER_ROWS = sql(
    "ALTER TABLE teams_membership DISABLE TRIGGER history",
    "SET LOCAL ROLE pps_definer",
    "UPDATE teams_membership SET since = confirmed_at WHERE confirmed_at IS NOT NULL",
    """UPDATE teams_teampermission AS g SET since = m.since, membership_id = m.id FROM teams_membership AS m
       WHERE m.user_id = g.user_id AND m.team_id = g.content_object_id AND m.state = 'current'""",
    "RESET ROLE",
    "ALTER TABLE teams_membership ENABLE TRIGGER history",
)
ONES_OWN = sql(
    "ALTER TABLE teams_membership ADD CONSTRAINT membership_and_whose UNIQUE (id, user_id, team_id)",
    "ALTER TABLE teams_teampermission ADD CONSTRAINT a_grant_is_its_memberships"
    " FOREIGN KEY (membership_id, user_id, content_object_id) REFERENCES teams_membership (id, user_id, team_id)",
)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("teams", "0005_worker"),
    ]
    operations = [
        migrations.AlterUniqueTogether(name="teampermission", unique_together=set()),
        migrations.AddField(
            model_name="membership",
            name="since",
            field=models.DateTimeField(null=True, verbose_name="starts at"),
        ),
        migrations.AddField(
            model_name="teampermission",
            name="membership",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.membership"
            ),
        ),
        migrations.AddField(model_name="teampermission", name="since", field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name="membership",
            name="until",
            field=models.DateTimeField(null=True, verbose_name="ends at"),
        ),
        migrations.AddConstraint(
            model_name="teampermission",
            constraint=models.UniqueConstraint(
                fields=("membership", "permission"), name="a_membership_brings_a_verb_once"
            ),
        ),
        sql(
            "GRANT UPDATE (since, until, membership_id) ON teams_teampermission TO pps_definer",
        ),
        EARLIER_ROWS,
        HELD,
        OWN_TEAMS,
        BEGIN,
        ONES_OWN,
    ]
