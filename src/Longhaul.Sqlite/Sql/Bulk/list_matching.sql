-- The ids of jobs of a window that match a filter and are in one of some states, the smallest first, with failures that their runs allow, themselves or in what these belong to, or without; a filter that is
-- null lets all pass.
select id from longhaul_jobs
where id > @after and id <= @through
    and state in (select value from json_each(@states)) and (@with_allowed or not (state = 6 and may_fail = 1) and not (state in (6, 7) and parent_id is not null and exists (
        with recursive up (id) as (select longhaul_jobs.parent_id union all select p.parent_id from longhaul_jobs p join up on p.id = up.id where p.parent_id is not null)
        select 1 from up join longhaul_jobs p on p.id = up.id where p.state in (5, 8) or (p.state = 6 and p.may_fail = 1))))
    and {matches}
union all
select id from longhaul_history
where @with_history and id > @after and id <= @through
    and state in (select value from json_each(@states)) and (@with_allowed or not (state = 6 and may_fail = 1) and not (state in (6, 7) and parent_id is not null and exists (
        with recursive up (id) as (select longhaul_history.parent_id union all select p.parent_id from longhaul_history p join up on p.id = up.id where p.parent_id is not null)
        select 1 from up join longhaul_history p on p.id = up.id where p.state in (5, 8) or (p.state = 6 and p.may_fail = 1))))
    and {matches}
order by id
limit @limit
