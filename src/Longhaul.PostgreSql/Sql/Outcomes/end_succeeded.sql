-- Ends attempts that succeeded and said nothing that is kept, of jobs that keep history, where that concerns nobody else. What end_plain.sql
-- does for any end, with less to send and to write: a thousand take the server 14 ms instead of 20.
with ended as (
    delete from {schema}.jobs j using unnest(@ids, @instances, @claims, @ran_ms) as a (id, instance, claim, ran_ms)
    where j.id = a.id and j.state = 3 and j.instance = a.instance and j.claim = a.claim
        and j.parent_id is null and j.slots is null and not j.has_dependents and j.keep_history
    returning {job:j}, a.ran_ms
), kept as (
    insert into {schema}.history ({job}, over_on, outcome)
    select
        id, root_id, parent_id, kind, queue, priority, tenant, step, is_container, slots, unique_keys, exclusive,
        on_worker_lost, keep_history, created_at, 5, attempt, failures, 0, releases, instance, claim,
        worker, tag, position, waiting_for, open_children, admitted, cancel_requested, null, claimed_at,
        coalesce(started_at, case when ran_ms is not null then greatest(claimed_at, now.now - ran_ms * interval '1 ms') end), now.now, stage,
        progress, null, decision, null, null, checkpoint, output, artifacts, input, definition, may_fail, edits, (now.now at time zone 'utc')::date, 'completed'
    from ended, (select {schema}.store_now() as now) now
), forgotten as (
    delete from {schema}.claims c using unnest(@over_instances, @over_claims) as o (instance, claim)
    where c.instance = o.instance and c.claim = o.claim
)
select array_agg(id) from ended
