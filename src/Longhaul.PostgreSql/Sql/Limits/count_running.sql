-- How many jobs of a queue run, and the number from which on to look the next time: those of later claims are higher; removes what counts no longer, since the attempt is over.
-- Each job is looked up by its id, whatever the planner thinks of the size of the tables.
with counted as materialized (
    select r.n, (select j.state = 3 and j.attempt = r.attempt from {schema}.jobs j where j.id = r.job_id) is true as runs
    from {schema}.queue_running r where r.queue = @queue and r.n >= @from
), over as (
    delete from {schema}.queue_running where queue = @queue and n = any(array(select n from counted where not runs))
)
select count(*) filter (where runs)::integer, coalesce(min(n) filter (where runs), max(n) + 1) from counted
