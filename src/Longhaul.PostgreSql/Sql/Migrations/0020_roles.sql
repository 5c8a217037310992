-- least program: 17
-- Whoever works need not own the schema: what only its owner may do stands in functions that act for the owner, each for one narrow purpose.
alter function {schema}.make_day(date) security definer set search_path = pg_catalog, pg_temp;
alter function {schema}.make_cost_month(date) security definer set search_path = pg_catalog, pg_temp;

-- Drops the partition of a day or month that is over; false where a reader is in the way, who makes others wait for no longer than this. The owner itself
-- detaches concurrently instead, which no function can.
create function {schema}.drop_part(parent text, part text) returns boolean language plpgsql security definer
set search_path = pg_catalog, pg_temp set lock_timeout = '200ms' as $$
declare
    pending boolean;
begin
    if parent not in ('history', 'attempts', 'logs', 'costs') or part !~ ('^' || parent || '_[0-9]{8}$') then
        raise exception 'no partition of days or months: % of %', part, parent;
    end if;

    select i.inhdetachpending into pending
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_inherits i on i.inhrelid = c.oid
    where n.nspname = {schema_text} and c.relname = part;
    if found then
        execute format('alter table {schema}.%I detach partition {schema}.%I %s', parent, part, case when pending then 'finalize' else '' end);
    end if;

    execute format('drop table if exists {schema}.%I', part);
    return true;
exception when lock_not_available then
    return false;
end $$;

-- A caller needs no rights but to call it: not even to read what others have put in.
alter function {schema}.enqueue(text, jsonb, text, integer, text, timestamptz, interval, text, text, integer, boolean)
    security definer set search_path = pg_catalog, pg_temp;

revoke execute on function {schema}.make_day(date), {schema}.make_cost_month(date), {schema}.drop_part(text, text) from public;
