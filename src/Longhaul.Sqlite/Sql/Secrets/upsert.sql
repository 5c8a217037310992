-- Keeps a secret's token, unless it is that very token.
insert into longhaul_secrets (tenant, name, token, set_at, set_by) values (@tenant, @name, @token, @set_at, @set_by)
on conflict (tenant, name) do update set token = excluded.token, set_at = excluded.set_at, set_by = excluded.set_by
where longhaul_secrets.token <> excluded.token
