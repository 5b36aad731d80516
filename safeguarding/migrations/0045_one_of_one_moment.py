"""Where two rows are of one moment, the database takes the same one every time, and the one that the pages take."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

SECOND = definer(
    """
CREATE OR REPLACE FUNCTION gate.stands_in_for(p_concern uuid) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c public.safeguarding_concern;
    kept uuid[] := ARRAY(SELECT e.user_id FROM public.safeguarding_concernexclusion AS e WHERE e.concern_id = p_concern);
    seen_by uuid[];
    second uuid;
BEGIN
    SELECT * INTO c FROM public.safeguarding_concern AS k WHERE k.id = p_concern;
    IF c.state <> 'void' THEN
        RETURN gate.stand_in(c.team_id, c.case_id, kept, c.raised_by_id);
    END IF;
    seen_by := gate.see_what_was_void(c, kept);
    IF cardinality(seen_by) > 1 THEN
        RETURN NULL;
    END IF;
    SELECT s.second_person_id INTO second FROM public.safeguarding_step AS s
    JOIN public.teams_user AS u ON u.id = s.second_person_id AND u.is_active
    WHERE s.concern_id = c.id AND s.move = 'void' AND u.id <> ALL (kept || seen_by)
      AND c.case_id <> ALL (gate.kept_from(u.id))
      AND u.id IN (SELECT m.person FROM gate.members_with(c.team_id, 'work_cases') AS m)
    ORDER BY s.recorded_at DESC, s.id DESC LIMIT 1;
    RETURN coalesce(second, gate.stand_in(c.team_id, c.case_id, kept || seen_by, c.raised_by_id));
END $$""",
    to=(),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0044_told_and_not_ticked")]
    operations = [SECOND]
