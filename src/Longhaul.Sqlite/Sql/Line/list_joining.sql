-- Of the jobs that a call has made ready those that are it still, the first of a line first.
select id, queue, priority, tenant from longhaul_jobs where id in (select value from json_each(@ids)) and state = 1 order by position
