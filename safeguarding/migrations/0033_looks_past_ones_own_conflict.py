"""Who has looked at a case does not tell a manager that a colleague recorded a conflict of interest of theirs, or looked at
it again: every event of that moment is left out for whom it is about, and for nobody else."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

LOOKS = definer(
    """
CREATE OR REPLACE FUNCTION gate.looks_at(p_case uuid, p_before timestamptz, p_most integer)
RETURNS TABLE (id uuid, at timestamptz, actor uuid, verb text, objects_shown uuid[], teams uuid[], page text,
               address inet)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    kept uuid[];
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
    about_them := ARRAY(SELECT c.id FROM public.cases_conflict AS c
                        WHERE c.case_id = p_case AND c.colleague_id = who);
    moments := ARRAY(SELECT e.xid FROM public.audit_accessevent AS e
                     WHERE e.objects_shown && about_them AND e.verb = 'access_changed' AND e.actor <> who);
    RETURN QUERY
        SELECT e.id, e.at, e.actor, e.verb, '{}'::uuid[], '{}'::uuid[], e.page, e.address
        FROM public.audit_accessevent AS e
        WHERE e.objects_shown @> ARRAY[p_case] AND (p_before IS NULL OR e.at < p_before)
          AND NOT e.objects_shown && kept AND e.xid <> ALL (moments)
        ORDER BY e.at DESC, e.id LIMIT least(p_most, 200);
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0032_whoever_stands_in"), ("cases", "0059_sealed_anew")]
    operations = [LOOKS]
