-- least program: 11
-- Who wants to hear of what. key: a hash of the address, which no store knows; events: a sum of the events' numbers.
create table longhaul_alerts (
    key text not null primary key,
    events integer not null,
    target text not null,
    declared_at integer not null
) strict, without rowid;

-- What happened, for each alert that wants it, until it is put in a message.
create table longhaul_notices (
    id integer primary key autoincrement,
    alert text not null,
    event integer not null,
    at integer not null,
    subject text not null,
    text text not null,
    job_id integer,
    tenant text,
    queue text,
    attempt integer
) strict;

create index longhaul_notices_alert on longhaul_notices (alert, id);

-- What is sent. state: 0 pending, 1 taken, 2 sent, 3 given up; due_at: when it is to be sent, or taken again.
create table longhaul_alert_messages (
    id integer primary key autoincrement,
    alert text not null,
    event integer not null,
    subject text not null,
    text text not null,
    job_id integer,
    tenant text,
    queue text,
    attempt integer,
    last_job_id integer,
    count integer not null,
    first_at integer not null,
    last_at integer not null,
    begun_at integer not null,
    due_at integer not null,
    tries integer not null,
    state integer not null,
    error text,
    settled_at integer
) strict;

create index longhaul_alert_messages_due on longhaul_alert_messages (alert, due_at) where state < 2;

create index longhaul_alert_messages_begun on longhaul_alert_messages (alert, begun_at);

create index longhaul_alert_messages_settled on longhaul_alert_messages (settled_at) where state >= 2;
