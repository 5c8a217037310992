-- Removes the beginning of the log.
delete from longhaul_audit where id <= @id
