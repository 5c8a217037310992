-- Jobs that hold a place and may not begin, since their tenant is paused, where somebody waits for it who may.
select distinct s.job_id from longhaul_slots s join longhaul_jobs j on j.id = s.job_id
where s.held = 1 and j.state = 1 and s.tenant in (select value from json_each(@paused))
    and exists (select 1 from longhaul_slots w where w.key = s.key and w.held = 0 and w.tenant not in (select value from json_each(@paused)))
order by s.job_id
limit @limit
