-- Everything that is paused: queues, then kinds, then tenants.
select scope, name, since, actor, reason, cause, until from longhaul_pauses order by scope, name, cause
