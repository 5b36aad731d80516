"""The address of the pages in an e-mail is the worker's own, and nobody's who asks for the e-mail: whoever has a link sent
could have had it lead to a place of theirs."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql

POST = definer(
    """
CREATE OR REPLACE FUNCTION gate.post_link(p_request uuid, p_days integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    IF who IS NULL OR NOT gate.link_is_theirs(p_request, who) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.post AS p (request, who, days, asked_at)
    VALUES (p_request, who, p_days, gate.clock())
    ON CONFLICT (request) DO UPDATE SET who = excluded.who, days = excluded.days, asked_at = excluded.asked_at;
    PERFORM gate.write_event('membership', ARRAY[n.id, n.user_id], ARRAY[n.team_id], 'password link to send')
    FROM public.teams_newpassword AS n WHERE n.id = p_request;
END $$""",
    drop="DROP FUNCTION gate.post_link(uuid, text, integer)",
)
SEND = definer(
    """
CREATE OR REPLACE FUNCTION gate.send_link(p_request uuid, p_digest bytea) RETURNS SETOF text
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
    RETURN QUERY SELECT u.email::text FROM public.teams_user AS u WHERE u.id = n.user_id;
END $$""",
    drop="DROP FUNCTION gate.send_link(uuid, bytea)",
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0019_verbs_held")]
    operations = [POST, SEND, sql("ALTER TABLE vault.post DROP COLUMN site")]
