-- The store's clock.
select {schema}.store_now()
