-- A pause.
select scope, name, since, actor, reason, cause, until from longhaul_pauses where scope = @scope and name = @name and cause = @cause
