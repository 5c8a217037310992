-- Entries, the oldest first.
select id, at, actor, action, subject, detail, hash from {schema}.audit where id > @after order by id limit @limit
