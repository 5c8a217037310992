-- Whether an alert is declared.
select 1 from longhaul_alerts where key = @alert
