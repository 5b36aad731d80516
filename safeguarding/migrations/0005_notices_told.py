"""What is late is told to whoever answers for it, by a function that only the worker's own actor may call; a senior
manager's word closes their packet, meets the duty and leaves a receipt; chasing an authority is a step."""

from django.db import migrations

from cases.migrations._gates import MINE, NOT_TAKEN
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

CHASED = ("acknowledged", "referred", "referred_verbal")
TABLES = sql(
    "INSERT INTO vault.safeguarding_pair VALUES " + ", ".join(f"('chase', '{state}', '{state}')" for state in CHASED),
    "ALTER TABLE safeguarding_notice ADD CONSTRAINT notice_is_of_the_concern"
    " FOREIGN KEY (concern_id, case_id) REFERENCES safeguarding_concern (id, case_id)",
    "GRANT SELECT, INSERT, UPDATE (over_at, starts_at) ON safeguarding_notice TO pps_definer",
    "GRANT INSERT ON safeguarding_packetreceipt TO pps_definer",
    "GRANT UPDATE (met_at) ON safeguarding_duty TO pps_definer",
    "GRANT SELECT ON teams_team TO pps_definer",
)

# The first instant of the next fourteen days at which nobody is on the rota, or null.
GAP = definer(
    """
CREATE OR REPLACE FUNCTION gate.rota_gap(p_team uuid, p_adults boolean) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT lower(tstzmultirange(tstzrange(gate.clock(), gate.clock() + interval '14 days'))
                 - coalesce(range_agg(tstzrange(r.starts_at, r.ends_at)), '{}'))
    FROM public.safeguarding_rotaslot AS r
    WHERE r.team_id = p_team AND r.for_adults = p_adults AND r.withdrawn_at IS NULL
$$""",
    to=(),
)
LACKS = definer(
    """
CREATE OR REPLACE FUNCTION gate.lacks_next_step(p_concern uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.safeguarding_concern AS c
                   WHERE c.id = p_concern AND c.state NOT IN ('closed', 'void'))
       AND NOT EXISTS (SELECT FROM public.safeguarding_duty AS d WHERE d.concern_id = p_concern AND d.met_at IS NULL)
$$""",
    to=(),
)
# Without content: which concern, and what is late. Whoever reads it still has to be somebody who may know of it.
TELL = definer(
    """
CREATE OR REPLACE FUNCTION gate.tell_of_concerns() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_is timestamptz := gate.clock();
    told uuid[];
    teams uuid[];
BEGIN
    IF NOT gate.is_worker() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('gate.tell_of_concerns', 0));  -- two workers at once tell once
    UPDATE public.safeguarding_notice AS n SET over_at = now_is
    WHERE n.over_at IS NULL AND CASE n.kind
        WHEN 'late' THEN EXISTS (SELECT FROM public.safeguarding_duty AS d
                                 WHERE d.id = n.duty_id AND d.met_at IS NOT NULL)
        WHEN 'no_next_step' THEN NOT gate.lacks_next_step(n.concern_id)
        ELSE gate.rota_gap(n.team_id, n.for_adults) IS NULL END;
    UPDATE public.safeguarding_notice AS n SET starts_at = gate.rota_gap(n.team_id, n.for_adults)
    WHERE n.over_at IS NULL AND n.kind = 'rota_gap';
    WITH due AS (
        SELECT 'late' AS kind, c.team_id, c.case_id, c.id AS concern, d.id AS duty, c.raised_by_id, false AS adults,
               null::timestamptz AS gap
        FROM public.safeguarding_duty AS d JOIN public.safeguarding_concern AS c ON c.id = d.concern_id
        WHERE d.met_at IS NULL AND d.due_at < now_is AND c.state NOT IN ('closed', 'void')
        UNION ALL
        SELECT 'no_next_step', c.team_id, c.case_id, c.id, null, c.raised_by_id, false, null
        FROM public.safeguarding_concern AS c WHERE gate.lacks_next_step(c.id)
        UNION ALL
        SELECT 'rota_gap', t.id, null, null, null, null, a.adults, gate.rota_gap(t.id, a.adults)
        FROM public.teams_team AS t CROSS JOIN (VALUES (false), (true)) AS a (adults)
        WHERE gate.rota_gap(t.id, a.adults) IS NOT NULL AND (NOT a.adults OR EXISTS (
            SELECT FROM public.safeguarding_rotaslot AS r WHERE r.team_id = t.id AND r.for_adults))
    ), made AS (
        INSERT INTO public.safeguarding_notice (
            id, kind, team_id, case_id, concern_id, duty_id, raised_by_id, for_adults, starts_at, recorded_at)
        SELECT gen_random_uuid(), due.kind, due.team_id, due.case_id, due.concern, due.duty, due.raised_by_id,
               due.adults, due.gap, now_is
        FROM due WHERE NOT EXISTS (
            SELECT FROM public.safeguarding_notice AS n
            WHERE n.over_at IS NULL AND n.kind = due.kind AND n.team_id = due.team_id
              AND n.concern_id IS NOT DISTINCT FROM due.concern AND n.duty_id IS NOT DISTINCT FROM due.duty
              AND n.for_adults = due.adults)
        RETURNING id, concern_id, team_id)
    SELECT array_agg(m.id), array_agg(DISTINCT m.team_id) INTO told, teams FROM made AS m;
    IF told IS NOT NULL THEN
        PERFORM gate.write_event('notice_given', told, teams, '');
    END IF;
    RETURN coalesce(cardinality(told), 0);
END $$"""
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
    UPDATE public.safeguarding_duty AS d SET met_at = gate.clock()
    WHERE d.concern_id = k.concern_id AND d.kind = 'confirm' AND d.met_at IS NULL AND NOT EXISTS (
        SELECT FROM public.safeguarding_packet AS o WHERE o.concern_id = k.concern_id AND o.confirmed_at IS NULL);
    INSERT INTO public.safeguarding_packetreceipt (id, user_id, discussed_on, answered_on, differently)
    SELECT gen_random_uuid(), who, (d.held_at AT TIME ZONE 'Europe/London')::date,
           (gate.clock() AT TIME ZONE 'Europe/London')::date, p_differently
    FROM public.safeguarding_discussion AS d WHERE d.id = k.discussion_id;
    DELETE FROM public.safeguarding_packetpermission AS g WHERE g.content_object_id = p_packet;
    PERFORM gate.write_event('packet_confirmed', ARRAY[p_packet], '{}', '');
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0004_notices")]
    operations = [
        TABLES,
        row_security("safeguarding_notice"),
        policy(
            "safeguarding_notice",
            "for_whoever_answers",
            "SELECT",
            using=f"{MINE.format(column='raised_by_id')}"
            " OR team_id = ANY ((SELECT gate.teams_where('approve_referrals'))::uuid[])",
        ),
        policy(
            "safeguarding_notice",
            "not_taken_away",
            "ALL",
            using=f"case_id IS NULL OR {NOT_TAKEN.format(case='case_id', taken='excluded_cases')}",
            restrictive=True,
        ),
        policy(
            "safeguarding_notice",
            "with_the_concern",
            "SELECT",
            using="concern_id IS NULL OR EXISTS (SELECT FROM safeguarding_concern AS known"
            " WHERE known.id = safeguarding_notice.concern_id)",
            restrictive=True,
        ),
        grant("SELECT", "safeguarding_notice"),
        row_security("safeguarding_packetreceipt"),
        policy("safeguarding_packetreceipt", "own_receipts", "SELECT", using=MINE.format(column="user_id")),
        grant("SELECT", "safeguarding_packetreceipt"),
        GAP,
        LACKS,
        TELL,
        CONFIRM,
    ]
