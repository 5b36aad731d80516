-- The best we can write for the first page without any security: who may see what is given as plain ids.
WITH page AS (
    SELECT id FROM (
        SELECT found.* FROM unnest(%(teams)s::uuid[]) AS each_team (id)
        CROSS JOIN LATERAL (
            SELECT id, opened_at FROM cases_case
            WHERE team_id = each_team.id AND status = 'open' AND id <> ALL (%(hidden)s::uuid[])
            ORDER BY opened_at DESC, id DESC LIMIT 25
        ) AS found
        UNION ALL
        SELECT id, opened_at FROM cases_case WHERE id = ANY (%(let_in)s::uuid[]) AND status = 'open'
    ) AS merged ORDER BY opened_at DESC, id DESC LIMIT 25
)
SELECT c.*, lead.*, (SELECT count(*) FROM cases_contact AS k WHERE k.case_id = c.id) AS contacts
FROM page JOIN cases_case AS c ON c.id = page.id LEFT JOIN teams_user AS lead ON lead.id = c.lead_worker_id
ORDER BY c.opened_at DESC, c.id DESC
