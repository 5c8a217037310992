-- Which migrations the schema has had.
create table {schema}.meta (
    name text primary key,
    value text not null
)
