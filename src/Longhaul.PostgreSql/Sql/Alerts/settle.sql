-- Says how a message's try went, where it is the last one.
update {schema}.alert_messages set
    state = @state, due_at = @due_at, error = @error, settled_at = @settled_at
where id = @id and state = 1 and tries = @tries
