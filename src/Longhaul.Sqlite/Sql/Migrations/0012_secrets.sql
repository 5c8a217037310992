-- least program: 11
-- Secrets, of which only encrypted tokens are kept. tenant: whose; empty for the project's.
create table longhaul_secrets (
    tenant text not null,
    name text not null,
    token text not null,
    set_at integer not null,
    set_by text not null,
    primary key (tenant, name)
) strict, without rowid;
