-- Everything that is paused: queues, then kinds, then tenants.
select scope, name, since, actor, reason, cause, until from {schema}.pauses order by scope, name collate "C", cause
