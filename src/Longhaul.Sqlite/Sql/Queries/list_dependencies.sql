select d.job_id, d.depends_on, d.any_end from longhaul_dependencies d
where d.job_id in (
    select @root_id
    union select id from longhaul_jobs where root_id = @root_id and parent_id is not null
    union select id from longhaul_history where root_id = @root_id and parent_id is not null)
order by d.job_id, d.depends_on
