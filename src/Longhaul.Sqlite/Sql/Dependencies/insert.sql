-- One job waits for another.
insert into longhaul_dependencies (depends_on, job_id, any_end) values (@depends_on, @job_id, @any_end)
