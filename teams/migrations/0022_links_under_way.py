"""A link on its way is no secret to those who see the request, and one that is handed over ends it: whoever was given the
paper holds the link that works."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# The post first, as whoever sends it locks it first.
GIVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.give_half(p_request uuid, p_half text, p_digest bytea, p_days integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    n public.teams_newpassword;
    who uuid := gate.actor_id();
BEGIN
    IF p_half = 'link' THEN
        DELETE FROM vault.post AS t WHERE t.request = p_request;
    END IF;
    SELECT * INTO n FROM public.teams_newpassword AS t WHERE t.id = p_request FOR UPDATE;
    IF NOT FOUND OR n.state <> 'confirmed' OR who = n.user_id OR p_days NOT BETWEEN 1 AND 31 OR NOT coalesce(CASE p_half
        WHEN 'link' THEN n.team_id = ANY (gate.teams_where('manage_members'))
                         AND who <> n.confirmed_by_id AND n.code_made_by_id IS DISTINCT FROM who
        WHEN 'code' THEN n.team_id = ANY (gate.teams_where('confirm_members'))
                         AND who <> n.asked_by_id AND n.link_made_by_id IS DISTINCT FROM who
        END, false) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.password_halves AS h (request, link, code)
    VALUES (p_request, CASE p_half WHEN 'link' THEN p_digest END, CASE p_half WHEN 'code' THEN p_digest END)
    ON CONFLICT (request) DO UPDATE
    SET link = coalesce(excluded.link, h.link), code = coalesce(excluded.code, h.code), tries = 0;
    UPDATE public.teams_newpassword AS t
    SET until = gate.clock() + make_interval(days => p_days),
        link_made_at = CASE p_half WHEN 'link' THEN gate.clock() ELSE t.link_made_at END,
        link_made_by_id = CASE p_half WHEN 'link' THEN who ELSE t.link_made_by_id END,
        code_made_at = CASE p_half WHEN 'code' THEN gate.clock() ELSE t.code_made_at END,
        code_made_by_id = CASE p_half WHEN 'code' THEN who ELSE t.code_made_by_id END
    WHERE t.id = p_request;
    PERFORM gate.write_event('membership', ARRAY[p_request, n.user_id], ARRAY[n.team_id], 'password ' || p_half);
END $$"""
)
UNDER_WAY = definer(
    """
CREATE OR REPLACE FUNCTION gate.link_under_way(p_request uuid) RETURNS TABLE (asked_at timestamptz, who text)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.asked_at, u.display_name::text
    FROM vault.post AS p
    JOIN public.teams_newpassword AS n ON n.id = p.request AND n.state = 'confirmed'
    JOIN public.teams_user AS u ON u.id = p.who
    WHERE p.request = p_request
      AND n.team_id = ANY (gate.teams_where('manage_members') || gate.teams_where('confirm_members'))
$$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0022_one_of_one_moment")]
    operations = [GIVE, UNDER_WAY]
