-- How many of my cases stand where.
SELECT status, sum(n)::bigint FROM (
    SELECT status, count(*) AS n FROM cases_case
    WHERE team_id = ANY (%(teams)s::uuid[]) GROUP BY status
    UNION ALL
    SELECT status, -count(*) FROM cases_case
    WHERE id = ANY (%(hidden)s::uuid[]) AND team_id = ANY (%(teams)s::uuid[]) GROUP BY status
    UNION ALL
    SELECT status, count(*) FROM cases_case WHERE id = ANY (%(let_in)s::uuid[]) GROUP BY status
) AS counted GROUP BY status
