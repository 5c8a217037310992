-- The next ids or positions, and the store's clock.
select nextval('{schema}.numbers'), now from generate_series(1, @count), (select {schema}.store_now() as now) clock
