-- Gives secrets new tokens for the same values, each where its token is the one that the caller knows. The rows are locked in one order.
with locked as materialized (
    select s.tenant, s.name, r.new_token
    from unnest(@tenants, @names, @froms, @tos) as r (tenant, name, old_token, new_token)
    join {schema}.secrets s on s.tenant = r.tenant and s.name = r.name and s.token = r.old_token
    order by s.tenant, s.name
    for no key update of s),
changed as (
    update {schema}.secrets s set token = l.new_token from locked l where s.tenant = l.tenant and s.name = l.name
    returning s.tenant, s.name)
select tenant, name from changed order by tenant, name
