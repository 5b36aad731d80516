-- Its last 25 contacts, and one more to know whether there are older ones.
SELECT k.*, w.* FROM cases_contact AS k JOIN teams_user AS w ON w.id = k.worker_id
WHERE k.case_id = %(case)s ORDER BY k.happened_at DESC, k.id DESC LIMIT 26
