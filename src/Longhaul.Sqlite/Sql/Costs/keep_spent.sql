-- Keeps how far a tenant's day is summed up.
insert into longhaul_spent (tenant, currency, day, through, whole, billionths) values (@tenant, @currency, @day, @through, @whole, @billionths)
on conflict (tenant) do update set
    currency = excluded.currency, day = excluded.day, through = excluded.through, whole = excluded.whole, billionths = excluded.billionths
