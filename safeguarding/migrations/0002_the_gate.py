"""Who may know of a concern, how its state changes, and what a referral stands on, in the database itself (promise 7).

A concern moves by a row of ``safeguarding_step`` and by nothing else. The trigger holds the step to the pairs of the
workflow, and a referral to its discussion or to one of the named exceptions; it never looks at approval to refuse one.
"""

from django.db import migrations

from cases.migrations._gates import MINE, gates
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

STEPS = (
    ("raise", "draft", "raised"),
    (
        "emergency",
        (
            "acknowledged decided disagreed discussed_not_refer discussed_refer draft escalated monitoring more_info"
            " raised referred referred_verbal seeking_discussion"
        ),
        "emergency",
    ),
    ("no_call", "emergency", "*"),
    ("seek", "raised", "seeking_discussion"),
    ("attempt", "seeking_discussion", "="),
    ("discussed_refer", "seeking_discussion", "discussed_refer"),
    ("discussed_not_refer", "seeking_discussion", "discussed_not_refer"),
    ("more_info", "seeking_discussion", "more_info"),
    ("answered", "more_info", "seeking_discussion"),
    ("disagree", "seeking_discussion", "disagreed"),
    ("unavailable_verbal", "seeking_discussion", "referred_verbal"),
    ("unavailable_written", "seeking_discussion", "referred"),
    ("refer_now", "disagreed discussed_not_refer discussed_refer", "referred_verbal"),
    ("refer_now_written", "disagreed discussed_not_refer discussed_refer", "referred"),
    ("second_opinion", "disagreed discussed_not_refer", "seeking_discussion"),
    ("approve", "disagreed discussed_not_refer discussed_refer", "="),
    ("not_approve", "disagreed discussed_not_refer discussed_refer", "="),
    ("approve_afterwards", "acknowledged decided escalated referred referred_verbal", "="),
    ("refer_verbal", "discussed_refer", "referred_verbal"),
    ("confirm_written", "referred_verbal", "referred"),
    ("refer_written", "discussed_refer", "referred"),
    ("emergency_verbal", "emergency", "referred_verbal"),
    ("emergency_written", "emergency", "referred"),
    (
        "retrospective",
        (
            "acknowledged decided disagreed discussed_not_refer discussed_refer emergency escalated monitoring more_info"
            " referred referred_verbal"
        ),
        "=",
    ),
    ("acknowledge", "referred referred_verbal", "acknowledged"),
    ("decide", "acknowledged referred referred_verbal", "decided"),
    ("escalate", "acknowledged decided referred referred_verbal", "escalated"),
    ("next_stage", "escalated", "="),
    ("resolve", "escalated", "decided"),
    ("monitor", "decided discussed_not_refer", "monitoring"),
    ("raise_again", "monitoring", "raised"),
    ("close", "decided monitoring", "closed"),
    ("reopen", "closed", "raised"),
    ("void", "draft raised", "void"),
    ("restore", "void", "raised"),
)
PAIRS = [(move, start, start if end == "=" else end) for move, starts, end in STEPS for start in starts.split()]
PARTS = ("step", "duty", "attempt", "discussion", "approval", "packet", "referral", "reply", "stage")
WRITTEN_BY = ("step", "attempt", "discussion", "approval", "referral", "reply", "stage")

TABLES = sql(
    "CREATE TABLE vault.safeguarding_pair (move text, start text, ending text, PRIMARY KEY (move, start))",
    "INSERT INTO vault.safeguarding_pair VALUES "
    + ", ".join(f"('{move}', '{start}', '{ending}')" for move, start, ending in PAIRS),
    "GRANT SELECT ON vault.safeguarding_pair TO pps_definer",
    "ALTER TABLE safeguarding_concern ADD CONSTRAINT concern_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE safeguarding_concern ADD CONSTRAINT concern_and_case UNIQUE (id, case_id)",
    "ALTER TABLE safeguarding_concern ADD CONSTRAINT concern_contact_is_of_the_case"
    " FOREIGN KEY (contact_id, case_id) REFERENCES cases_contact (id, case_id)",
    *(
        f"ALTER TABLE safeguarding_{part} ADD CONSTRAINT {part}_is_of_the_concern"
        f" FOREIGN KEY (concern_id, case_id) REFERENCES safeguarding_concern (id, case_id)"
        for part in PARTS
    ),
    *(
        f"ALTER TABLE safeguarding_{part} ADD CONSTRAINT {part}_has_the_cases_team"
        f" FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
        for part in PARTS
    ),
    *(
        f"CREATE TRIGGER a_stamped BEFORE INSERT ON safeguarding_{part}"
        " FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()"
        for part in ("concern", *PARTS)
    ),
    "ALTER TABLE safeguarding_step ADD COLUMN made_in xid8 NOT NULL DEFAULT pg_current_xact_id()",
    "GRANT SELECT ON safeguarding_concern, safeguarding_duty, safeguarding_attempt, safeguarding_discussion,"
    " safeguarding_approval, safeguarding_packet, safeguarding_referral, safeguarding_step, safeguarding_rotaslot,"
    " safeguarding_packetpermission, safeguarding_concernexclusion TO pps_definer",
    "GRANT UPDATE (state, before_emergency) ON safeguarding_concern TO pps_definer",
    "GRANT UPDATE (confirmed_at, differently, answer) ON safeguarding_packet TO pps_definer",
    "GRANT INSERT, DELETE ON safeguarding_packetpermission TO pps_definer",
    "GRANT INSERT ON safeguarding_concernexclusion TO pps_definer",
)

