-- Of each key: how many jobs hold it, with the starts that count under it, and the most holders that any job that waits for it allows.
select k.key,
    (select count(*) from {schema}.slots s where s.key = k.key and s.held) + (select count(*) from {schema}.key_starts t where t.key = k.key and t.until > @now),
    (select max(max_held) from {schema}.slots s where s.key = k.key and not s.held)
from unnest(@keys) as k (key)
