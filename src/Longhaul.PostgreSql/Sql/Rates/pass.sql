-- Forgets starts that count no more, but for those that somebody else is just forgetting; answers with their keys that somebody waits for.
with passed as (
    delete from {schema}.key_starts where ctid = any(array(
        select ctid from {schema}.key_starts where until <= @now order by until limit 10000 for update skip locked))
    returning key
)
select distinct p.key from passed p where exists (select 1 from {schema}.slots s where s.key = p.key and not s.held) order by p.key
