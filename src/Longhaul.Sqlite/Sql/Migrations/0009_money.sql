-- What jobs cost. amount: in billionths. day: the day (UTC) of "at". A cost stays when its job goes.
create table longhaul_costs (
    id integer primary key autoincrement,
    job_id integer not null,
    instance text not null,
    claim integer not null,
    sequence integer not null,
    root_id integer not null,
    step text,
    kind text not null,
    tenant text not null,
    attempt integer not null,
    component text not null,
    amount integer not null,
    currency text not null,
    at integer not null,
    day text not null,
    unique (job_id, instance, claim, sequence)
) strict;

create index longhaul_costs_root on longhaul_costs (root_id);
create index longhaul_costs_at on longhaul_costs (at);
create index longhaul_costs_spent on longhaul_costs (tenant, currency, day, id, amount);

-- How far what a tenant spends on a day is summed up (through: the last row that is in it), so that each new cost need not sum the whole day.
create table longhaul_spent (
    tenant text not null primary key,
    currency text not null,
    day text not null,
    through integer not null,
    whole integer not null,
    billionths integer not null
) strict, without rowid;

-- Budgets of a day, in billionths; lifted_on: the day on which a person let the tenant go on beyond it.
alter table longhaul_tenants add column budget integer;
alter table longhaul_tenants add column budget_currency text;
alter table longhaul_tenants add column declared_budget integer;
alter table longhaul_tenants add column declared_currency text;
alter table longhaul_tenants add column lifted_on text;

-- What is paused may be so for several causes (0: a person's, 1: a budget), and a pause may end by itself.
create table longhaul_pauses_new (
    scope integer not null,
    name text not null,
    cause integer not null,
    since integer not null,
    actor text not null,
    reason text,
    until integer,
    primary key (scope, name, cause)
) strict, without rowid;

insert into longhaul_pauses_new (scope, name, cause, since, actor, reason) select scope, name, 0, since, actor, reason from longhaul_pauses;
drop table longhaul_pauses;
alter table longhaul_pauses_new rename to longhaul_pauses;
