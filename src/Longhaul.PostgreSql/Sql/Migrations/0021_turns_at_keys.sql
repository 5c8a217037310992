-- least program: 17
-- Those that wait for a key take turns by tenant, and the first of many with the same keys answers for all of them.
alter table {schema}.slots add column tenant text not null default '', add column tag bigint not null default 0, add column key_set bigint not null default 0;

-- The time of a line of tenants.
create table {schema}.key_times (
    key text not null,
    priority smallint not null,
    time bigint not null,
    primary key (key, priority)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

drop index {schema}.slots_waiting;

create index slots_waiting on {schema}.slots (key, priority desc, tag, position) where not held;

create index slots_turns on {schema}.slots (key, priority, tenant, tag) where not held and tag > 0;

create index slots_sets on {schema}.slots (key, key_set, priority desc, tag, position) where not held;

-- Adds a job in the caller's own transaction, from any language; answers with its id, or with that of the unfinished job that holds the
-- unique key. What is added is seen by workers when the caller commits. It only inserts: a job with a slot key waits until somebody who
-- runs jobs hands it its slot, so that a transaction that stays open holds up nobody else's ends.
create or replace function {schema}.enqueue(
    kind text, input jsonb default '{}', queue text default 'default', priority integer default 5, tenant text default '',
    run_at timestamptz default null, run_in interval default null, unique_key text default null,
    slot_key text default null, slot_limit integer default 1, keep_history boolean default true)
returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
declare
    now timestamptz := {schema}.store_now();
    due timestamptz := greatest(date_trunc('milliseconds', run_at), date_trunc('milliseconds', now + run_in));
    late boolean := coalesce(due > now, false);
    new_id bigint := nextval('{schema}.numbers');
    holder bigint;
    place bigint;
    last bigint;
begin
    if length(kind) not between 1 and 200 or kind is null then
        raise exception 'a job''s kind has 1 to 200 characters, this one %', coalesce(length(kind), 0) using errcode = '22023';
    elsif length(queue) not between 1 and 100 or queue is null then
        raise exception 'a queue''s name has 1 to 100 characters, this one %', coalesce(length(queue), 0) using errcode = '22023';
    elsif priority not between 0 and 9 or priority is null then
        raise exception 'a priority is 0 to 9, not %', priority using errcode = '22023';
    elsif length(slot_key) > 200 or slot_key = '' or length(unique_key) > 290 or unique_key = '' then
        raise exception 'a slot key has 1 to 200 characters, a unique key 1 to 290' using errcode = '22023';
    elsif slot_limit < 1 or slot_limit is null then
        raise exception 'the limit of a slot key is 1 or more, not %', slot_limit using errcode = '22023';
    elsif length(tenant) > 200 then
        raise exception 'a tenant has at most 200 characters, this one %', length(tenant) using errcode = '22023';
    elsif concat(kind, queue, tenant, slot_key, unique_key) ~ '[[:cntrl:]]' then
        raise exception 'kind, queue, tenant and keys have no control characters' using errcode = '22023';
    elsif jsonb_typeof(input) <> 'object' then
        raise exception 'the input is a JSON object such as {"name": "value"}, not %', left(input::text, 60) using errcode = '22023';
    elsif octet_length(input::text) > 10485760 then
        raise exception 'the input has % bytes; at most 10485760 are allowed', octet_length(input::text) using errcode = '22023';
    elsif jsonb_path_exists(input, 'strict $.**{64} ? (@.type() == "object" || @.type() == "array")') then
        raise exception 'the input is nested more than 64 deep' using errcode = '22023';
    elsif due > '9999-12-31' then
        raise exception 'a job is due by the year 9999, not at %', due using errcode = '22023';
    elsif unique_key is not null and current_setting('transaction_isolation') not in ('read committed', 'read uncommitted') then
        -- Its view of who holds the key may be older than the lock on it: the job that it takes for the holder may be over.
        raise exception 'a unique key needs a transaction that is READ COMMITTED, and this one is %', upper(current_setting('transaction_isolation'))
            using errcode = '0A000';
    end if;

    if unique_key is not null then
        -- Locked first and looked at in a statement of its own: one that waited for another caller would still see what was before that.
        loop
            insert into {schema}.unique_keys (key, job_id, scope) values ('unique:' || unique_key, 0, 1) on conflict do nothing;
            perform 1 from {schema}.unique_keys k where k.key = 'unique:' || unique_key for no key update;
            exit when found;
        end loop;
        select k.job_id into holder from {schema}.unique_keys k left join {schema}.jobs j on j.id = k.job_id
        where k.key = 'unique:' || unique_key and k.job_id <> 0 and case k.scope
            when 2 then now < k.until
            when 0 then coalesce(j.state < 5 and j.attempt = 0, false)
            else coalesce(j.state < 5, false) end;
        if holder is not null then
            return holder;
        end if;
        update {schema}.unique_keys k set job_id = new_id, scope = 1, until = null where k.key = 'unique:' || unique_key;
    end if;

    if not late and slot_key is not null then
        -- Lines of keys are read without a lock: of two that are added at the same time both may get the same turn.
        select max(s.tag) into last from {schema}.slots s
        where s.key = slot_key and not s.held and s.priority = enqueue.priority and s.tenant = coalesce(tenant, '') and s.tag > 0;
        if exists (select 1 from {schema}.slots s where s.key = slot_key and not s.held and s.priority = enqueue.priority and s.tag > 0) then
            select coalesce(max(t.time), 0) into place from {schema}.key_times t where t.key = slot_key and t.priority = enqueue.priority;
        elsif tenant <> '' then
            place := 0;
        end if;
        place := greatest(place, last) + coalesce((select t.step from {schema}.tenants t where t.name = coalesce(tenant, '')), 1000000);
    elsif not late then
        select l.tag + l.step into place
        from {schema}.join_lines(array[queue], array[priority::smallint], array[coalesce(tenant, '')], false) l;
    end if;

    insert into {schema}.jobs (
        id, root_id, tag, kind, queue, priority, tenant, is_container, slots, unique_keys, exclusive, on_worker_lost, keep_history,
        created_at, state, position, due_at, input, queued, wake_at)
    values (
        new_id, new_id, coalesce(place, 0), kind, queue, priority, coalesce(tenant, ''), false,
        case when slot_key is not null then json_build_array(json_build_array(slot_key, slot_limit))::text end,
        case when unique_key is not null then json_build_array(json_build_array('unique:' || unique_key, 1, 0))::text end,
        false, 0, coalesce(keep_history, true), now, case when late then 2 when slot_key is not null then 0 else 1 end, new_id,
        case when late then due end, coalesce(input, '{}')::text, not late and slot_key is null, case when late then due end);
    if slot_key is not null and not late then
        insert into {schema}.slots (key, job_id, held, max_held, priority, position, tenant, tag, key_set)
        values (slot_key, new_id, false, slot_limit, priority, new_id, coalesce(tenant, ''), coalesce(place, 0),
            ('x' || encode(substring(sha256(convert_to(slot_key, 'UTF8')) for 8), 'hex'))::bit(64)::bigint);
        perform pg_notify('longhaul.' || {schema_text}, 'settle');
    else
        perform pg_notify('longhaul.' || {schema_text}, '');
    end if;

    return new_id;
end $$;
