-- What this file is and which migrations it has had.
create table longhaul_meta (
    name text primary key,
    value text not null
) strict, without rowid
