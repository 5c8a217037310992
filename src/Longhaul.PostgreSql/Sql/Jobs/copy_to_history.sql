-- Copies a tree that is over into history.
insert into {schema}.history ({job}, over_on)
select {job}, @today from {schema}.jobs where id = @root_id
union all
select {job}, @today from {schema}.jobs where root_id = @root_id and parent_id is not null
