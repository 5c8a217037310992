-- Ends the pauses of tenants whose time has come.
delete from longhaul_pauses where until <= @now returning name
