-- How long this transaction waits for a lock, and that the server's own limits for statements and for being idle do not count for it.
select set_config('lock_timeout', @lock_ms::text, true), set_config('statement_timeout', '0', true)
