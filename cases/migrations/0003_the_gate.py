"""Who may see and write a case and what is in it, and the only functions that hand out its keys."""

from django.db import migrations

from cases.migrations._gates import MINE, NOT_NARROWED, gates
from foundation.rowsecurity.operations import definer, grant, policy, row_security, sql

PARTS = ("person", "contactpoint", "contact", "task")

READS = sql(
    "GRANT SELECT ON cases_case, cases_casepermission, cases_caseexclusion TO pps_definer",
    "GRANT SELECT, DELETE ON cases_savedsearch TO pps_definer",
)

# What the actor reaches beyond their teams, and what is taken from them. One array each, computed once per statement.
LET_IN = definer(
    """
CREATE OR REPLACE FUNCTION gate.let_in_cases() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN ARRAY(
        SELECT g.content_object_id
        FROM public.cases_casepermission AS g
        JOIN public.auth_permission AS p ON p.id = g.permission_id AND p.codename = 'see_case'
        JOIN public.teams_user AS u ON u.id = g.user_id AND u.is_active
        WHERE g.user_id = who AND (g.until IS NULL OR g.until > gate.clock()));
END $$"""
)
# Conflicts of interest, and walls between files.
CONFLICTS = definer(
    """
CREATE OR REPLACE FUNCTION gate.conflicts() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
BEGIN
    RETURN ARRAY(
        SELECT e.case_id FROM public.cases_caseexclusion AS e
        WHERE e.user_id = who AND (e.until IS NULL OR e.until > gate.clock()));
END $$"""
)
# Those, and the cases kept to managers, for what is inside a case: a narrowed case takes everything in it along.
EXCLUDED = definer(
    """
CREATE OR REPLACE FUNCTION gate.excluded_cases() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    teams uuid[] := gate.held(who, 'see_cases');
    open_to_them uuid[];
    narrowed uuid[];
BEGIN
    narrowed := ARRAY(
        SELECT c.id FROM public.cases_case AS c
        WHERE c.access_class <> 'standard' AND c.team_id = ANY (teams)
        UNION ALL
        SELECT c.id FROM public.cases_casepermission AS g JOIN public.cases_case AS c ON c.id = g.content_object_id
        WHERE g.user_id = who AND c.access_class <> 'standard');
    IF narrowed <> '{}' THEN
        open_to_them := gate.held(who, 'see_restricted');
        narrowed := ARRAY(SELECT c.id FROM public.cases_case AS c
                          WHERE c.id = ANY (narrowed) AND c.team_id <> ALL (open_to_them));
    END IF;
    RETURN narrowed || gate.conflicts();
END $$"""
)

# Whoever is let into a case of another team sees that team's name and who wrote what, and no more of either.
LET_IN_TEAMS = definer(
    """
CREATE OR REPLACE FUNCTION gate.let_in_teams() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    singly uuid[] := gate.let_in_cases();
    taken uuid[];
BEGIN
    IF singly = '{}' THEN
        RETURN singly;
    END IF;
    taken := gate.excluded_cases();  -- a variable, or it would run once a row
    RETURN ARRAY(SELECT DISTINCT c.team_id FROM public.cases_case AS c
                 WHERE c.id = ANY (singly) AND c.id <> ALL (taken));
END $$"""
)
LET_IN_WORKERS = definer(
    """
CREATE OR REPLACE FUNCTION gate.let_in_workers() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid[] := gate.let_in_teams();
BEGIN
    RETURN ARRAY(SELECT DISTINCT m.user_id FROM public.teams_membership AS m WHERE m.team_id = ANY (theirs));
END $$"""
)

# The team on a part is the case's: no row can slip into another team by naming it.
SAME_TEAM = sql(
    "ALTER TABLE cases_case ADD CONSTRAINT case_and_its_team UNIQUE (id, team_id)",
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {part}_has_the_cases_team"
        f" FOREIGN KEY (case_id, team_id) REFERENCES cases_case (id, team_id)"
        for part in PARTS
    ),
    "ALTER TABLE cases_person ADD CONSTRAINT person_and_case UNIQUE (id, case_id)",
    "ALTER TABLE cases_contact ADD CONSTRAINT contact_and_case UNIQUE (id, case_id)",
    *(
        f"ALTER TABLE cases_{part} ADD CONSTRAINT {column}_is_of_the_case"
        f" FOREIGN KEY ({column}_id, case_id) REFERENCES cases_{table} (id, case_id)"
        for part, column, table in (
            ("contactpoint", "person", "person"),
            ("contact", "person", "person"),
            ("contact", "confider", "person"),
            ("task", "contact", "contact"),
        )
    ),
)

