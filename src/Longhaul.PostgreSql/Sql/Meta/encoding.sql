-- How the database keeps text.
select current_setting('server_encoding')
