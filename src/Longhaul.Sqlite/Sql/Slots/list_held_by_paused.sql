-- Jobs that hold a place and may not begin, since their tenant is paused, where somebody waits for it who may. Those keys are looked for
-- once, not for each place.
select distinct s.job_id from longhaul_slots s join longhaul_jobs j on j.id = s.job_id
where s.held = 1 and j.state = 1 and s.tenant in (select value from json_each(@paused))
    and s.key in (select key from longhaul_slots where held = 0 and tenant not in (select value from json_each(@paused)))
order by s.job_id
limit @limit
