-- Days whose history is older than what is kept, the oldest first.
select day from {schema}.days where has_history and day < @before order by day
