-- Where a window of so many jobs above an id ends.
select max(id) from (
    select id from longhaul_jobs where id > @after
    union all
    select id from longhaul_history where @with_history and id > @after
    order by id
    limit @rows)
