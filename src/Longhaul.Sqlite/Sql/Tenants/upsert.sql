-- Adds or changes a tenant.
insert into longhaul_tenants (name, weight, step, project, declared) values (@name, @weight, @step, @project, @declared)
on conflict (name) do update set weight = excluded.weight, step = excluded.step, project = excluded.project, declared = excluded.declared
