-- Keeps what a running attempt says of itself; what it does not say stays.
update longhaul_jobs set
    stage = coalesce(@stage, stage), progress = coalesce(@progress, progress),
    eta_seconds = coalesce(@eta_seconds, eta_seconds), checkpoint = coalesce(@checkpoint, checkpoint)
where id = @id and state = 3 and instance = @instance and claim = @claim
