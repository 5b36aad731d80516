"""Who has looked is read page by page from one look on, and not from its moment, which another look may share. A concern that is
new was never changed; when a turn or a place was taken off is the database's to say."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, policy, sql

# From before a moment; or from after the look of that moment whose id is the edge, in the order in which they are given.
LOOKS = definer(
    """
CREATE OR REPLACE FUNCTION gate.looks_at(
    p_case uuid, p_before timestamptz, p_most integer, p_edge uuid DEFAULT NULL)
RETURNS TABLE (id uuid, at timestamptz, actor uuid, verb text, objects_shown uuid[], teams uuid[], page text,
               address inet)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    kept uuid[];
    authors uuid[] := '{}';
    together xid8[] := '{}';
    about_them uuid[];
    moments xid8[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_case AS c
                   WHERE c.id = p_case AND c.team_id = ANY (gate.teams_where('read_looks'))
                     AND c.id <> ALL (gate.excluded_cases())) THEN
        RAISE EXCEPTION 'absent' USING ERRCODE = '42501';
    END IF;
    -- The look itself is recorded by the hand-out of the page's keys; without it there is nothing to read.
    IF NOT EXISTS (SELECT FROM public.audit_accessevent AS e
                   WHERE e.objects_shown @> ARRAY[p_case] AND e.verb = 'looks_read' AND e.actor = who
                     AND e.xid = pg_current_xact_id() AND e.at > clock_timestamp() - interval '1 hour') THEN
        RAISE EXCEPTION 'this look is not on the record' USING ERRCODE = '42501';
    END IF;
    kept := ARRAY(SELECT c.id FROM public.safeguarding_concern AS c
                  WHERE c.case_id = p_case AND NOT gate.knows_concern(c.id, 'see_cases'));
    IF kept <> '{}' THEN
        authors := ARRAY(SELECT c.raised_by_id FROM public.safeguarding_concern AS c WHERE c.id = ANY (kept));
        together := ARRAY(SELECT k.xid FROM public.audit_accessevent AS k WHERE k.objects_shown && kept);
    END IF;
    about_them := ARRAY(SELECT c.id FROM public.cases_conflict AS c
                        WHERE c.case_id = p_case AND c.colleague_id = who);
    moments := ARRAY(SELECT e.xid FROM public.audit_accessevent AS e
                     WHERE e.objects_shown && about_them AND e.verb = 'access_changed' AND e.actor <> who);
    RETURN QUERY
        SELECT e.id, e.at, e.actor, e.verb, '{}'::uuid[], '{}'::uuid[], e.page, e.address
        FROM public.audit_accessevent AS e
        WHERE e.objects_shown @> ARRAY[p_case] AND (
              p_before IS NULL OR e.at <= p_before AND (e.at < p_before OR e.id > p_edge))
          AND NOT e.objects_shown && kept AND e.xid <> ALL (moments)
          AND NOT (e.page LIKE 'safeguarding:%' AND (
              e.xid = ANY (together) OR e.page = 'safeguarding:raise' AND e.actor = ANY (authors)))
        ORDER BY e.at DESC, e.id LIMIT least(p_most, 200);
END $$""",
    drop="DROP FUNCTION gate.looks_at(uuid, timestamptz, integer)",
)
WITHDRAWN = sql(
    """CREATE FUNCTION gate.stamp_withdrawn_at() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.withdrawn_at := coalesce(OLD.withdrawn_at, gate.clock());
        RETURN NEW;
    END $$""",
    "REVOKE ALL ON FUNCTION gate.stamp_withdrawn_at() FROM PUBLIC",
    *(
        f"CREATE TRIGGER a_withdrawn_at BEFORE UPDATE ON safeguarding_{table} FOR EACH ROW"
        " WHEN (current_user = 'pps_app' AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)"
        " EXECUTE FUNCTION gate.stamp_withdrawn_at()"
        for table in ("rotaslot", "route")
    ),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0049_typographic_apostrophes"), ("cases", "0080_moments_of_writing")]
    operations = [
        LOOKS,
        WITHDRAWN,
        policy(
            "safeguarding_concern",
            "new_when_added",
            "INSERT",
            check="edition = 0 AND edited_at IS NULL AND edited_by_id IS NULL",
            restrictive=True,
        ),
    ]
