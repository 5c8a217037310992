-- How far a tenant's day is summed up.
select through, whole, billionths from longhaul_spent where tenant = @tenant and currency = @currency and day = @day
