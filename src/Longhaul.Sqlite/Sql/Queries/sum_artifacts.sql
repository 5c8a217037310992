-- How many bytes accepted attempts published, as far as their jobs are still known.
select coalesce(sum(json_extract(f.value, '$.size')), 0)
from (
    select artifacts from longhaul_jobs where artifacts is not null and (@tenant is null or tenant = @tenant)
    union all
    select artifacts from longhaul_history where artifacts is not null and (@tenant is null or tenant = @tenant)) j,
    json_each(j.artifacts, '$.files') f
