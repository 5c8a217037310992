-- Pauses a queue, a kind or a tenant, unless it is paused for that cause.
insert into longhaul_pauses (scope, name, cause, since, actor, reason, until) values (@scope, @name, @cause, @since, @actor, @reason, @until)
on conflict do nothing
