-- Makes the partitions of months that have none.
select {schema}.make_cost_month(m) from unnest(@months) m
