-- Removes old costs, the oldest first.
delete from longhaul_costs where id in (select id from longhaul_costs where at < @before order by at limit @limit)
