-- The keys that jobs of a tenant wait for.
select distinct key collate "C" from {schema}.slots where not held and tenant = @tenant order by 1 limit @limit
