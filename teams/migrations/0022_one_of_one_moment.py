"""Where two rows are of one moment, the database takes the same one every time, and the one that the pages take."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

CHANGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.change_membership(
    p_membership uuid, p_role text, p_reason text, p_employment text, p_since timestamptz, p_until timestamptz,
    p_seen uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
    follows public.teams_membership;
    made uuid;
BEGIN
    SELECT * INTO m FROM public.teams_membership AS t WHERE t.id = p_membership FOR UPDATE;
    IF NOT FOUND OR m.team_id <> ALL (gate.teams_where('manage_members')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO follows FROM public.teams_membership AS t
    WHERE t.follows_id = m.id AND t.state IN ('asked', 'current')
    ORDER BY t.asked_at DESC, t.id DESC LIMIT 1 FOR UPDATE;
    IF follows.id IS DISTINCT FROM p_seen THEN
        RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
    END IF;
    IF m.state <> 'current' OR m.until <= gate.clock() THEN
        RAISE EXCEPTION 'already ended' USING ERRCODE = '55000';
    END IF;
    IF 'acting_manager' IN (m.role, p_role) THEN
        RAISE EXCEPTION 'a deputy is named, not changed' USING ERRCODE = '22023';
    END IF;
    IF follows.state = 'asked' THEN
        UPDATE public.teams_membership AS t
        SET state = 'declined', ended_by_id = gate.actor_id(), ended_at = gate.clock(), end_reason = 'Asked for anew'
        WHERE t.id = follows.id;
        PERFORM gate.write_event('membership', ARRAY[follows.id, m.user_id], ARRAY[m.team_id], 'asked anew');
    END IF;
    made := gate.new_membership(m.team_id, m.user_id, p_role, p_reason, p_employment, p_since, p_until, m.id);
    IF NOT (SELECT t.confirm_memberships FROM public.teams_team AS t WHERE t.id = m.team_id) THEN
        PERFORM gate.begin_membership(made);
    END IF;
    RETURN made;
END $$""",
)
RECORD = definer(
    """
CREATE OR REPLACE FUNCTION gate.record_staff_date(p_membership uuid, p_kind text, p_on date, p_seen date) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    m public.teams_membership;
BEGIN
    SELECT * INTO m FROM public.teams_membership AS t WHERE t.id = p_membership FOR UPDATE;
    IF NOT FOUND OR m.team_id <> ALL (gate.teams_where('confirm_members')) OR m.user_id = gate.actor_id() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    IF p_on > (gate.clock() AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'not yet' USING ERRCODE = '22007';
    END IF;
    IF (SELECT d."on" FROM public.teams_staffdate AS d
        WHERE d.user_id = m.user_id AND d.team_id = m.team_id AND d.kind = p_kind
        ORDER BY d.recorded_at DESC, d.id DESC LIMIT 1) IS DISTINCT FROM p_seen THEN
        RAISE EXCEPTION 'somebody else has changed this' USING ERRCODE = '40001';
    END IF;
    INSERT INTO public.teams_staffdate (id, user_id, team_id, kind, "on", recorded_by_id, recorded_at)
    VALUES (gen_random_uuid(), m.user_id, m.team_id, p_kind, p_on, gate.actor_id(), gate.clock());
    PERFORM gate.write_event('membership', ARRAY[p_membership, m.user_id], ARRAY[m.team_id], 'dates');
END $$""",
)
WAITING = definer(
    """
CREATE OR REPLACE FUNCTION gate.post_waiting() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY SELECT p.request FROM vault.post AS p ORDER BY p.asked_at, p.request;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0021_how_to_reach_us")]
    operations = [CHANGE, RECORD, WAITING]
