select 1 from longhaul_dependencies where depends_on = @job_id limit 1
