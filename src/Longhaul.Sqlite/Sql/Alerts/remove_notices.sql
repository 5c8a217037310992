-- Removes what was noted for an alert, up to one of them.
delete from longhaul_notices where alert = @alert and id <= @through
