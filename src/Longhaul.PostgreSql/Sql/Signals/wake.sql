-- Says that this process does not sleep any more.
select pg_advisory_unlock_shared(hashtextextended(@channel, 0))
