-- Notes when runs' first children were started, all the way up. One that somebody else is changing is noted by the next child.
with recursive above (id) as (
    select unnest(@ids)
    union
    select p.parent_id from {schema}.jobs p join above a on p.id = a.id where p.parent_id is not null
)
update {schema}.jobs set started_at = @now where id in (
    select id from {schema}.jobs where id in (select id from above) and started_at is null order by id for no key update skip locked)
