-- Entries, the newest first.
select id, at, actor, action, subject, detail from {schema}.audit
where @before is null or id < @before
order by id desc
limit @limit
