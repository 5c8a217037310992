-- Ends attempts that succeeded and whose jobs leave no trace, where that concerns nobody else and nothing was kept of them before.
with ended as (
    delete from {schema}.jobs j using unnest(@ids, @instances, @claims) as a (id, instance, claim)
    where j.id = a.id and j.state = 3 and j.instance = a.instance and j.claim = a.claim
        and j.parent_id is null and j.slots is null and not j.has_dependents
        and not j.keep_history and j.attempt = 1 and not j.has_needs and not j.has_logs
    returning j.id
), forgotten as (
    delete from {schema}.claims c using unnest(@over_instances, @over_claims) as o (instance, claim)
    where c.instance = o.instance and c.claim = o.claim
)
select array_agg(id) from ended
