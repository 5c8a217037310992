-- The ids of jobs of a window that match a filter and are in one of some states, the smallest first; a filter that is null lets all pass.
select id from (
    select id, state, kind, queue, tenant, created_at, parent_id, is_container, step, input, error_message from {schema}.jobs
    union all
    select id, state, kind, queue, tenant, created_at, parent_id, is_container, step, input, error_message from {schema}.history
    where @with_history and over_on = any(array(select day from {schema}.days where not sealed or (min_id <= @through and max_id > @after)))) j
where id > @after and id <= @through
    and state = any(@states)
    and (@state is null or state = @state)
    and (@kind is null or kind = @kind)
    and (@queue is null or queue = @queue)
    and (@tenant is null or tenant = @tenant)
    and (@since is null or created_at >= @since)
    and (@roots is null or @roots = (parent_id is null))
    and (@containers is null or @containers = is_container)
    and (@search is null or kind ilike @search or step ilike @search or input ilike @search or error_message ilike @search)
order by id
limit @limit
