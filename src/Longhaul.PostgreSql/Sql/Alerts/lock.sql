-- Keeps others from taking an alert's messages, unless one does already.
select 1 from {schema}.alerts where key = @alert for no key update skip locked
