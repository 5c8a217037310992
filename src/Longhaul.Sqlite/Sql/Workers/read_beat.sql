-- The number of ticks so far.
select n from longhaul_beat
