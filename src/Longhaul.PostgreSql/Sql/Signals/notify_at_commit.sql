-- Tells all listeners when this transaction commits. (Whether somebody sleeps cannot be asked before the commit: whoever falls asleep
-- between would hear nothing.)
select pg_notify(@channel, @payload)::text
