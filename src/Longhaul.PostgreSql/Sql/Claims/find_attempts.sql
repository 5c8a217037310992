-- Which of the attempts still hold their jobs, with their numbers and days; locked, so that they cannot end meanwhile.
select j.id, j.instance, j.claim, j.attempt, (j.claimed_at at time zone 'utc')::date
from unnest(@ids, @instances, @claims) as a (id, instance, claim) join {schema}.jobs j
    on j.id = a.id and j.state = 3 and j.instance = a.instance and j.claim = a.claim
order by j.id
for no key update of j
