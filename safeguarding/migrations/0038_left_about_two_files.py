"""What somebody left that names a second file is not among what waits for whoever does not see that file."""

from django.db import migrations

from foundation.rowsecurity.operations import definer

# As it was, but for the line about the second file.
LEFT = definer(
    """
CREATE OR REPLACE FUNCTION gate.drafts_left() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who uuid := gate.actor_id();
    managed uuid[] := gate.held(who, 'see_restricted');
    taken uuid[];
    kept uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM public.cases_draft AS d WHERE d.team_id = ANY (managed) AND d.made_by_id <> who) THEN
        RETURN gate.drafts_stood_in();
    END IF;
    taken := gate.excluded_cases();  -- a variable, or it would run once a row
    kept := gate.drafts_kept();
    RETURN ARRAY(
        SELECT d.id FROM public.cases_draft AS d
        WHERE d.team_id = ANY (managed) AND d.made_by_id <> who AND d.id <> ALL (kept)
          AND (d.case_id IS NULL OR d.case_id <> ALL (taken))
          AND (d.other_case_id IS NULL OR gate.sees_second_file(d.other_case_id))
          AND NOT EXISTS (
              SELECT FROM public.teams_membership AS m
              WHERE m.user_id = d.made_by_id AND m.team_id = d.team_id AND m.state = 'current'
                AND (m.since IS NULL OR m.since <= gate.clock()) AND (m.until IS NULL OR m.until > gate.clock())))
        || gate.drafts_stood_in();
END $$"""
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0037_second_of_two"), ("cases", "0063_drafts_about_two_files")]
    operations = [LEFT]
