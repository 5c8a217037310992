-- Marks claimed attempts as started.
update {schema}.jobs j set started_at = coalesce(j.started_at, {schema}.store_now())
from unnest(@ids, @instances, @claims) as a (id, instance, claim)
where j.id = a.id and j.state = 3 and j.instance = a.instance and j.claim = a.claim
returning j.id, j.instance, j.claim
