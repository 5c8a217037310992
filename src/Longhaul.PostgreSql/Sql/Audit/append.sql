-- Adds an entry of who did what.
insert into {schema}.audit (at, actor, action, subject, detail) values (@now, @actor, @action, @subject, @detail)
