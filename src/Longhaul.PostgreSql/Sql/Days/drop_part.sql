-- Drops a partition for somebody who does not own it; false where a reader is in the way.
select {schema}.drop_part(@parent, @part)
