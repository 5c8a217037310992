-- Gives an entry of an older store its hash.
update longhaul_audit set hash = @hash where id = @id
