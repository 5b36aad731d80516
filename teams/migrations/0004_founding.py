"""Setting up teams and people on the server: for the owner's login alone, before anybody is there to ask."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

RIGHTS = sql("GRANT INSERT ON teams_user, teams_team TO pps_definer")

TEAM = definer(
    """
CREATE OR REPLACE FUNCTION gate.found_team(p_name text, p_demonstration boolean) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    SELECT t.id INTO made FROM public.teams_team AS t WHERE t.name = p_name;
    IF made IS NULL THEN
        made := gen_random_uuid();
        INSERT INTO public.teams_team (id, name, confirm_memberships, demonstration)
        VALUES (made, p_name, true, p_demonstration);
        PERFORM gate.write_event('founded', ARRAY[made], ARRAY[made], 'team');
    END IF;
    RETURN made;
END $$""",
    to=("pps_owner",),
)
PERSON = definer(
    """
CREATE OR REPLACE FUNCTION gate.found_person(
    p_username text, p_name text, p_email text, p_hash text, p_demonstration boolean) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    SELECT u.id INTO made FROM public.teams_user AS u WHERE u.username = p_username;
    IF made IS NULL THEN
        made := gen_random_uuid();
        INSERT INTO public.teams_user (id, username, display_name, email, password, is_active, is_superuser, demonstration)
        VALUES (made, p_username, p_name, p_email, p_hash, true, false, p_demonstration);
        PERFORM gate.write_event('founded', ARRAY[made], '{}', 'person');
    END IF;
    RETURN made;
END $$""",
    to=("pps_owner",),
)
MEMBERSHIP = definer(
    """
CREATE OR REPLACE FUNCTION gate.found_membership(p_team uuid, p_person uuid, p_role text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made uuid := gen_random_uuid();
BEGIN
    IF EXISTS (SELECT FROM public.teams_membership AS m
               WHERE m.user_id = p_person AND m.team_id = p_team AND m.state IN ('asked', 'current')) THEN
        RETURN;
    END IF;
    INSERT INTO public.teams_membership (id, user_id, team_id, role, state, reason, asked_at, end_reason)
    VALUES (made, p_person, p_team, p_role, 'asked', 'Set up on the server', gate.clock(), '');
    PERFORM gate.begin_membership(made);
    PERFORM gate.write_event('founded', ARRAY[made, p_person], ARRAY[p_team], 'membership');
END $$""",
    to=("pps_owner",),
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0003_memberships")]
    operations = [RIGHTS, TEAM, PERSON, MEMBERSHIP]