RULES = sql(
    """CREATE FUNCTION gate.anonymous_cases_hold_nobody() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF (SELECT c.kind FROM public.cases_case AS c WHERE c.id = NEW.case_id) = 'anonymous' THEN
            RAISE EXCEPTION 'an anonymous enquiry holds no person' USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.anonymous_cases_hold_nobody() FROM PUBLIC",
    """CREATE TRIGGER nobody_in_anonymous_cases BEFORE INSERT ON cases_person
       FOR EACH ROW EXECUTE FUNCTION gate.anonymous_cases_hold_nobody()""",
    """CREATE FUNCTION gate.done_in_ones_own_name() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.done_by_id IS DISTINCT FROM OLD.done_by_id AND NEW.done_by_id <> gate.actor_id() THEN
            RAISE EXCEPTION 'a task is done in one''s own name' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.done_in_ones_own_name() FROM PUBLIC",
    """CREATE TRIGGER done_in_ones_own_name BEFORE UPDATE ON cases_task
       FOR EACH ROW EXECUTE FUNCTION gate.done_in_ones_own_name()""",
    # When it was written down is the database's to say.
    """CREATE FUNCTION gate.stamp_recorded_at() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.recorded_at := gate.clock();
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.stamp_recorded_at() FROM PUBLIC",
    *(
        f"CREATE TRIGGER stamped BEFORE INSERT ON cases_{part} FOR EACH ROW EXECUTE FUNCTION gate.stamp_recorded_at()"
        for part in PARTS
    ),
)

# Handing out keys authorises, writes the event and returns the wrapped keys: one round trip, and never one without
# the others.
OPEN_CASES = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_cases(
    p_verb text, p_cases uuid[], p_purposes text[], p_shown uuid[], p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    teams uuid[] := gate.actor_teams();
    singly uuid[] := gate.let_in_cases();
    taken uuid[] := gate.excluded_cases();
    allowed uuid[];
    theirs uuid[];
BEGIN
    IF p_verb NOT IN ('case_read', 'cases_listed', 'form_opened', 'changed', 'looks_read', 'home_read') THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    SELECT array_agg(c.id), array_agg(DISTINCT c.team_id) INTO allowed, theirs FROM public.cases_case AS c
    WHERE c.id = ANY (p_cases) AND (c.team_id = ANY (teams) OR c.id = ANY (singly)) AND c.id <> ALL (taken);
    IF coalesce(cardinality(allowed), 0) < cardinality(p_cases) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    PERFORM gate.write_event(p_verb, allowed || p_shown, theirs, p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = ANY (allowed) AND k.purpose = ANY (p_purposes);
END $$"""
)
ADD_CASE_KEYS = definer(
    """
CREATE OR REPLACE FUNCTION gate.add_case_keys(p_case uuid, p_content bytea, p_search bytea, p_number text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_case AS c
                   WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('work_cases'))
                     AND c.id <> ALL (gate.excluded_cases())) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (p_case, 'content', 1, p_number, p_content), (p_case, 'search', 1, p_number, p_search);
    PERFORM gate.write_event('case_opened', ARRAY[p_case],
                               ARRAY(SELECT c.team_id FROM public.cases_case AS c WHERE c.id = p_case), '');
END $$"""
)

# What a person keeps for themselves (a search, later a draft) is sealed under a scope of their own.
OPEN_OWN = definer(
    """
CREATE OR REPLACE FUNCTION gate.open_own(p_verb text, p_page text)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF p_verb <> 'search_asked' THEN
        RAISE EXCEPTION 'no look of this name' USING ERRCODE = '22023';
    END IF;
    PERFORM gate.write_event(p_verb, '{}', '{}', p_page);
    RETURN QUERY SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
                 WHERE k.scope = gate.actor_id() AND k.purpose = 'content';
END $$"""
)
ADD_OWN_KEY = definer(
    """
CREATE OR REPLACE FUNCTION gate.add_own_key(p_wrapped bytea, p_number text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF gate.actor_id() IS NULL THEN
        RAISE EXCEPTION 'nobody is asking' USING ERRCODE = '28000';
    END IF;
    INSERT INTO vault.scope_key (scope, purpose, version, number, wrapped)
    VALUES (gate.actor_id(), 'content', 1, p_number, p_wrapped) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$"""
)

# A search is one event: begun (naming the teams), keys handed out for it, then its hits named before it commits.
BEGIN_SEARCH = definer(
    """
CREATE OR REPLACE FUNCTION gate.begin_search(p_page text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN gate.write_event('searched', '{}', gate.actor_teams(), p_page);
END $$"""
)
SEARCH_KEYS = definer(
    """
CREATE OR REPLACE FUNCTION gate.search_keys(p_event uuid)
RETURNS TABLE (scope uuid, purpose text, version smallint, number text, wrapped bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    teams uuid[] := gate.actor_teams();
    singly uuid[] := gate.let_in_cases();
    taken uuid[] := gate.excluded_cases();
BEGIN
    IF NOT EXISTS (SELECT FROM public.audit_accessevent AS e
                   WHERE e.id = p_event AND e.verb = 'searched' AND e.actor = gate.actor_id()
                     AND e.at > clock_timestamp() - interval '1 hour' AND e.xid = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'no search of yours is under way' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY
        SELECT k.scope, k.purpose, k.version, k.number, k.wrapped
        FROM public.cases_case AS c JOIN vault.scope_key AS k ON k.scope = c.id AND k.purpose = 'search'
        WHERE (c.team_id = ANY (teams) OR c.id = ANY (singly)) AND c.id <> ALL (taken)
        UNION ALL
        SELECT k.scope, k.purpose, k.version, k.number, k.wrapped FROM vault.scope_key AS k
        WHERE k.scope = gate.actor_id() AND k.purpose = 'content';
END $$"""
)
NAME_HITS = definer(
    """
CREATE OR REPLACE FUNCTION gate.name_hits(p_event uuid, p_shown uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.audit_accessevent AS e SET objects_shown = p_shown
    WHERE e.id = p_event AND e.verb = 'searched' AND e.actor = gate.actor_id() AND e.xid = pg_current_xact_id()
      AND e.at > clock_timestamp() - interval '1 hour';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no search of yours is under way' USING ERRCODE = '42501';
    END IF;
END $$"""
)
PURGE_SEARCHES = definer(
    """
CREATE OR REPLACE FUNCTION gate.purge_searches() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM public.cases_savedsearch AS s WHERE s.made_at < gate.clock() - interval '1 day';
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$"""
)

