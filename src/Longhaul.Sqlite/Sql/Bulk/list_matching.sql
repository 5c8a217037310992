-- The ids of jobs of a window that match a filter and are in one of some states, the smallest first, with failures that their runs allow or without; a filter that is
-- null lets all pass.
select id from longhaul_jobs
where id > @after and id <= @through
    and state in (select value from json_each(@states)) and (@with_allowed or not (state = 6 and may_fail = 1))
    and {matches}
union all
select id from longhaul_history
where @with_history and id > @after and id <= @through
    and state in (select value from json_each(@states)) and (@with_allowed or not (state = 6 and may_fail = 1))
    and {matches}
order by id
limit @limit
