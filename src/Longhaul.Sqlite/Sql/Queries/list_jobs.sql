-- Jobs of a window of ids that match a filter, the newest first; a filter that is null lets all pass.
select {job} from longhaul_jobs
where id < @before and id >= @from
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
select {job} from longhaul_history
where id < @before and id >= @from
    and (@state is null or state = @state)
    and (@kind is null or kind = @kind)
    and (@queue is null or queue = @queue)
    and (@tenant is null or tenant = @tenant)
    and (@since is null or created_at >= @since)
    and (@roots is null or @roots = (parent_id is null))
    and (@containers is null or @containers = is_container)
    and (@search is null or kind like @search escape '\' or step like @search escape '\'
        or input like @search escape '\' or error_message like @search escape '\')
order by id desc
limit @limit
