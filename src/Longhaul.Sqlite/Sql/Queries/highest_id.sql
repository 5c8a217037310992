-- The newest job there is.
select max(coalesce((select max(id) from longhaul_jobs), 0), coalesce((select max(id) from longhaul_history), 0))