# Among ids that are nobody's, as with cases: the list tells whoever asks nothing about themself.
KEPT = definer(
    """
CREATE OR REPLACE FUNCTION gate.concerns_kept() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN gate.with_decoys(who, ARRAY(
        SELECT e.concern_id FROM public.safeguarding_concernexclusion AS e WHERE e.user_id = who));
END $$"""
)
MANAGES = definer(
    """
CREATE OR REPLACE FUNCTION gate.knows_concern(p_concern uuid, p_verb text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN EXISTS (
        SELECT FROM public.safeguarding_concern AS c
        WHERE c.id = p_concern AND c.team_id = ANY (gate.teams_where(p_verb))
          AND c.case_id <> ALL (gate.excluded_cases()) AND c.id <> ALL (gate.concerns_kept())
          AND (c.state <> 'draft' AND c.subject <> 'staff_allegation' OR c.raised_by_id = who
               OR c.team_id = ANY (gate.teams_where('see_restricted'))));
END $$""",
    to=(),
)

FOLLOWS = definer(
    """
CREATE OR REPLACE FUNCTION gate.step_follows() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    who uuid := gate.actor_id();
    ending text;
    discussed boolean;
    stands boolean;
    tried integer;
    people integer;
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = NEW.concern_id FOR UPDATE;
    SELECT p.ending INTO ending FROM vault.safeguarding_pair AS p WHERE p.move = NEW.move AND p.start = c.state;
    IF ending IS NULL OR NEW.start <> c.state THEN
        RAISE EXCEPTION 'this does not follow where the concern stands' USING ERRCODE = '23514';
    END IF;
    IF ending = '*' THEN
        ending := CASE c.before_emergency WHEN '' THEN 'raised' ELSE c.before_emergency END;
    END IF;
    IF NEW."end" <> ending THEN
        RAISE EXCEPTION 'this ends elsewhere' USING ERRCODE = '23514';
    END IF;
    discussed := EXISTS (SELECT FROM public.safeguarding_discussion AS d
                         WHERE d.concern_id = c.id AND NOT d.retrospective);
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a WHERE a.concern_id = c.id;
    stands := CASE
        WHEN NEW.move IN ('discussed_refer', 'discussed_not_refer', 'disagree') THEN discussed
        WHEN NEW.move IN ('refer_verbal', 'refer_written') THEN discussed AND EXISTS (
            SELECT FROM public.safeguarding_approval AS a WHERE a.concern_id = c.id AND a.approved)
        WHEN NEW.move IN ('refer_now', 'refer_now_written') THEN discussed AND NEW.belief AND NEW.reason IS NOT NULL
        WHEN NEW.move IN ('unavailable_verbal', 'unavailable_written') THEN
            tried >= 2 AND people >= 2
            OR NEW.risk_of_delay AND NEW.reason IS NOT NULL AND (c.urgency <> 'welfare' OR tried > 0)
        WHEN NEW.move = 'emergency' THEN c.called IS NOT NULL AND c.danger IS NOT NULL
        WHEN NEW.move = 'raise' THEN c.urgency <> '' AND c.worry IS NOT NULL AND c.about IS NOT NULL
        WHEN NEW.move IN ('approve', 'not_approve', 'approve_afterwards') THEN
            c.raised_by_id <> who AND c.team_id = ANY (gate.teams_where('approve_referrals'))
        WHEN NEW.move = 'close' THEN
            c.team_id = ANY (gate.teams_where('approve_referrals')) AND c.outcome <> '' AND NOT EXISTS (
                SELECT FROM public.safeguarding_duty AS d WHERE d.concern_id = c.id AND d.met_at IS NULL
                  AND d.kind IN ('retrospective', 'written', 'parent'))
        WHEN NEW.move IN ('void', 'restore') THEN
            c.team_id = ANY (gate.teams_where('approve_referrals')) AND NEW.second_person_id IS NOT NULL
            AND NEW.second_person_id <> who AND c.team_id = ANY (gate.held(NEW.second_person_id, 'work_cases'))
        ELSE true END;
    IF NOT stands THEN
        RAISE EXCEPTION 'something that this move stands on is missing' USING ERRCODE = '23514';
    END IF;
    UPDATE public.safeguarding_concern AS k
    SET state = ending, before_emergency = CASE WHEN NEW.move = 'emergency' THEN c.state ELSE k.before_emergency END
    WHERE k.id = c.id;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# A move that refers is written with its referral, and the referral with its disclosure, in one transaction.
REFERS = definer(
    """
CREATE OR REPLACE FUNCTION gate.referral_is_whole() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.move IN ('unavailable_verbal', 'unavailable_written', 'refer_now', 'refer_now_written', 'refer_verbal',
                    'refer_written', 'emergency_verbal', 'emergency_written', 'confirm_written') THEN
        IF NOT EXISTS (
            SELECT FROM public.safeguarding_referral AS r JOIN public.cases_disclosure AS d ON d.id = r.disclosure
            WHERE r.step_id = NEW.id AND r.concern_id = NEW.concern_id AND d.case_id = NEW.case_id
              AND d.made_in = NEW.made_in) THEN
            RAISE EXCEPTION 'a referral is written with its disclosure' USING ERRCODE = '23514';
        END IF;
        IF NOT EXISTS (SELECT FROM public.safeguarding_concern AS c
                       WHERE c.id = NEW.concern_id AND c.parent_told <> '') THEN
            RAISE EXCEPTION 'whether the parent was told is said' USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
BEGINS = sql(
    """CREATE FUNCTION gate.concerns_begin_as_drafts() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.state <> 'draft' OR NEW.before_emergency <> '' THEN
            RAISE EXCEPTION 'a concern begins as a draft' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.concerns_begin_as_drafts() FROM PUBLIC",
    """CREATE TRIGGER begins BEFORE INSERT ON safeguarding_concern
       FOR EACH ROW EXECUTE FUNCTION gate.concerns_begin_as_drafts()""",
    "CREATE TRIGGER follows BEFORE INSERT ON safeguarding_step FOR EACH ROW EXECUTE FUNCTION gate.step_follows()",
    """CREATE CONSTRAINT TRIGGER refers AFTER INSERT ON safeguarding_step DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION gate.referral_is_whole()""",
)

# Keys: handed out with an event, to whoever may know of the concern; a packet's to its one senior manager as well.
OPEN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_concerns(p_verb text, p_concerns uuid[], p_shown uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one uuid;
    packets uuid[];
BEGIN
    IF p_verb NOT IN ('concern_read', 'concern_changed', 'concerns_listed') THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    FOREACH one IN ARRAY p_concerns LOOP
        IF NOT gate.knows_concern(one, CASE p_verb WHEN 'concern_changed' THEN 'work_cases' ELSE 'see_cases' END) THEN
            RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
        END IF;
    END LOOP;
    packets := ARRAY(SELECT p.id FROM public.safeguarding_packet AS p WHERE p.concern_id = ANY (p_concerns));
    PERFORM gate.write_event(p_verb, p_concerns || p_shown, ARRAY(
        SELECT DISTINCT c.team_id FROM public.safeguarding_concern AS c WHERE c.id = ANY (p_concerns)), p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (p_concerns || packets) AND k.purpose = 'content';
END $$"""
)
ADD_KEY = definer(
    """
CREATE OR REPLACE FUNCTION gate.add_concern_key(p_concern uuid, p_wrapped bytea, p_number text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
    IF NOT gate.knows_concern(p_concern, 'work_cases') OR c.raised_by_id <> gate.actor_id() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_concern, 'content', 1, p_number, p_wrapped);
    PERFORM gate.write_event('concern_begun', ARRAY[p_concern, c.case_id], ARRAY[c.team_id], '');
END $$"""
)
KEEP_FROM = definer(
    """
CREATE OR REPLACE FUNCTION gate.keep_concern_from(p_concern uuid, p_person uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT gate.knows_concern(p_concern, 'work_cases') OR p_person = gate.actor_id() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO public.safeguarding_concernexclusion (id, user_id, concern_id, recorded_at)
    VALUES (gen_random_uuid(), p_person, p_concern, gate.clock());
    PERFORM gate.write_event('concern_kept', ARRAY[p_concern], ARRAY(
        SELECT c.team_id FROM public.safeguarding_concern AS c WHERE c.id = p_concern), '');
END $$"""
)

# A packet: given to one senior manager who is on the rota, read and confirmed by them alone, then closed.
PACKETS = definer(
    """
CREATE OR REPLACE FUNCTION gate.granted_packets() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN ARRAY(
        SELECT g.content_object_id FROM public.safeguarding_packetpermission AS g
        JOIN public.auth_permission AS p ON p.id = g.permission_id AND p.codename = 'see_packet'
        JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
        WHERE g.user_id = who AND (g.until IS NULL OR g.until > gate.clock()));
END $$"""
)
GIVE = definer(
    """
CREATE OR REPLACE FUNCTION gate.give_packet(p_packet uuid, p_wrapped bytea, p_number text, p_until timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    k public.safeguarding_packet;
BEGIN
    SELECT * INTO k FROM public.safeguarding_packet AS p WHERE p.id = p_packet;
    IF NOT FOUND OR NOT gate.knows_concern(k.concern_id, 'work_cases') OR NOT EXISTS (
        SELECT FROM public.safeguarding_rotaslot AS r WHERE r.manager_id = k.manager_id AND r.team_id = k.team_id) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_packet, 'content', 1, p_number, p_wrapped);
    INSERT INTO public.safeguarding_packetpermission (id, permission_id, user_id, content_object_id, until)
    SELECT gen_random_uuid(), p.id, k.manager_id, p_packet, p_until
    FROM public.auth_permission AS p JOIN public.django_content_type AS t ON t.id = p.content_type_id
    WHERE t.app_label = 'safeguarding' AND t.model = 'packet' AND p.codename = 'see_packet';
    PERFORM gate.write_event('packet_given', ARRAY[p_packet, k.concern_id], ARRAY[k.team_id], '');
END $$"""
)
OPEN_PACKET = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_packets(p_packets uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT p_packets <@ gate.granted_packets() THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event('packet_read', p_packets, '{}', p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (p_packets) AND k.purpose = 'content';
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
    DELETE FROM public.safeguarding_packetpermission AS g WHERE g.content_object_id = p_packet;
    PERFORM gate.write_event('packet_confirmed', ARRAY[p_packet], '{}', '');
END $$"""
)
# Names that people outside and inside need of each other, and no more: who is on the rota, and who put a packet.
ROTA_PEOPLE = definer(
    """
CREATE OR REPLACE FUNCTION gate.rota_people() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    teams uuid[] := gate.actor_teams();
BEGIN
    RETURN ARRAY(SELECT DISTINCT r.manager_id FROM public.safeguarding_rotaslot AS r WHERE r.team_id = ANY (teams));
END $$"""
)

# Somebody outside the team is put on the rota by their user name, which the manager has from them.
PERSON_NAMED = definer(
    """
CREATE OR REPLACE FUNCTION gate.person_for_rota(p_username text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.teams_where('approve_referrals') = '{}' THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    RETURN (SELECT u.id FROM public.teams_user AS u WHERE u.username = p_username AND u.is_active);
END $$"""
)

# The proof of a disclosure that rests on a concern: the table decides again from what the database itself knows.
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_safeguarding(
    p_disclosure uuid, p_concern uuid, p_recipient uuid, p_basis text, p_categories text[], p_minimum boolean,
    p_risk_of_delay boolean) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    kind text;
    tried integer;
    people integer;
    discussed boolean;
BEGIN
    IF NOT gate.knows_concern(p_concern, 'work_cases') THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = c.case_id;
    SELECT count(*), count(DISTINCT a.manager_id) INTO tried, people
    FROM public.safeguarding_attempt AS a WHERE a.concern_id = c.id;
    discussed := c.state = 'emergency'
        OR EXISTS (SELECT FROM public.safeguarding_discussion AS d WHERE d.concern_id = c.id AND NOT d.retrospective)
        OR tried >= 2 AND people >= 2
        OR p_risk_of_delay AND (c.urgency <> 'welfare' OR tried > 0)
        OR EXISTS (SELECT FROM public.safeguarding_referral AS r WHERE r.concern_id = c.id);
    RETURN gate.mint_proof(p_disclosure, c.case_id, 'safeguarding', c.id, p_recipient, p_categories, jsonb_build_object(
        'act', 'share', 'party', coalesce(kind, 'nobody_known'), 'declared', p_basis,
        'categories', to_jsonb(p_categories), 'concern', c.state <> 'draft', 'discussed', discussed,
        'minimum_items', p_minimum, 'danger_now', c.danger IS NOT NULL AND c.called IS NOT NULL,
        'within_discussion', c.state = 'seeking_discussion', 'on_rota_without_conflict', EXISTS (
            SELECT FROM public.safeguarding_rotaslot AS r
            WHERE r.team_id = c.team_id AND r.withdrawn_at IS NULL
              AND r.starts_at <= gate.clock() AND r.ends_at > gate.clock())));
END $$"""
)

KNOWN = (
    "EXISTS (SELECT FROM safeguarding_concern AS known WHERE known.id = safeguarding_{part}.concern_id"
    " AND known.case_id = safeguarding_{part}.case_id)"
)
OPEN_TO_TEAM = (
    "CASE WHEN state <> 'draft' AND subject <> 'staff_allegation' THEN true"
    " ELSE raised_by_id = (SELECT gate.actor_id())"
    " OR team_id = ANY ((SELECT gate.teams_where('see_restricted'))::uuid[]) END"
)
KEEPS_ROTA = "team_id = ANY ((SELECT gate.teams_where('approve_referrals'))::uuid[])"
TEAMS = "team_id = ANY ((SELECT gate.actor_teams())::uuid[])"


def of_the_team(table: str) -> list[migrations.RunSQL]:
    """Policies of what a team keeps for itself: read by its workers, written by its manager."""
    return [
        row_security(table),
        policy(table, "of_the_team", "SELECT", using=TEAMS),
        policy(table, "kept_by_managers", "INSERT", check=KEEPS_ROTA),
        policy(table, "changed_by_managers", "UPDATE", using=KEEPS_ROTA, check=KEEPS_ROTA),
        grant("SELECT, INSERT", table),
        grant("UPDATE (withdrawn_at)", table),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("safeguarding", "0001_tables"),
        ("cases", "0018_the_door"),
        ("teams", "0010_approve_referrals"),
    ]
    operations = [
        TABLES,
        KEPT,
        MANAGES,
        FOLLOWS,
        REFERS,
        BEGINS,
        *gates("safeguarding_concern", "case_id", author="raised_by_id"),
        policy(
            "safeguarding_concern",
            "not_kept",
            "ALL",
            using="id <> ALL ((SELECT gate.concerns_kept())::uuid[])",
            restrictive=True,
        ),
        policy("safeguarding_concern", "open_to_team", "ALL", using=OPEN_TO_TEAM, restrictive=True),
        PACKETS,
        *(
            step
            for part in PARTS
            for step in gates(f"safeguarding_{part}", "case_id", author="recorded_by_id" if part in WRITTEN_BY else "")
        ),
        *(
            policy(f"safeguarding_{part}", "with_the_concern", "ALL", using=KNOWN.format(part=part), restrictive=True)
            for part in PARTS
            if part != "packet"
        ),
        policy(
            "safeguarding_packet",
            "granted",
            "SELECT",
            using="id = ANY ((SELECT gate.granted_packets())::uuid[])",
        ),
        policy(
            "safeguarding_packet",
            "with_the_concern",
            "ALL",
            using=f"id = ANY ((SELECT gate.granted_packets())::uuid[]) OR {KNOWN.format(part='packet')}",
            restrictive=True,
        ),
        row_security("safeguarding_packetpermission"),
        policy("safeguarding_packetpermission", "own_grants", "SELECT", using=MINE.format(column="user_id")),
        grant("SELECT", "safeguarding_packetpermission"),
        row_security("safeguarding_concernexclusion"),
        *of_the_team("safeguarding_rotaslot"),
        *of_the_team("safeguarding_route"),
        grant("UPDATE (name, telephone, email, hours, verified_on)", "safeguarding_route"),
        policy("safeguarding_rotaslot", "own_turns", "SELECT", using=MINE.format(column="manager_id")),
        grant("SELECT", "safeguarding_calendarday, safeguarding_switch"),
        ROTA_PEOPLE,
        PERSON_NAMED,
        policy("teams_user", "on_the_rota", "SELECT", using="id = ANY ((SELECT gate.rota_people())::uuid[])"),
        grant(
            "UPDATE (subject, urgency, source, categories, factors, home_authority, child_in_home, parent_told,"
            " why_not_told, parent_told_by, review_on, outcome, about, worry, words_used, facts, opinion, whereabouts,"
            " other_children, source_of_harm, communication, social_worker, wishes, capacity, parents_view, danger,"
            " called, lessons)",
            "safeguarding_concern",
        ),
        grant("UPDATE (met_at, chased)", "safeguarding_duty"),
        OPEN,
        ADD_KEY,
        KEEP_FROM,
        GIVE,
        OPEN_PACKET,
        CONFIRM,
        MINT,
    ]
