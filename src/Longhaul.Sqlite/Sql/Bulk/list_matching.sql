-- The ids of jobs of a window that match a filter and are in one of some states, the smallest first; a filter that is null lets all pass.
select id from longhaul_jobs
where id > @after and id <= @through
    and state in (select value from json_each(@states))
    and (@state is null or state = @state)
    and (@kind is null or kind = @kind)
    and (@queue is null or queue = @queue)
    and (@tenant is null or tenant = @tenant)
    and (@since is null or created_at >= @since)
    and (@roots is null or @roots = (parent_id is null))
    and (@containers is null or @containers = is_container)
    and (@search is null or kind like @search escape '\' or step like @search escape '\'
        or input like @search escape '\' or error_message like @search escape '\')
union all
select id from longhaul_history
where @with_history and id > @after and id <= @through
    and state in (select value from json_each(@states))
    and (@state is null or state = @state)
    and (@kind is null or kind = @kind)
    and (@queue is null or queue = @queue)
    and (@tenant is null or tenant = @tenant)
    and (@since is null or created_at >= @since)
    and (@roots is null or @roots = (parent_id is null))
    and (@containers is null or @containers = is_container)
    and (@search is null or kind like @search escape '\' or step like @search escape '\'
        or input like @search escape '\' or error_message like @search escape '\')
order by id
limit @limit
