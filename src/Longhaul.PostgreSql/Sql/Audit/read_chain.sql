-- Entries, the oldest first, beside the last one that retention removed. One statement sees one moment: of two, the second would see what was removed after the first.
select removed.id, removed.hash, entry.id, entry.at, entry.actor, entry.action, entry.subject, entry.detail, entry.hash
from {schema}.audit_removed removed
left join (select * from {schema}.audit where id > @after order by id limit @limit) entry on true
order by entry.id
