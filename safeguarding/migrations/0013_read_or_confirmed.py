"""Whoever is shown a discussion that they were not in, or what came of one later, is asked to read it and not for their
word on it; and what they have not read leaves the senior manager's own word complete."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

PUT_TO_ME = definer(
    """
CREATE OR REPLACE FUNCTION gate.packets_put_to_me()
RETURNS TABLE (packet uuid, held_at timestamptz, mode text, worker text, service text, given_at timestamptz,
               asks boolean)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.id, d.held_at, d.mode, u.display_name, t.name, k.given_at,
           k.manager_id = d.manager_id AND NOT EXISTS (
               SELECT FROM public.safeguarding_packet AS o
               WHERE o.discussion_id = k.discussion_id AND o.manager_id = k.manager_id AND o.given_at < k.given_at)
    FROM public.safeguarding_packet AS k
    JOIN public.safeguarding_discussion AS d ON d.id = k.discussion_id
    JOIN public.teams_user AS u ON u.id = d.recorded_by_id
    JOIN public.teams_team AS t ON t.id = k.team_id
    WHERE k.id = ANY (gate.granted_packets()) AND k.manager_id = gate.actor_id()
    ORDER BY d.held_at, k.id
$$""",
    drop="DROP FUNCTION gate.packets_put_to_me()",
)
CONFIRM = definer(
    """
CREATE OR REPLACE FUNCTION gate.confirm_packet(p_packet uuid, p_differently boolean, p_answer bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    k public.safeguarding_packet;
BEGIN
    SELECT * INTO k FROM public.safeguarding_packet AS p
    WHERE p.id = p_packet AND p.id = ANY (gate.granted_packets()) AND p.manager_id = who FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    UPDATE public.safeguarding_packet AS p
    SET confirmed_at = gate.clock(), differently = p_differently, answer = p_answer
    WHERE p.id = p_packet;
    UPDATE public.safeguarding_duty AS u SET met_at = gate.clock()
    WHERE u.concern_id = k.concern_id AND u.kind = 'confirm' AND u.met_at IS NULL AND NOT EXISTS (
        SELECT FROM public.safeguarding_packet AS o
        JOIN public.safeguarding_discussion AS d ON d.id = o.discussion_id AND d.manager_id = o.manager_id
        WHERE o.concern_id = k.concern_id AND o.confirmed_at IS NULL);
    INSERT INTO public.safeguarding_packetreceipt (id, user_id, discussed_on, answered_on, differently)
    SELECT gen_random_uuid(), who, (d.held_at AT TIME ZONE 'Europe/London')::date,
           (gate.clock() AT TIME ZONE 'Europe/London')::date, p_differently
    FROM public.safeguarding_discussion AS d WHERE d.id = k.discussion_id;
    DELETE FROM public.safeguarding_packetpermission AS g WHERE g.content_object_id = p_packet;
    PERFORM gate.write_event('packet_confirmed', ARRAY[p_packet], '{}', '');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0012_told_out_of_sight")]
    operations = [PUT_TO_ME, CONFIRM]
