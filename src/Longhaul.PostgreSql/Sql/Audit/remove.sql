-- Removes the beginning of the log.
delete from {schema}.audit where id <= @id
