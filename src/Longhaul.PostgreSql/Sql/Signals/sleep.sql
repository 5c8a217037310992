-- Says that this process sleeps, until it says otherwise or its connection ends.
select pg_advisory_lock_shared(hashtextextended(@channel, 0))
