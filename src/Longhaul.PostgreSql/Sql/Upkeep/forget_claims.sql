-- Forgets claims of workers that are gone, once none of their jobs runs; these are looked up one by one (offset 0), as in list_rescuable.sql.
delete from {schema}.claims c
where not exists (select 1 from {schema}.workers w where w.instance = c.instance and not w.dead)
    and not exists (
        select 1 from unnest(c.job_ids) as held (id) cross join lateral (
            select 1 from {schema}.jobs where id = held.id and state = 3 and instance = c.instance and claim = c.claim offset 0) j)
