-- When the next scheduled job is due, or the next review, when the next start under a rate passes, when the next does that somebody waits for, and when
-- the next pause ends.
select
    (select min(due_at) from longhaul_jobs where state in (2, 4) and due_at is not null),
    (select min(until) from longhaul_key_starts),
    (select min((select min(until) from longhaul_key_starts t where t.key = w.key))
        from (select distinct key from longhaul_slots where is_rate = 1 and held = 0) w),
    (select min(until) from longhaul_pauses)
