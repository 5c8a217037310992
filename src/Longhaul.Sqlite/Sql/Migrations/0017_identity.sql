-- least program: 13
-- Tells the store from others of the same path, wherever it is opened.
insert into longhaul_meta (name, value) values ('id', lower(hex(randomblob(16)))) on conflict (name) do nothing;
