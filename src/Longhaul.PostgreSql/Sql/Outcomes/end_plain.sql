-- Ends attempts whose ends concern nobody else: no parent, no slots, nobody that waits for them; and nothing around them that would have
-- to go with a success that leaves no trace. The attempt's end stands in the job's row of history. Those that
-- failed are noted for the alerts that want to hear of it.
with asked as materialized (
    select * from unnest(
        @ids, @instances, @claims, @states, @outcomes, @error_codes, @error_messages, @outputs, @artifacts,
        @exit_codes, @signals, @peak_memory_bytes, @cpu_ms, @wall_ms, @ran_ms)
        as a (
            id, instance, claim, end_state, outcome, end_code, end_message, end_output, end_artifacts,
            exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms, ran_ms)
), ended as (
    delete from {schema}.jobs j using asked a
    where j.id = a.id and j.state = 3 and j.instance = a.instance and j.claim = a.claim
        and j.parent_id is null and j.slots is null and not j.has_dependents
        and (j.keep_history or a.end_state <> 5 or (j.attempt = 1 and not j.has_needs and not j.has_logs))
    returning {job:j}, a.end_state, a.outcome, a.end_code, a.end_message, a.end_output, a.end_artifacts,
        a.exit_code, a.signal, a.peak_memory_bytes, a.cpu_ms, a.wall_ms, a.ran_ms
), kept as (
    insert into {schema}.history ({job}, over_on, outcome, exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms)
    select
        id, root_id, parent_id, kind, queue, priority, tenant, step, is_container, slots, unique_keys, exclusive,
        on_worker_lost, keep_history, created_at, end_state, attempt, failures + (end_state = 6)::integer, 0, releases, instance, claim,
        worker, tag, position, waiting_for, open_children, admitted, cancel_requested, null, claimed_at,
        coalesce(started_at, case when ran_ms is not null then greatest(claimed_at, now.now - ran_ms * interval '1 ms') end), now.now, case when end_state <> 7 then stage end, case when end_state <> 7 then progress end, null, decision, end_code,
        end_message, checkpoint, coalesce(end_output, output), coalesce(end_artifacts, artifacts), input, definition, may_fail, edits,
        (now.now at time zone 'utc')::date, outcome, exit_code, signal, peak_memory_bytes, cpu_ms, wall_ms
    from ended, (select {schema}.store_now() as now) now
    where keep_history or end_state <> 5
), noted as (
    insert into {schema}.notices (alert, event, at, subject, text, job_id, tenant, queue, attempt)
    select a.key, 1, now.now, e.kind, left(coalesce(e.end_message, 'failed'), 500), e.id, e.tenant, e.queue, e.attempt
    from ended e cross join {schema}.alerts a, (select {schema}.store_now() as now) now
    where e.end_state = 6 and a.events & 1 <> 0
    order by e.id, a.key
), forgotten as (
    delete from {schema}.claims c using unnest(@over_instances, @over_claims) as o (instance, claim)
    where c.instance = o.instance and c.claim = o.claim
)
select array_agg(id) from ended
