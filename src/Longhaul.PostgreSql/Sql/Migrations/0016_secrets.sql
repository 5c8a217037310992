-- least program: 15
-- Secrets, of which only encrypted tokens are kept. tenant: whose; empty for the project's.
create table {schema}.secrets (
    tenant text not null collate "C",
    name text not null collate "C",
    token text not null,
    set_at timestamptz not null,
    set_by text not null,
    primary key (tenant, name)
);
