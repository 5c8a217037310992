-- Entries, the newest first.
select id, at, actor, action, subject, detail, hash from longhaul_audit
where (@before is null or id < @before) and (@actor is null or actor = @actor) and (@action is null or action = @action)
order by id desc
limit @limit
