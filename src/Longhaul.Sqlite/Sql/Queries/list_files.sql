-- Which children of a container published files, or were expanded and are over.
select id, root_id, step, is_container, instance, claim, artifacts
from longhaul_jobs
where parent_id = @parent_id and id > @after and step is not null
    and case when is_container then attempt > 0 and state in (5, 6, 7, 8) else state in (5, 8) and artifacts is not null and instance is not null end
order by id limit @limit
