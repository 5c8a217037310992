-- The end of the chain: the last entry, else what retention removed last.
select id, hash from (
    select id, hash from (select id, hash from longhaul_audit order by id desc limit 1)
    union all
    select id, hash from longhaul_audit_removed)
order by id desc
limit 1
