-- Pauses a queue, a kind or a tenant, unless it is paused.
insert into longhaul_pauses (scope, name, since, actor, reason) values (@scope, @name, @since, @actor, @reason) on conflict do nothing
