-- All children of a container, which is locked.
select {job} from {schema}.jobs where parent_id = @parent_id order by id
