-- Gives a ready job its place in line.
update longhaul_jobs set tag = @tag where id = @id
