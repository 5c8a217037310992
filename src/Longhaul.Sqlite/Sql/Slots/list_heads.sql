-- The first of each priority in the lines of the keys, the one that has waited longest first, without those of paused tenants.
with priorities (priority) as (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)), heads (job_id) as (
    select (
        select job_id from longhaul_slots
        where key = k.value and held = 0 and priority = p.priority and tenant not in (select value from json_each(@paused))
        order by tag, position limit 1)
    from json_each(@keys) k cross join priorities p
)
select distinct s.job_id, s.position from heads h join longhaul_slots s on s.job_id = h.job_id
order by s.position
