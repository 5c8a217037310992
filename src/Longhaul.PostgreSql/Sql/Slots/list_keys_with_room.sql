-- The keys that somebody waits for whose tenant is not paused, and that have a place for those; without locks, so that it may have changed when they are locked.
select key from {schema}.slots s group by key
having count(*) filter (where held) < min(max_held) filter (where not held and tenant <> all(array(select name from {schema}.pauses where scope = 2))) - case when bool_or(is_rate)
    then (select count(*) from {schema}.key_starts t where t.key = s.key and t.until > (select {schema}.store_now())) else 0 end
order by key
