-- What the transaction sees of others that commit while it is open.
select current_setting('transaction_isolation')
