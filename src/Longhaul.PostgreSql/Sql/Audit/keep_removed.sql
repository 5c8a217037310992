-- Notes the last entry that retention removed.
update {schema}.audit_removed set id = @id, hash = @hash
