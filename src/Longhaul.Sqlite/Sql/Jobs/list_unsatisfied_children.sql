-- The children that decide how a container ends: those that failed or were cancelled (states 6 and 7).
select {job} from longhaul_jobs where parent_id = @parent_id and state in (6, 7) order by id
