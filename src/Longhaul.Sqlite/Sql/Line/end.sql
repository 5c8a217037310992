-- Where a tenant's line in a fair lane ends, and how far on its next job goes; no row where the lane is not fair.
select max(virtual, coalesce((
    select tag from longhaul_jobs indexed by longhaul_jobs_line
    where queue = @queue and priority = @priority and tenant = @tenant and state = 1 and tag > 0 order by tag desc limit 1), 0)),
    coalesce((select step from longhaul_tenants where name = @tenant), 1000000)
from longhaul_fair_lanes where queue = @queue and priority = @priority
