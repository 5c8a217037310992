-- Whether the file holds anything of ours.
select 1 from sqlite_master where type = 'table' and name = 'longhaul_meta'
