-- Makes the partitions of a day and of so many days after it, as far as they are missing. A day that is over and whose history was removed stays away.
select {schema}.make_day(@first + n) from generate_series(0, @days) n
where not exists (select 1 from {schema}.days d where d.day = @first + n and (d.has_history or d.day < @today))
