-- Jobs of a window of ids that match a filter, the newest first; a filter that is null lets all pass.
select {job} from longhaul_jobs
where id < @before and id >= @from
    and {matches}
union all
select {job} from longhaul_history
where id < @before and id >= @from
    and {matches}
order by id desc
limit @limit