# Who has looked at a case, for whoever may know; reading it is itself on the record.
LOOKS = definer(
    """
CREATE OR REPLACE FUNCTION gate.looks_at(p_case uuid, p_before timestamptz, p_most integer)
RETURNS TABLE (id uuid, at timestamptz, actor uuid, verb text, objects_shown uuid[], teams uuid[], page text,
               address inet)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_case AS c
                   WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('read_looks'))
                     AND c.id <> ALL (gate.excluded_cases())) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    -- The look itself is recorded by the hand-out of the page's keys; without it there is nothing to read.
    IF NOT EXISTS (SELECT FROM public.audit_accessevent AS e
                   WHERE e.objects_shown @> ARRAY[p_case] AND e.verb = 'looks_read' AND e.actor = gate.actor_id()
                     AND e.xid = pg_current_xact_id() AND e.at > clock_timestamp() - interval '1 hour') THEN
        RAISE EXCEPTION 'this look is not on the record' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY
        SELECT e.id, e.at, e.actor, e.verb, '{}'::uuid[], '{}'::uuid[], e.page, e.address
        FROM public.audit_accessevent AS e
        WHERE e.objects_shown @> ARRAY[p_case] AND (p_before IS NULL OR e.at < p_before)
        ORDER BY e.at DESC, e.id LIMIT least(p_most, 200);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_links"), ("teams", "0005_worker")]
    operations = [
        READS,
        LET_IN,
        CONFLICTS,
        EXCLUDED,
        LET_IN_TEAMS,
        LET_IN_WORKERS,
        policy("teams_team", "of_cases_let_in", "SELECT", using="id = ANY ((SELECT gate.let_in_teams())::uuid[])"),
        policy("teams_user", "of_cases_let_in", "SELECT", using="id = ANY ((SELECT gate.let_in_workers())::uuid[])"),
        SAME_TEAM,
        RULES,
        *gates("cases_case", "id", author="opened_by_id"),
        *gates("cases_person", "case_id", author=""),
        *gates("cases_contactpoint", "case_id", author=""),
        *gates("cases_contact", "case_id", author="worker_id"),
        *gates("cases_task", "case_id", author="recorded_by_id"),
        policy("cases_case", "not_narrowed", "ALL", using=NOT_NARROWED, restrictive=True),
        policy("cases_contact", "not_narrowed", "ALL", using=NOT_NARROWED, restrictive=True),
        # What may change, column by column; a case's team and reference, and everything in a contact, never do.
        sql(
            "GRANT UPDATE (status, intervention_level, lead_worker_id, referral_source, issues, review_due, closed_at,"
            " close_reason,"
            " last_contact_at, next_due) ON cases_case TO pps_app",
            "GRANT UPDATE (role, is_confider, relationship, title, given_name, family_name, known_as, date_of_birth,"
            " search_document) ON cases_person TO pps_app",
            "GRANT UPDATE (channel, value, safe_to_use, may_leave_message, may_say_who_we_are, safe_times)"
            " ON cases_contactpoint TO pps_app",
            "GRANT UPDATE (title, due, assigned_to_id, state, done_at, done_by_id) ON cases_task TO pps_app",
        ),
        *(row_security(f"cases_{name}") for name in ("casepermission", "caseexclusion", "savedsearch")),
        grant("SELECT", "cases_casepermission, cases_caseexclusion, cases_code"),
        grant("SELECT, INSERT", "cases_savedsearch"),
        policy("cases_casepermission", "own_grants", "SELECT", using=MINE.format(column="user_id")),
        policy("cases_caseexclusion", "own_exclusions", "SELECT", using=MINE.format(column="user_id")),
        policy("cases_savedsearch", "own_searches", "SELECT", using=MINE.format(column="made_by_id")),
        policy("cases_savedsearch", "made_by_oneself", "INSERT", check=MINE.format(column="made_by_id")),
        OPEN_CASES,
        ADD_CASE_KEYS,
        OPEN_OWN,
        ADD_OWN_KEY,
        BEGIN_SEARCH,
        SEARCH_KEYS,
        NAME_HITS,
        PURGE_SEARCHES,
        LOOKS,
    ]
