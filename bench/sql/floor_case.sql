-- One case with its lead worker and team.
SELECT c.*, lead.*, t.* FROM cases_case AS c JOIN teams_team AS t ON t.id = c.team_id
LEFT JOIN teams_user AS lead ON lead.id = c.lead_worker_id WHERE c.id = %(case)s
