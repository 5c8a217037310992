-- least program: 15
-- Who wants to hear of what. key: a hash of the address, which no store knows; events: a sum of the events' numbers.
create table {schema}.alerts (
    key text primary key collate "C",
    events integer not null,
    target text not null,
    declared_at timestamptz not null
);

-- What happened, for each alert that wants it, until it is put in a message.
create table {schema}.notices (
    id bigint generated always as identity primary key,
    alert text not null collate "C",
    event integer not null,
    at timestamptz not null,
    subject text not null,
    text text not null,
    job_id bigint,
    tenant text,
    queue text,
    attempt integer
);

create index notices_alert on {schema}.notices (alert, id);

-- What is sent. state: 0 pending, 1 taken, 2 sent, 3 given up; due_at: when it is to be sent, or taken again.
create table {schema}.alert_messages (
    id bigint generated always as identity primary key,
    alert text not null collate "C",
    event integer not null,
    subject text not null,
    text text not null,
    job_id bigint,
    tenant text,
    queue text,
    attempt integer,
    last_job_id bigint,
    count integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    begun_at timestamptz not null,
    due_at timestamptz not null,
    tries integer not null,
    state smallint not null,
    error text,
    settled_at timestamptz
);

create index alert_messages_due on {schema}.alert_messages (alert, due_at) where state < 2;
create index alert_messages_begun on {schema}.alert_messages (alert, begun_at);
create index alert_messages_settled on {schema}.alert_messages (settled_at) where state >= 2;
