-- How many bytes accepted attempts published, as far as their jobs are still known.
select coalesce(sum((f ->> 'size')::bigint), 0)::bigint
from (
    select artifacts from {schema}.jobs where artifacts is not null and (@tenant is null or tenant = @tenant)
    union all
    select artifacts from {schema}.history where artifacts is not null and (@tenant is null or tenant = @tenant)) j,
    jsonb_array_elements(j.artifacts::jsonb -> 'files') f
