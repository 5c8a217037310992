-- Lets claims that are under way end, and none begin until the transaction ends: one that does not know of a limit yet would not be counted.
select {schema}.lock_limits()::text
