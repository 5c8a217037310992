-- Keeps a fact about the file.
insert into longhaul_meta (name, value) values (@name, @value)
on conflict (name) do update set value = excluded.value
