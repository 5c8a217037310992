-- Forgets claims of workers that are gone, once none of their jobs runs.
delete from {schema}.claims c
where not exists (select 1 from {schema}.workers w where w.instance = c.instance and not w.dead)
    and not exists (
        select 1 from unnest(c.job_ids) as held (id) join {schema}.jobs j on j.id = held.id
        where j.state = 3 and j.instance = c.instance and j.claim = c.claim)
