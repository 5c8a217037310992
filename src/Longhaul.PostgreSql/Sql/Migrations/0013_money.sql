-- What jobs cost, in partitions by the month (UTC) in which their attempts were claimed: that is the same however often a cost is sent, so that a month's own
-- index tells whether it is there; and it goes with its partition. amount: in billionths. day: the day (UTC) of "at". A cost stays when its job goes.
create sequence {schema}.cost_numbers;

create table {schema}.costs (
    id bigint not null default nextval('{schema}.cost_numbers'),
    job_id bigint not null,
    claim bigint not null,
    sequence bigint not null,
    root_id bigint not null,
    amount bigint not null,
    at timestamptz not null,
    instance uuid not null,
    attempt integer not null,
    day date not null,
    month date not null,
    step text,
    kind text not null,
    tenant text not null,
    component text not null,
    currency text not null,
    primary key (job_id, instance, claim, sequence, month)
) partition by list (month);

create index costs_root on {schema}.costs (root_id);
create index costs_at on {schema}.costs (at);
create index costs_spent on {schema}.costs (tenant, currency, day, id) include (amount);

-- The months for which there are partitions.
create table {schema}.cost_months (
    month date primary key,
    leaving_since timestamptz
);

-- Makes a month's partition, aside and then attached, so that nobody waits for open readers.
create function {schema}.make_cost_month(m date) returns void language plpgsql as $$
declare
    part text := 'costs_' || to_char(m, 'YYYYMMDD');
begin
    insert into {schema}.cost_months (month) values (m) on conflict do nothing;
    if not found then
        return;
    end if;

    execute format('create table {schema}.%I (like {schema}.costs including defaults including constraints)', part);
    execute format('alter table {schema}.%I add constraint %I check (month = %L)', part, part || '_month', m);
    execute format('alter table {schema}.costs attach partition {schema}.%I for values in (%L)', part, m);
    execute format('alter table {schema}.%I drop constraint %I', part, part || '_month');
end $$;

-- How far what a tenant spends on a day is summed up (through: the last row that is in it), so that each new cost need not sum the whole day.
create table {schema}.spent (
    tenant text primary key,
    currency text not null,
    day date not null,
    through bigint not null,
    whole bigint not null,
    billionths bigint not null
);

-- Budgets of a day, in billionths; lifted_on: the day on which a person let the tenant go on beyond it.
alter table {schema}.tenants
    add column budget bigint, add column budget_currency text, add column declared_budget bigint, add column declared_currency text,
    add column lifted_on date;

-- What is paused may be so for several causes (0: a person's, 1: a budget), and a pause may end by itself.
alter table {schema}.pauses add column cause smallint not null default 0, add column until timestamptz;
alter table {schema}.pauses drop constraint pauses_pkey;
alter table {schema}.pauses add primary key (scope, name, cause);
