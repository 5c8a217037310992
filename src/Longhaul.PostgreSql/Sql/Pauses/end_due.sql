-- Ends the pauses of tenants whose time has come.
delete from {schema}.pauses where until <= @now returning name
