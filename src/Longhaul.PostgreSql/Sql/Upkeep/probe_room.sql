-- Writes a megabyte where the tables of this database lie, to see whether there is room; it goes with the transaction.
create temporary table longhaul_room on commit drop as
select n, repeat('x', 1000) as filler from generate_series(1, 1000) as n
