-- A fact about the schema.
select value::text from {schema}.meta where name = @name
