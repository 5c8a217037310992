-- Copies jobs that are over and stand alone, without a tree, into history.
insert into {schema}.history ({job}, over_on)
select {job}, @today from {schema}.jobs where id = any(@ids)
