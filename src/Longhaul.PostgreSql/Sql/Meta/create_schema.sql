-- The schema, and which migrations it has had.
create schema if not exists {schema}
