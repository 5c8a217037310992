-- A fact about the schema.
select value from {schema}.meta where name = @name
