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

revoke execute on function {schema}.make_day(date), {schema}.make_cost_month(date), {schema}.drop_part(text, text),
    {schema}.enqueue(text, jsonb, text, integer, text, timestamptz, interval, text, text, integer, boolean) from public;

-- Whoever could call it so far, since he may add rows to the table, still can; whoever may only look must not be able to from now on.
do $$
declare
    caller text;
begin
    for caller in
        select case when a.grantee = 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace cross join lateral pg_catalog.aclexplode(c.relacl) a
        where n.nspname = {schema_text} and c.relname = 'jobs' and a.privilege_type = 'INSERT' and a.grantee <> c.relowner
    loop
        execute format(
            'grant execute on function {schema}.enqueue(text, jsonb, text, integer, text, timestamptz, interval, text, text, integer, boolean) to %s', caller);
    end loop;
end $$;
