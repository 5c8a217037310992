-- Ends the pauses whose time has come.
delete from {schema}.pauses where until <= @now
