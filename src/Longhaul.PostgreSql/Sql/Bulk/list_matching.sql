-- The ids of jobs of a window that match a filter and are in one of some states, the smallest first, with failures that their runs allow, themselves or in what these belong to, or without; a filter that is
-- null lets all pass.
select id from (
    select id, state, kind, queue, tenant, created_at, parent_id, is_container, step, input, error_message, may_fail, null::date as over_on from {schema}.jobs
    union all
    select id, state, kind, queue, tenant, created_at, parent_id, is_container, step, input, error_message, may_fail, over_on from {schema}.history
    where @with_history and over_on = any(array(select day from {schema}.days where not sealed or (min_id <= @through and max_id > @after)))) j
where id > @after and id <= @through
    and state = any(@states) and (@with_allowed or not (state = 6 and may_fail) and not (state in (6, 7) and parent_id is not null and exists (
        with recursive up (id) as (
            select j.parent_id
            union all
            select p.parent_id from up cross join lateral (
                select parent_id from {schema}.jobs where id = up.id
                union all
                select parent_id from {schema}.history where id = up.id and over_on = j.over_on
                limit 1) p
            where p.parent_id is not null)
        select 1 from up cross join lateral (
            select state, may_fail from {schema}.jobs where id = up.id
            union all
            select state, may_fail from {schema}.history where id = up.id and over_on = j.over_on
            limit 1) p
        where p.state in (5, 8) or (p.state = 6 and p.may_fail))))
    and {matches}
order by id
limit @limit
