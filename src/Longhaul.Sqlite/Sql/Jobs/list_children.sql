-- All children of a container.
select {job} from longhaul_jobs where parent_id = @parent_id order by id
