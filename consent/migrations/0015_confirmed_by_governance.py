"""A demand is followed once an account of information governance, which sees no case, has said so itself: on a sheet that is
sealed by itself, seen by that account alone, until the demand is due or until it has answered. Only the functions here give
that sight and take it away, and ``gate.mint_demand`` asks for the answer (D12, R-C10-4)."""

from django.db import migrations

from cases.migrations._gates import MINE, gates
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

SHEET = "consent_demandsheet"
LINKS = sql(
    f"ALTER TABLE {SHEET} ADD CONSTRAINT demandsheet_has_the_cases_team"
    " FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)",
    "ALTER TABLE consent_demandfinding ADD CONSTRAINT finding_and_case UNIQUE (id, case_id)",
    *(
        f"ALTER TABLE {SHEET} ADD CONSTRAINT demandsheet_{column}_is_of_the_case"
        f" FOREIGN KEY ({column}_id, case_id) REFERENCES {other} (id, case_id)"
        for column, other in (
            ("demand", "consent_demand"),
            ("finding", "consent_demandfinding"),
            ("task", "cases_task"),
        )
    ),
    f"GRANT SELECT, UPDATE (valid, answer, confirmed_at, taken_at) ON {SHEET} TO pps_definer",
    "GRANT SELECT, INSERT, DELETE ON consent_sheetpermission TO pps_definer",
    "GRANT INSERT ON consent_sheetreceipt TO pps_definer",
)
# Who may be asked: whoever stands on the team's rota for information governance, and sees no case and belongs to no team.
GOVERNANCE = definer(
    """
CREATE FUNCTION gate.of_governance(p_team uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT u.id FROM public.safeguarding_rotaslot AS r
        JOIN public.teams_user AS u ON u.id = r.manager_id AND u.is_active
        WHERE r.team_id = p_team AND r.for_adults AND r.department = 'Information governance'
          AND r.withdrawn_at IS NULL AND r.ends_at > gate.clock() AND gate.held(u.id, 'see_cases') = '{}'
          AND NOT EXISTS (SELECT FROM public.teams_membership AS m
                          WHERE m.user_id = u.id AND m.state = 'current' AND (m.until IS NULL OR m.until > gate.clock())));
END $$""",
    to=(),
)
TO_ASK = definer(
    """
CREATE FUNCTION gate.governance_to_ask(p_demand uuid) RETURNS TABLE (person uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT who.id FROM public.consent_demand AS d
        CROSS JOIN LATERAL unnest(gate.of_governance(d.team_id)) AS who (id)
        WHERE d.id = p_demand AND gate.works_on(d.case_id) AND d.case_id <> ALL (gate.kept_from(who.id));
END $$"""
)
GRANTED = definer(
    """
CREATE FUNCTION gate.granted_sheets() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN ARRAY(
        SELECT s.id FROM public.consent_sheetpermission AS g
        JOIN public.auth_permission AS p ON p.id = g.permission_id AND p.codename = 'see_sheet'
        JOIN public.consent_demandsheet AS s
            ON s.id = g.content_object_id AND s.reader_id = g.user_id AND s.confirmed_at IS NULL AND s.taken_at IS NULL
        WHERE g.user_id = who AND g.until > gate.clock() AND who = ANY (gate.of_governance(s.team_id)));
END $$"""
)
# What is unanswered of a demand goes out of sight, and of use, as soon as something else is found or put.
TAKE_UNANSWERED = definer(
    """
CREATE FUNCTION gate.take_unanswered(p_demand uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    WITH taken AS (
        UPDATE public.consent_demandsheet AS s SET taken_at = gate.clock()
        WHERE s.demand_id = p_demand AND s.confirmed_at IS NULL AND s.taken_at IS NULL RETURNING s.id)
    SELECT array_agg(t.id) INTO gone FROM taken AS t;
    IF gone IS NOT NULL THEN
        DELETE FROM public.consent_sheetpermission AS g WHERE g.content_object_id = ANY (gone);
        PERFORM gate.write_event('sheet_taken', gone || p_demand, ARRAY(
            SELECT d.team_id FROM public.consent_demand AS d WHERE d.id = p_demand), '');
    END IF;
END $$""",
    to=(),
)
# A manager puts what they found, as it stands, to somebody else, who is of information governance; nobody answers for them.
PUT = definer(
    """
CREATE FUNCTION gate.sheet_is_put_to_governance() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.consent_demand;
    f public.consent_demandfinding;
BEGIN
    PERFORM gate.in_turn(NEW.demand_id);
    IF NOT NEW.team_id = ANY (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'a manager puts a demand to information governance' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO d FROM public.consent_demand AS k WHERE k.id = NEW.demand_id;
    SELECT * INTO f FROM public.consent_demandfinding AS k
    WHERE k.demand_id = NEW.demand_id ORDER BY k.recorded_at DESC, k.id DESC LIMIT 1;
    IF f.id IS DISTINCT FROM NEW.finding_id OR f.found <> 'follow' THEN
        RAISE EXCEPTION 'what counts of what was found is put, if it is to be followed' USING ERRCODE = '23514';
    END IF;
    IF NEW.valid IS NOT NULL OR NEW.answer IS NOT NULL OR NEW.confirmed_at IS NOT NULL OR NEW.taken_at IS NOT NULL
       OR EXISTS (SELECT FROM public.consent_demandsheet AS s
                  WHERE s.finding_id = f.id AND s.confirmed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'they give their own word, once' USING ERRCODE = '23514';
    END IF;
    IF NEW.reader_id IN (f.recorded_by_id, gate.actor_id()) OR NEW.reader_id <> ALL (gate.of_governance(NEW.team_id))
       OR NEW.case_id = ANY (gate.kept_from(NEW.reader_id)) THEN
        RAISE EXCEPTION 'it is put to information governance' USING ERRCODE = '23514';
    END IF;
    PERFORM gate.take_unanswered(NEW.demand_id);
    NEW.kind := d.kind;
    NEW.dated := d.dated;
    NEW.due := d.due;
    NEW.categories := f.categories;
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# Until the end of the day on which it is due; at least until tomorrow's, and four weeks at most.
GIVE = definer(
    """
CREATE FUNCTION gate.give_sheet(p_sheet uuid, p_wrapped bytea, p_number text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s public.consent_demandsheet;
    today date := (gate.clock() AT TIME ZONE 'Europe/London')::date;
BEGIN
    SELECT * INTO s FROM public.consent_demandsheet AS k
    WHERE k.id = p_sheet AND k.recorded_by_id = gate.actor_id() AND k.confirmed_at IS NULL AND k.taken_at IS NULL;
    IF NOT FOUND OR NOT gate.works_on(s.case_id) OR s.team_id <> ALL (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_sheet, 'content', 1, p_number, p_wrapped);
    INSERT INTO public.consent_sheetpermission (id, permission_id, user_id, content_object_id, until)
    SELECT gen_random_uuid(), p.id, s.reader_id, s.id,
           (least(greatest(s.due, today + 1), today + 28) + 1)::timestamp AT TIME ZONE 'Europe/London'
    FROM public.auth_permission AS p JOIN public.django_content_type AS t ON t.id = p.content_type_id
    WHERE t.app_label = 'consent' AND t.model = 'demandsheet' AND p.codename = 'see_sheet';
    PERFORM gate.write_event('sheet_given', ARRAY[s.id, s.demand_id, s.case_id], ARRAY[s.team_id], '');
END $$"""
)
# Read by whoever it was put to, while it is, and by whoever works on the case: each look is on the record.
OPEN = definer(
    """
CREATE FUNCTION gate.open_sheets(p_sheets uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    granted uuid[] := gate.granted_sheets();
BEGIN
    IF EXISTS (
        SELECT FROM unnest(p_sheets) AS asked (id) LEFT JOIN public.consent_demandsheet AS s ON s.id = asked.id
        WHERE s.id IS NULL OR s.id <> ALL (granted) AND NOT gate.works_on(s.case_id)) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event('sheet_read', ARRAY(
        SELECT DISTINCT e.id FROM public.consent_demandsheet AS s
        CROSS JOIN LATERAL unnest(ARRAY[s.id, s.demand_id, s.case_id]) AS e (id) WHERE s.id = ANY (p_sheets)), ARRAY(
        SELECT DISTINCT s.team_id FROM public.consent_demandsheet AS s WHERE s.id = ANY (p_sheets)), p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (p_sheets) AND k.purpose = 'content';
END $$"""
)
# Their own word: it closes the sheet for them, leaves them a receipt that leads nowhere, and gives the task that chased them to
# whoever is to give what is ordered.
CONFIRM = definer(
    """
CREATE FUNCTION gate.confirm_sheet(p_sheet uuid, p_valid boolean, p_answer bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    s public.consent_demandsheet;
    giver uuid;
BEGIN
    SELECT * INTO s FROM public.consent_demandsheet AS k WHERE k.id = p_sheet AND k.id = ANY (gate.granted_sheets());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.in_turn(s.demand_id);
    UPDATE public.consent_demandsheet AS k
    SET confirmed_at = gate.clock(), valid = p_valid, answer = CASE WHEN p_valid THEN NULL ELSE p_answer END
    WHERE k.id = p_sheet AND k.reader_id = who AND k.id = ANY (gate.granted_sheets());
    IF NOT FOUND THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    DELETE FROM public.consent_sheetpermission AS g WHERE g.content_object_id = p_sheet;
    INSERT INTO public.consent_sheetreceipt (id, user_id, put_on, answered_on, valid)
    VALUES (gen_random_uuid(), who, (s.recorded_at AT TIME ZONE 'Europe/London')::date,
            (gate.clock() AT TIME ZONE 'Europe/London')::date, p_valid);
    SELECT d.recorded_by_id INTO giver FROM public.consent_demand AS d WHERE d.id = s.demand_id;
    UPDATE public.cases_task AS t SET assigned_to_id = giver, taken_by_id = NULL, taken_at = NULL
    WHERE p_valid AND t.id = s.task_id AND t.state = 'open' AND s.team_id = ANY (gate.held(giver, 'work_cases'))
      AND s.case_id <> ALL (gate.kept_from(giver));
    PERFORM gate.write_event('sheet_confirmed', ARRAY[s.id, s.demand_id, s.case_id], ARRAY[s.team_id], '');
END $$"""
)
TAKE = definer(
    """
CREATE FUNCTION gate.take_sheet(p_sheet uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    s public.consent_demandsheet;
BEGIN
    SELECT * INTO s FROM public.consent_demandsheet AS k WHERE k.id = p_sheet;
    IF NOT FOUND OR NOT gate.works_on(s.case_id) OR s.team_id <> ALL (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.in_turn(s.demand_id);
    SELECT * INTO s FROM public.consent_demandsheet AS k WHERE k.id = p_sheet;
    IF s.confirmed_at IS NOT NULL OR s.taken_at IS NOT NULL THEN
        RAISE EXCEPTION 'it waits for nobody' USING ERRCODE = '23514';
    END IF;
    PERFORM gate.take_unanswered(s.demand_id);
END $$"""
)
# What their home page needs: which sheets wait, with who put them and of which service; nothing of the case.
PUT_TO_ME = definer(
    """
CREATE FUNCTION gate.sheets_put_to_me()
RETURNS TABLE (sheet uuid, kind text, due date, worker text, service text, put_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
        SELECT s.id, s.kind::text, s.due, u.display_name::text, t.name::text, s.recorded_at
        FROM public.consent_demandsheet AS s
        JOIN public.teams_user AS u ON u.id = s.recorded_by_id
        JOIN public.teams_team AS t ON t.id = s.team_id
        WHERE s.id = ANY (gate.granted_sheets()) ORDER BY s.due, s.recorded_at, s.id;
END $$"""
)
# As it was; and something new that was found takes back what was put of the finding before.
FOUND = definer(
    """
CREATE OR REPLACE FUNCTION gate.findings_keep_their_rules() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gate.in_turn(NEW.demand_id);
    IF NOT NEW.team_id = ANY (gate.teams_where('see_restricted')) THEN
        RAISE EXCEPTION 'a manager finds whether a demand is valid' USING ERRCODE = '42501';
    END IF;
    IF NEW.checked_on > (gate.clock() AT TIME ZONE 'Europe/London')::date
       OR NOT NEW.categories <@ (SELECT d.categories FROM public.consent_demand AS d WHERE d.id = NEW.demand_id) THEN
        RAISE EXCEPTION 'it is looked at by now, and orders what it orders' USING ERRCODE = '23514';
    END IF;
    PERFORM gate.take_unanswered(NEW.demand_id);
    RETURN NEW;
END $$""",
    to=("pps_owner",),
)
# Two decide: the manager who found it, and another account, of information governance, that said so on the sheet of this
# very finding. Until then it is asked for; once they said that it is not valid, it is not.
MINT = definer(
    """
CREATE OR REPLACE FUNCTION gate.mint_demand(
    p_disclosure uuid, p_demand uuid, p_recipient uuid, p_categories text[]) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    d public.consent_demand;
    f public.consent_demandfinding;
    s public.consent_demandsheet;
    kind text;
BEGIN
    SELECT * INTO d FROM public.consent_demand AS k WHERE k.id = p_demand;
    IF NOT FOUND OR NOT gate.works_on(d.case_id) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.in_turn(d.id);
    SELECT * INTO f FROM public.consent_demandfinding AS k
    WHERE k.demand_id = d.id ORDER BY k.recorded_at DESC, k.id DESC LIMIT 1;
    SELECT * INTO s FROM public.consent_demandsheet AS k WHERE k.finding_id = f.id AND k.confirmed_at IS NOT NULL;
    SELECT r.kind INTO kind FROM public.cases_recipient AS r WHERE r.id = p_recipient AND r.case_id = d.case_id;
    RETURN gate.mint_proof(p_disclosure, d.case_id, 'governance', d.id, p_recipient, p_categories, jsonb_build_object(
        'act', 'share', 'declared', 'legal_compulsion', 'party', coalesce(kind, 'nobody_known'),
        'categories', to_jsonb(p_categories),
        'order_is_valid', p_recipient = d.recipient_id AND (f.id IS NULL OR f.found = 'follow') AND s.valid IS NOT FALSE,
        'approved_by_two', coalesce(f.found = 'follow' AND s.valid AND s.reader_id <> f.recorded_by_id, false),
        'exactly_as_ordered', coalesce(p_categories || 'existence'::text <@ f.categories::text[], false)));
END $$"""
)
TRIGGERS = sql(
    f"CREATE TRIGGER a_stamped BEFORE INSERT ON {SHEET} FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()",
    f"CREATE TRIGGER put_to BEFORE INSERT ON {SHEET} FOR EACH ROW EXECUTE FUNCTION gate.sheet_is_put_to_governance()",
)


class Migration(migrations.Migration):
    dependencies = [("consent", "0014_sheets_of_demands"), ("safeguarding", "0043_words_taken_apart")]
    operations = [
        LINKS,
        GOVERNANCE,
        TO_ASK,
        GRANTED,
        TAKE_UNANSWERED,
        PUT,
        GIVE,
        OPEN,
        CONFIRM,
        TAKE,
        PUT_TO_ME,
        FOUND,
        MINT,
        *gates(SHEET, "case_id", author="recorded_by_id"),
        policy(SHEET, "granted", "SELECT", using="id = ANY ((SELECT gate.granted_sheets())::uuid[])"),
        row_security("consent_sheetpermission"),
        policy("consent_sheetpermission", "own_grants", "SELECT", using=MINE.format(column="user_id")),
        grant("SELECT", "consent_sheetpermission"),
        row_security("consent_sheetreceipt"),
        policy("consent_sheetreceipt", "own_receipts", "SELECT", using=MINE.format(column="user_id")),
        grant("SELECT", "consent_sheetreceipt"),
        TRIGGERS,
    ]
