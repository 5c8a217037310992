-- Removes messages that were settled long ago, and those of alerts that are not there and will not be sent.
delete from longhaul_alert_messages where id in (
    select id from longhaul_alert_messages
    where (state >= 2 and settled_at < @before) or (state < 2 and due_at < @forgotten and alert not in (select key from longhaul_alerts))
    order by id limit @limit)
