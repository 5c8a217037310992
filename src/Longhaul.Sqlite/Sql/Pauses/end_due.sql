-- Ends the pauses whose time has come.
delete from longhaul_pauses where until <= @now
