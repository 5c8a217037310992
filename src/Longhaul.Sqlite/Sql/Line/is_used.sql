-- 1 where any lane is fair.
select exists (select 1 from longhaul_fair_lanes)
