-- The next ids or positions, the store's clock, and whether any lane is fair.
select nextval('{schema}.numbers'), now, exists (select 1 from {schema}.fair_lanes) from generate_series(1, @count), (select {schema}.store_now() as now) clock
