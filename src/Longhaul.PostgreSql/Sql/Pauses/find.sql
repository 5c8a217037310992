-- A pause.
select scope, name, since, actor, reason, cause, until from {schema}.pauses where scope = @scope and name = @name and cause = @cause
