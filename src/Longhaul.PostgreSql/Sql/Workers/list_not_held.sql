-- Those of the attempts that the worker does not hold any more.
select a.id, a.instance, a.claim from unnest(@ids, @instances, @claims) with ordinality as a (id, instance, claim, nth)
where not exists (
    select 1 from {schema}.jobs j where j.id = a.id and j.state = 3 and j.instance = a.instance and j.claim = a.claim)
order by a.nth
