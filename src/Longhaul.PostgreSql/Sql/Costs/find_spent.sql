-- How far a tenant's day is summed up.
select through, whole, billionths from {schema}.spent where tenant = @tenant and currency = @currency and day = @day
