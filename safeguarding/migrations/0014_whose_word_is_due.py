"""A senior manager's own word is due on what asks for it and can still be answered: neither a page that has closed by itself
nor news to read afterwards keeps the word that they gave from counting, and news that was read is no word."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# The first that was shown of a discussion to whoever it was held with.
ASKS = definer(
    """
CREATE OR REPLACE FUNCTION gate.asks_for_a_word(k public.safeguarding_packet) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_discussion AS d
                   WHERE d.id = k.discussion_id AND d.manager_id = k.manager_id)
       AND NOT EXISTS (SELECT FROM public.safeguarding_packet AS o
                       WHERE o.discussion_id = k.discussion_id AND o.manager_id = k.manager_id
                         AND o.given_at < k.given_at)
$$""",
    to=(),
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
    WHERE u.concern_id = k.concern_id AND u.kind = 'confirm' AND u.met_at IS NULL
      AND gate.asks_for_a_word(k) AND NOT EXISTS (
        SELECT FROM public.safeguarding_packet AS o
        JOIN public.safeguarding_packetpermission AS g
            ON g.content_object_id = o.id AND (g.until IS NULL OR g.until > gate.clock())
        WHERE o.concern_id = k.concern_id AND o.confirmed_at IS NULL AND gate.asks_for_a_word(o));
    INSERT INTO public.safeguarding_packetreceipt (id, user_id, discussed_on, answered_on, differently)
    SELECT gen_random_uuid(), who, (d.held_at AT TIME ZONE 'Europe/London')::date,
           (gate.clock() AT TIME ZONE 'Europe/London')::date, p_differently
    FROM public.safeguarding_discussion AS d WHERE d.id = k.discussion_id;
    DELETE FROM public.safeguarding_packetpermission AS g WHERE g.content_object_id = p_packet;
    PERFORM gate.write_event('packet_confirmed', ARRAY[p_packet], '{}', '');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0013_read_or_confirmed")]
    operations = [ASKS, CONFIRM]
