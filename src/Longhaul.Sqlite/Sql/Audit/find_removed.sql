-- The last entry that retention removed.
select id, hash from longhaul_audit_removed
