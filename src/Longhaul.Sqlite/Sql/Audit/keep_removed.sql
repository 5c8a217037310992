-- Notes the last entry that retention removed.
update longhaul_audit_removed set id = @id, hash = @hash
