-- Adds costs, unless they are there.
insert into {schema}.costs (
    job_id, instance, claim, sequence, root_id, step, kind, tenant, attempt, component, amount, currency, month, at, day)
select c.*, @now, (@now at time zone 'utc')::date
from unnest(
    @job_ids, @instances, @claims, @sequences, @root_ids, @steps, @kinds, @tenants, @attempts, @components, @amounts, @currencies, @months) c
on conflict do nothing
