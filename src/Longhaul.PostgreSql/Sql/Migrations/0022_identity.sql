-- least program: 17
-- Tells the store from others of the same address, wherever it is reached from.
insert into {schema}.meta (name, value) values ('id', replace(gen_random_uuid()::text, '-', '')) on conflict (name) do nothing;
