-- Days without history on which no job of the history, and none that is open, had begun: their attempts and output belong to nobody.
select day from {schema}.days
where not has_history and day < coalesce(least(
    (select min(coalesce(h.oldest_on, (select (min(created_at) at time zone 'utc')::date from {schema}.history where over_on = h.day)))
     from {schema}.days h where h.has_history),
    (select (min(created_at) at time zone 'utc')::date from {schema}.jobs)), 'infinity')
order by day
