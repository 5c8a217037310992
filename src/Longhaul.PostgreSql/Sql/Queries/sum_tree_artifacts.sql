-- How many bytes the accepted attempts of an open tree published.
select coalesce(sum((f ->> 'size')::bigint), 0)::bigint
from (
    select artifacts from {schema}.jobs where id = @root_id and parent_id is null and (@tenant is null or tenant = @tenant)
    union all
    select artifacts from {schema}.jobs where root_id = @root_id and parent_id is not null and (@tenant is null or tenant = @tenant)) j,
    jsonb_array_elements(j.artifacts::jsonb -> 'files') f
