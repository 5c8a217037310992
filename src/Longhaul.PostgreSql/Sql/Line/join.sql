-- Gives the jobs that a call has made ready, and that are it still, their places at the ends of their tenants' lines.
with joining as materialized (
    select id, queue, priority, tenant, position from {schema}.jobs where id = any(@ids) and state = 1
), line as materialized (
    select * from {schema}.join_lines(
        (select array_agg(queue) from joining), (select array_agg(priority) from joining), (select array_agg(tenant) from joining), @alone)
)
update {schema}.jobs j set tag = n.tag
from (
    select id, l.tag + l.step * row_number() over (partition by queue, priority, tenant order by g.position) as tag
    from joining g join line l using (queue, priority, tenant)) n
where j.id = n.id
