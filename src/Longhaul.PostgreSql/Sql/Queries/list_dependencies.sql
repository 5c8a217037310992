-- The dependencies of all members of a tree; where it is over, it was so on one of these days.
select d.job_id, d.depends_on, d.any_end from {schema}.dependencies d
where d.job_id in (
    select id from {schema}.jobs where id = @root_id and parent_id is null
    union all
    select id from {schema}.jobs where root_id = @root_id and parent_id is not null
    union all
    select id from {schema}.history where id = @root_id and parent_id is null and over_on = any(@over)
    union all
    select id from {schema}.history where root_id = @root_id and parent_id is not null and over_on = any(@over))
order by d.job_id, d.depends_on
