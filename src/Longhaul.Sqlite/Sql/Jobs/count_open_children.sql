select count(*) from longhaul_jobs where parent_id = @parent_id and state < 5
