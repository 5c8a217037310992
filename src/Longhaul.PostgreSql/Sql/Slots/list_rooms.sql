-- Of each key: how many jobs hold it, with the starts that count under it, and the least and the most holders that those that wait for it allow,
-- and whether any of them has a tag; with each the tenants that are paused, which saves asking for them.
select k.key,
    (select count(*) from {schema}.slots s where s.key = k.key and s.held) + (select count(*) from {schema}.key_starts t where t.key = k.key and t.until > @now),
    (select min(max_held) from {schema}.slots s where s.key = k.key and not s.held),
    (select max(max_held) from {schema}.slots s where s.key = k.key and not s.held),
    exists (select 1 from {schema}.slots s where s.key = k.key and not s.held and s.tag > 0),
    (select array_agg(distinct name) from {schema}.pauses where scope = 2)
from unnest(@keys) as k (key)
