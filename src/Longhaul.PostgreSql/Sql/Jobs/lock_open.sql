-- Jobs whose trees are not over, locked.
select {job}, front_lane, has_dependents, has_needs from {schema}.jobs where id = any(@ids) order by id for no key update
