-- The keys that somebody waits for and that have a place for somebody; without locks, so that it may have changed when they are locked.
select key from {schema}.slots group by key
having count(*) filter (where held) < max(max_held) filter (where not held)
order by key
