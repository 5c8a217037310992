-- The end of the chain: the last entry, else what retention removed last.
select id, hash from (
    (select id, hash from {schema}.audit order by id desc limit 1)
    union all
    select id, hash from {schema}.audit_removed) ends
order by id desc
limit 1
