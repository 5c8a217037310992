-- The tokens of secrets.
select s.tenant, s.name, s.token from {schema}.secrets s
where (s.tenant, s.name) in (select * from unnest(@tenants, @names))
order by s.tenant, s.name
