-- Adds a cost, unless it is there.
insert into longhaul_costs (
    job_id, instance, claim, sequence, root_id, step, kind, tenant, attempt, component, amount, currency, at, day)
values (
    @job_id, @instance, @claim, @sequence, @root_id, @step, @kind, @tenant, @attempt, @component, @amount, @currency, @now, @day)
on conflict do nothing
