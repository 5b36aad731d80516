-- Cases in the order in which they were opened, evenly over five years, each in a team by chance: 70 of 100 are open,
-- 10 inactive and 20 closed; one in a thousand is kept to managers; one in ten has no lead worker.
SELECT setseed(0.42);

CREATE UNLOGGED TABLE bench.made AS
SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS confider, 1 + floor(random() * %(teams)s)::int AS team,
       CASE WHEN chance < 0.7 THEN 'open' WHEN chance < 0.8 THEN 'inactive' ELSE 'closed' END AS status,
       date_trunc('second', now()) - interval '1 day' - (%(cases)s - n) * (interval '1825 days' / %(cases)s) AS opened_at,
       1 + floor(random() * %(workers)s)::int AS worker, random() < 0.1 AS unled, random() < 0.001 AS narrowed,
       n %% 3 = 0 AS has_task, current_date + ((n * 7919::bigint) %% 120 - 60)::int AS due
FROM (SELECT n, random() AS chance FROM generate_series(1, %(cases)s) AS n OFFSET 0) AS numbered;

ALTER TABLE cases_case DISABLE TRIGGER counted;

INSERT INTO cases_case (id, team_id, reference, kind, status, access_class, intervention_level, highest_level, lead_worker_id,
    referral_source, issues, opened_at, opened_by_id, review_due, closed_at, close_reason, last_contact_at, next_due)
SELECT m.id, t.id, lpad(upper(to_hex((m.n * 2654435761) %% 4294967296)), 8, '0') || 'A',
       CASE WHEN m.n %% 4 = 0 THEN 'young_person' ELSE 'adult' END, m.status,
       CASE WHEN m.narrowed THEN 'restricted' ELSE 'standard' END, 1 + m.n %% 4, 1 + m.n %% 4,
       CASE WHEN m.unled THEN NULL ELSE w.id END, 'self', '{}', m.opened_at, w.id,
       CASE WHEN m.n %% 10 = 0 THEN current_date + ((m.n * 104729::bigint) %% 200 - 30)::int END,
       CASE WHEN m.status = 'closed' THEN now() END, CASE WHEN m.status = 'closed' THEN 'done' ELSE '' END,
       m.opened_at + (now() - m.opened_at) * 0.98,
       CASE WHEN m.has_task AND m.status <> 'closed' THEN m.due END
FROM bench.made AS m JOIN bench.team AS t ON t.no = m.team
JOIN bench.worker AS w ON w.team = m.team AND w.k = m.worker ORDER BY m.n;

-- The figures kept beside them, with as many rows of each team not folded yet as there are between two foldings on average.
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER counted;

INSERT INTO vault.caseload (team, status, access_class, cases)
SELECT team_id, status, access_class, count(*) FROM cases_case GROUP BY 1, 2, 3
UNION ALL
SELECT t.id, 'open', 'standard', each.n FROM bench.team AS t, generate_series(1, 8), unnest(ARRAY[-1, 1]) AS each (n);
