-- Notes which jobs a day's history holds, for days that are over.
update {schema}.days d set sealed = true, min_id = coalesce(h.min_id, 0), max_id = coalesce(h.max_id, 0), oldest_on = h.oldest_on
from {schema}.days u left join lateral (
    select min(id) as min_id, max(id) as max_id, (min(created_at) at time zone 'utc')::date as oldest_on
    from {schema}.history where over_on = u.day) h on true
where d.day = u.day and not u.sealed and u.day < @before
