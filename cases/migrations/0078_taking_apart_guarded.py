"""Taking two files apart that were made one by mistake: what it means for who sees either, and what may change for it."""

from django.db import migrations

from cases.migrations._gates import NOT_TAKEN
from foundation.rowsecurity.operations import definer, policy, sql

RIGHTS = sql(
    "GRANT UPDATE (ended_at, ended_by_id, end_reason, settled_at, settled_by_id) ON cases_merging TO pps_definer",
    "GRANT UPDATE (retired_at), DELETE ON cases_contactpoint TO pps_definer",
    "GRANT DELETE ON cases_alike TO pps_definer",
    "GRANT SELECT ON cases_levelchange TO pps_definer",
)
# A merging ends once, and is settled once.
KEEP_MERGING = sql(
    """CREATE FUNCTION gate.keep_merging_pair() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        ending text[] := '{ended_at,ended_by_id,end_reason,settled_at,settled_by_id}';
        settling text[] := '{settled_at,settled_by_id}';
    BEGIN
        IF TG_OP = 'UPDATE' AND (
            OLD.ended_at IS NULL AND to_jsonb(NEW) - ending = to_jsonb(OLD) - ending
            OR OLD.settled_at IS NULL AND to_jsonb(NEW) - settling = to_jsonb(OLD) - settling) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'that two files were made one is kept' USING ERRCODE = '42501';
    END $$""",
    "REVOKE ALL ON FUNCTION gate.keep_merging_pair() FROM PUBLIC",
    "DROP TRIGGER history ON cases_merging",
    "CREATE TRIGGER history BEFORE UPDATE OR DELETE ON cases_merging"
    " FOR EACH ROW EXECUTE FUNCTION gate.keep_merging_pair()",
)
# What was found about a record that the taking apart removes goes with it: only functions of ours may remove any.
KEEP_ALIKE = sql(
    """CREATE OR REPLACE FUNCTION gate.keep_alike() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        who text[] := '{person_id,other_person_id}';
        decided text[] := '{answer,reason,decided_at,decided_by_id}';
    BEGIN
        IF TG_OP = 'DELETE' AND current_user = 'pps_definer' THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'UPDATE' AND (
            to_jsonb(NEW) - who = to_jsonb(OLD) - who
            OR OLD.decided_at IS NULL AND to_jsonb(NEW) - decided = to_jsonb(OLD) - decided) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'what was found to be alike is kept' USING ERRCODE = '42501';
    END $$"""
)
# As it was, but that two files are one only for as long as they were not taken apart and that is settled.
KEPT_FROM = definer(
    """
CREATE OR REPLACE FUNCTION gate.kept_from(p_who uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    kept uuid[] := gate.kept_singly(p_who);
BEGIN
    IF kept = '{}' OR NOT EXISTS (SELECT FROM public.cases_merging AS m WHERE m.settled_at IS NULL) THEN
        RETURN kept;
    END IF;
    RETURN ARRAY(
        WITH RECURSIVE whole (id) AS (
            SELECT unnest(kept)
            UNION
            SELECT CASE WHEN m.case_id = w.id THEN m.other_case_id ELSE m.case_id END
            FROM whole AS w JOIN public.cases_merging AS m
              ON (m.case_id = w.id OR m.other_case_id = w.id) AND m.settled_at IS NULL)
        SELECT id FROM whole);
END $$""",
    to=(),
)
MADE_ONE = definer(
    """
CREATE OR REPLACE FUNCTION gate.made_one(p_case uuid) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE whole (id) AS (
        SELECT p_case
        UNION
        SELECT CASE WHEN m.case_id = w.id THEN m.other_case_id ELSE m.case_id END
        FROM whole AS w JOIN public.cases_merging AS m
          ON (m.case_id = w.id OR m.other_case_id = w.id) AND m.settled_at IS NULL)
    SELECT array_agg(w.id) FROM whole AS w
$$""",
    to=(),
)
# Two that were taken apart were decided about: nobody is asked about them again.
ARE_DECIDED = definer(
    """
CREATE OR REPLACE FUNCTION gate.are_decided(p_one uuid, p_other uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL
                   AND (w.case_id, w.other_case_id) IN ((p_one, p_other), (p_other, p_one)))
        OR EXISTS (SELECT FROM public.cases_merging AS m
                   WHERE m.ended_at IS NULL AND m.case_id IN (p_one, p_other)
                      OR (m.case_id, m.other_case_id) IN ((p_one, p_other), (p_other, p_one)))
$$""",
    to=(),
)
MAY_MERGE = definer(
    """
CREATE OR REPLACE FUNCTION gate.may_merge(p_from uuid, p_to uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    theirs uuid := gate.managed_team(p_from);
    one public.cases_case;
    other public.cases_case;
BEGIN
    IF p_from = p_to OR gate.managed_team(p_to) <> theirs OR theirs <> ALL (gate.teams_where('work_cases')) THEN
        RAISE EXCEPTION 'not two files of one team' USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(theirs::text, 0));  -- as walls go up and guests come in
    SELECT * INTO one FROM public.cases_case AS c WHERE c.id = p_from;
    SELECT * INTO other FROM public.cases_case AS c WHERE c.id = p_to;
    IF EXISTS (SELECT FROM public.cases_merging AS m WHERE m.ended_at IS NULL AND m.case_id IN (p_from, p_to)) THEN
        RAISE EXCEPTION 'merged already' USING ERRCODE = '55000';
    ELSIF EXISTS (SELECT FROM public.cases_wall AS w WHERE w.ended_at IS NULL
                  AND (w.case_id = ANY (gate.made_one(p_from)) AND w.other_case_id = ANY (gate.made_one(p_to))
                       OR w.case_id = ANY (gate.made_one(p_to)) AND w.other_case_id = ANY (gate.made_one(p_from)))) THEN
        RAISE EXCEPTION 'a wall stands between them' USING ERRCODE = '55006';
    ELSIF EXISTS (SELECT FROM public.cases_casepermission AS g
                  WHERE g.content_object_id IN (p_from, p_to) AND (g.until IS NULL OR g.until > gate.clock())) THEN
        RAISE EXCEPTION 'somebody is let into one of them' USING ERRCODE = '55P03';
    ELSIF one.access_class <> other.access_class
          OR other.kind IN ('anonymous', 'professional') AND one.kind NOT IN ('anonymous', 'professional') THEN
        RAISE EXCEPTION 'they are not of one kind' USING ERRCODE = '22023';
    END IF;
    RETURN theirs;
END $$""",
    to=(),
)
APPLY_STATUS = definer(
    """
CREATE OR REPLACE FUNCTION gate.apply_status() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    merged boolean := EXISTS (SELECT FROM public.cases_merging AS m
                              WHERE m.case_id = NEW.case_id AND m.ended_at IS NULL);
BEGIN
    IF merged AND NEW.status_to <> 'closed' THEN
        RAISE EXCEPTION 'the work goes on in another file' USING ERRCODE = '23514';
    END IF;
    UPDATE public.cases_case AS c SET status = NEW.status_to, close_reason = NEW.reason,
        closed_at = CASE WHEN NEW.status_to = 'closed' THEN NEW.recorded_at END
    WHERE c.id = NEW.case_id AND c.status = NEW.status_from
      AND (NEW.status_to <> 'closed' OR c.highest_level = 1 OR merged OR NEW.outcomes <> '{}');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the case stands elsewhere, or its closing says no outcome' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$""",
    to=("pps_owner",),
)
OTHER_TAKEN = NOT_TAKEN.format(case="other_case_id", taken="excluded_cases")


class Migration(migrations.Migration):
    dependencies = [("cases", "0077_taking_apart")]
    operations = [
        RIGHTS,
        KEEP_MERGING,
        KEEP_ALIKE,
        KEPT_FROM,
        MADE_ONE,
        ARE_DECIDED,
        MAY_MERGE,
        APPLY_STATUS,
        policy("cases_merging", "nor_the_other_file", "ALL", using=OTHER_TAKEN, restrictive=True),
    ]
