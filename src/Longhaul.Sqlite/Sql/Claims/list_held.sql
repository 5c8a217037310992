-- The attempts that a worker holds.
select id, instance, claim from longhaul_jobs where instance = @instance and state = 3 order by id
