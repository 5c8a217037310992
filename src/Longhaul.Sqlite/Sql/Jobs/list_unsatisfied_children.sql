-- The children that decide how a container ends: those that failed or were cancelled (states 6 and 7) and may not.
select {job} from longhaul_jobs where parent_id = @parent_id and state in (6, 7) and not (state = 6 and may_fail = 1) order by id
