"""A link that is sent by e-mail: an administrator asks for it, and the worker makes and sends it once that is committed.
Until then there is no link: what waits here is no secret."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

TABLE = sql(
    """CREATE TABLE vault.post (
        request uuid PRIMARY KEY REFERENCES public.teams_newpassword (id),
        who uuid NOT NULL REFERENCES public.teams_user (id),
        site text NOT NULL CHECK (length(site) BETWEEN 1 AND 200),
        days integer NOT NULL CHECK (days BETWEEN 1 AND 31),
        asked_at timestamptz NOT NULL)""",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON vault.post TO pps_definer",
)
# Whoever may be handed the link may have it sent: an administrator of the team who had no part in confirming it.
THEIRS = definer(
    """
CREATE OR REPLACE FUNCTION gate.link_is_theirs(p_request uuid, p_who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT n.state = 'confirmed' AND n.user_id <> p_who AND n.confirmed_by_id <> p_who
               AND n.code_made_by_id IS DISTINCT FROM p_who AND n.team_id = ANY (gate.held(p_who, 'manage_members'))
               AND u.email <> ''
        FROM public.teams_newpassword AS n JOIN public.teams_user AS u ON u.id = n.user_id
        WHERE n.id = p_request), false)
$$""",
    to=(),
)
POST = definer(
    """
CREATE OR REPLACE FUNCTION gate.post_link(p_request uuid, p_site text, p_days integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    IF who IS NULL OR NOT gate.link_is_theirs(p_request, who) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.post AS p (request, who, site, days, asked_at)
    VALUES (p_request, who, p_site, p_days, gate.clock())
    ON CONFLICT (request) DO UPDATE SET who = excluded.who, site = excluded.site, days = excluded.days,
                                        asked_at = excluded.asked_at;
    PERFORM gate.write_event('membership', ARRAY[n.id, n.user_id], ARRAY[n.team_id], 'password link to send')
    FROM public.teams_newpassword AS n WHERE n.id = p_request;
END $$"""
)
WAITING = definer(
    """
CREATE OR REPLACE FUNCTION gate.post_waiting() RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY SELECT p.request FROM vault.post AS p ORDER BY p.asked_at;
END $$"""
)
# In one transaction with the sending: what could not be sent still waits, and its link never was. What may not be sent
# any more is let go.
SEND = definer(
    """
CREATE OR REPLACE FUNCTION gate.send_link(p_request uuid, p_digest bytea) RETURNS TABLE (email text, site text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    p vault.post;
    n public.teams_newpassword;
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    DELETE FROM vault.post AS t WHERE t.request = (
        SELECT w.request FROM vault.post AS w WHERE w.request = p_request FOR UPDATE SKIP LOCKED) RETURNING * INTO p;
    SELECT * INTO n FROM public.teams_newpassword AS t WHERE t.id = p.request FOR UPDATE;
    IF n.id IS NULL OR NOT gate.link_is_theirs(n.id, p.who) THEN
        RETURN;
    END IF;
    INSERT INTO vault.password_halves AS h (request, link) VALUES (n.id, p_digest)
    ON CONFLICT (request) DO UPDATE SET link = excluded.link, tries = 0;
    UPDATE public.teams_newpassword AS t
    SET until = gate.clock() + make_interval(days => p.days), link_made_at = gate.clock(), link_made_by_id = p.who
    WHERE t.id = n.id;
    PERFORM gate.write_event('membership', ARRAY[n.id, n.user_id], ARRAY[n.team_id], 'password link sent');
    RETURN QUERY SELECT u.email::text, p.site FROM public.teams_user AS u WHERE u.id = n.user_id;
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0017_quicker_names")]
    operations = [TABLE, THEIRS, POST, WAITING, SEND]
