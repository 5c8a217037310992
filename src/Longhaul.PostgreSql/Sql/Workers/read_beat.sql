-- The number of ticks so far.
select n from {schema}.beat
