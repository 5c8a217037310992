-- The last entry that retention removed.
select id, hash from {schema}.audit_removed
