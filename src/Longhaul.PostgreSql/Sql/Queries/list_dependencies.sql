-- The dependencies of all members of a tree.
select d.job_id, d.depends_on, d.any_end from {schema}.dependencies d
where d.job_id in (
    select id from {schema}.jobs where id = @root_id and parent_id is null
    union all
    select id from {schema}.jobs where root_id = @root_id and parent_id is not null
    union all
    select id from {schema}.history where id = @root_id and parent_id is null
    union all
    select id from {schema}.history where root_id = @root_id and parent_id is not null)
order by d.job_id, d.depends_on
