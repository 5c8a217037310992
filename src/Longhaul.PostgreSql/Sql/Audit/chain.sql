-- Gives entries of an older store their hashes.
update {schema}.audit a set hash = h.hash from unnest(@ids, @hashes) h (id, hash) where a.id = h.id
