-- Jobs of a window of ids that match a filter, the newest first; a filter that is null lets all pass.
select * from (
    select {job}, front_lane from {schema}.jobs
    union all
    select {job}, false from {schema}.history
    where over_on = any(array(select day from {schema}.days where not sealed or (min_id < @before and max_id >= @from)))) j
where id < @before and id >= @from
    and (@state is null or state = @state)
    and (@kind is null or kind = @kind)
    and (@queue is null or queue = @queue)
    and (@tenant is null or tenant = @tenant)
    and (@since is null or created_at >= @since)
    and (@roots is null or @roots = (parent_id is null))
    and (@containers is null or @containers = is_container)
    and (@search is null or kind ilike @search or step ilike @search or input ilike @search or error_message ilike @search)
order by id desc
limit @limit
