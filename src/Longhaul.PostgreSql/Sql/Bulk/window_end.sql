-- Where a window of so many jobs above an id ends.
select max(id) from (
    select id from (
        (select id from {schema}.jobs where id > @after order by id limit @rows)
        union all
        (select id from {schema}.history
         where @with_history and id > @after and over_on = any(array(select day from {schema}.days where not sealed or max_id > @after))
         order by id limit @rows)) oldest
    order by id
    limit @rows) w
