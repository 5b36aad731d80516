"""With a packet, its one reader learns which conversation it is about: when, how, with whom, of which service."""

from django.db import migrations

from foundation.rowsecurity.operations import definer, sql


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0007_more_is_known")]
    operations = [
        sql("GRANT SELECT ON teams_user, teams_team TO pps_definer"),
        definer(
            """
CREATE OR REPLACE FUNCTION gate.packets_put_to_me()
RETURNS TABLE (packet uuid, held_at timestamptz, mode text, worker text, service text, given_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
    SELECT k.id, d.held_at, d.mode, u.display_name, t.name, k.given_at
    FROM public.safeguarding_packet AS k
    JOIN public.safeguarding_discussion AS d ON d.id = k.discussion_id
    JOIN public.teams_user AS u ON u.id = d.recorded_by_id
    JOIN public.teams_team AS t ON t.id = k.team_id
    WHERE k.id = ANY (gate.granted_packets()) AND k.manager_id = gate.actor_id()
    ORDER BY d.held_at, k.id
$$"""
        ),
    ]
