delete from longhaul_dependencies where job_id = @id
