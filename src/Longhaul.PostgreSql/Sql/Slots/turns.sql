-- Of lines, each of a key and a priority: the lowest tag of those that wait there, the highest of a tenant's, and how far on its next job goes.
select q.key, q.priority, q.tenant,
    (select min(s.tag) from {schema}.slots s where s.key = q.key and not s.held and s.priority = q.priority and s.tag > 0),
    (select max(s.tag) from {schema}.slots s where s.key = q.key and not s.held and s.priority = q.priority and s.tenant = q.tenant and s.tag > 0),
    coalesce((select t.step from {schema}.tenants t where t.name = q.tenant), 1000000)
from unnest(@keys, @priorities, @tenants) as q (key, priority, tenant)
