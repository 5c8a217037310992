-- How many bytes the accepted attempts of an open tree published.
select coalesce(sum(json_extract(f.value, '$.size')), 0)
from (
    select artifacts from longhaul_jobs where id = @root_id and parent_id is null and (@tenant is null or tenant = @tenant)
    union all
    select artifacts from longhaul_jobs where root_id = @root_id and parent_id is not null and (@tenant is null or tenant = @tenant)) j,
    json_each(j.artifacts, '$.files') f
