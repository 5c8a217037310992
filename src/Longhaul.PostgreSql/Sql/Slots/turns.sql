-- Of lines, each of a key and a priority: whether anybody with a tag waits there, its time, the highest tag of a tenant's, and how far on its next job goes.
select q.key, q.priority, q.tenant,
    exists (select 1 from {schema}.slots s where s.key = q.key and not s.held and s.priority = q.priority and s.tag > 0),
    coalesce((select t.time from {schema}.key_times t where t.key = q.key and t.priority = q.priority), 0),
    (select max(s.tag) from {schema}.slots s where s.key = q.key and not s.held and s.priority = q.priority and s.tenant = q.tenant and s.tag > 0),
    coalesce((select t.step from {schema}.tenants t where t.name = q.tenant), 1000000)
from unnest(@keys, @priorities, @tenants) as q (key, priority, tenant)
