-- What a tenant spent on a day beyond what is summed up, from the index alone.
select coalesce(max(id), 0), coalesce(sum(amount / 1000000000), 0)::bigint, coalesce(sum(amount % 1000000000), 0)::bigint, count(*) from {schema}.costs
where tenant = @tenant and currency = @currency and day = @day and id > @through
