-- Adds an entry of who did what, with its number and its hash in the chain.
insert into longhaul_audit (id, at, actor, action, subject, detail, hash) values (@id, @now, @actor, @action, @subject, @detail, @hash)
