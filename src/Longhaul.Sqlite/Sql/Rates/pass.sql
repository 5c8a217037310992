-- Forgets starts that count no more; answers with their keys.
delete from longhaul_key_starts where until <= @now returning key
