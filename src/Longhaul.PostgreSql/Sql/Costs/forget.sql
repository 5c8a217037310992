-- A month's costs are gone.
delete from {schema}.cost_months where month = @day
