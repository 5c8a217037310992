-- Declares workers dead that are known to be gone, or whose lease is over; answers with those that were not dead before.
with dying as materialized (
    select instance, dead from {schema}.workers
    where (not dead and (proven or @beat - seen_beat >= @ticks)) or (not proven and instance = any(@proven))
    order by instance
    for no key update
), declared as (
    update {schema}.workers w set
        proven = w.proven or w.instance = any(@proven),
        dead = w.dead or w.proven or w.instance = any(@proven) or @beat - w.seen_beat >= @ticks
    from dying d where w.instance = d.instance
    returning w.label, w.instance, w.started_at, w.dead and not d.dead as died)
select label, instance from declared where died order by started_at, instance
