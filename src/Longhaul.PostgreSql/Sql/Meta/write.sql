-- Keeps a fact about the schema.
insert into {schema}.meta (name, value) values (@name, @value)
on conflict (name) do update set value = excluded.value
