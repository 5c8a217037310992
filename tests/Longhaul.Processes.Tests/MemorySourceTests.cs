namespace Longhaul.Processes.Tests;

/// <summary>The files are as machines and containers have them; only the numbers are chosen so that no two are alike.</summary>
public sealed class MemorySourceTests : IDisposable
{
    const long MiB = 1024 * 1024;

    const string MemInfo = "MemTotal:       24683656 kB\nMemFree:        20033872 kB\nMemAvailable:   23154436 kB\n";

    const string V2Mounts = """
        1291 1270 0:149 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
        1300 1295 0:29 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot

        """;

    const string V1Mounts = """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
        35 31 0:32 /docker/4f7e /sys/fs/cgroup/memory ro,nosuid,relatime master:17 - cgroup cgroup rw,memory
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw

        """;

    const string V1Groups = "9:name=systemd:/\n4:memory:/docker/4f7e\n1:cpu:/\n0::/\n";

    readonly string _root = Directory.CreateTempSubdirectory("longhaul-memory-").FullName;

    public MemorySourceTests() => Write("proc/meminfo", MemInfo);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_container_of_cgroup_v2_says_what_it_may_use_and_uses_without_what_can_be_taken_back()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("proc/self/mountinfo", V2Mounts);
        Write("sys/fs/cgroup/memory.max", "536870912\n");
        Write("sys/fs/cgroup/memory.current", "209715200\n");
        Write("sys/fs/cgroup/memory.stat", "anon 96468992\nfile 104857600\nactive_file 20971520\ninactive_file 83886080\nfile_dirty 3145728\nfile_writeback 1048576\nslab_reclaimable 2097152\n");
        Write("sys/fs/cgroup/memory.events", "low 0\nhigh 0\nmax 41\noom 3\noom_kill 2\noom_group_kill 0\n");
        var source = MemorySource.Detect(_root);

        (source.Name, source.LimitBytes, source.IsGroup, source.Warning).ShouldBe(("cgroup v2", 512 * MiB, true, null));
        source.ReadUsedBytes().ShouldBe(102 * MiB);
        (source.ReadOomKills(), source.ReadAvailableBytes()).ShouldBe((2, null));
        source.KillsTogether.ShouldBeFalse();
        Write("sys/fs/cgroup/memory.oom.group", "0\n");
        source.KillsTogether.ShouldBeFalse();
        Write("sys/fs/cgroup/memory.oom.group", "1\n");
        source.KillsTogether.ShouldBeTrue();
    }

    [Fact]
    public void The_tightest_of_the_groups_above_counts_and_the_own_one_tells_of_kills() => TightestOf(_root);

    /// <summary>As "/" does, it ends with a slash, and what is joined to it has two.</summary>
    [Fact]
    public void A_root_that_ends_with_a_slash_is_the_same() => TightestOf(_root + "/");

    void TightestOf(string root)
    {
        Write("proc/self/cgroup", "0::/user.slice/jobs.service/inner\n");
        Write("proc/self/mountinfo", V2Mounts);
        Write("sys/fs/cgroup/user.slice/memory.max", "700000000\n");
        Write("sys/fs/cgroup/user.slice/memory.current", "1\n");
        Write("sys/fs/cgroup/user.slice/jobs.service/memory.max", "300000000\n");
        Write("sys/fs/cgroup/user.slice/jobs.service/memory.current", "100000007\n");
        Write("sys/fs/cgroup/user.slice/jobs.service/memory.events", "oom_kill 8\n");
        Write("sys/fs/cgroup/user.slice/jobs.service/inner/memory.max", "max\n");
        Write("sys/fs/cgroup/user.slice/jobs.service/inner/memory.current", "5\n");
        Write("sys/fs/cgroup/user.slice/jobs.service/inner/memory.events", "oom_kill 3\n");
        var source = MemorySource.Detect(root);

        (source.Name, source.LimitBytes, source.ReadUsedBytes(), source.ReadOomKills()).ShouldBe(("cgroup v2", 300_000_000, 100_000_007, 3));
    }

    [Fact]
    public void A_container_of_cgroup_v1_that_is_told_the_path_outside_finds_its_own_files()
    {
        Write("proc/self/cgroup", V1Groups);
        Write("proc/self/mountinfo", V1Mounts);
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "73400320\n");
        Write("sys/fs/cgroup/memory/memory.stat", "inactive_file 7\ntotal_cache 31457280\ntotal_inactive_file 9437184\ntotal_active_file 2097152\ntotal_dirty 1048576\n");
        Write("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
        var source = MemorySource.Detect(_root);

        (source.Name, source.LimitBytes, source.IsGroup, source.Warning).ShouldBe(("cgroup v1", 256 * MiB, true, null));
        (source.ReadUsedBytes(), source.ReadOomKills()).ShouldBe((60 * MiB, 5));
    }

    [Fact]
    public void Where_both_versions_are_mounted_and_no_group_has_a_limit_the_machine_counts()
    {
        Write("proc/self/cgroup", "4:memory:/process_api/f63a\n0::/\n");
        Write("proc/self/mountinfo", V1Mounts.Replace("/docker/4f7e /sys", "/ /sys", StringComparison.Ordinal));
        Write("sys/fs/cgroup/memory/process_api/f63a/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/unified/memory.max", "17\n");
        Write("proc/vmstat", "nr_free_pages 5008468\noom_kill 9\n");
        var source = MemorySource.Detect(_root);

        (source.Name, source.LimitBytes, source.IsGroup, source.Warning).ShouldBe(("machine", 24_683_656L * 1024, false, null));
        (source.ReadUsedBytes(), source.ReadOomKills(), source.ReadAvailableBytes()).ShouldBe((null, 9, 23_154_436L * 1024));
    }

    [Theory]
    [InlineData("max\n")]
    [InlineData("99999999999999\n")]
    [InlineData(null)]
    public void A_group_without_a_limit_or_with_one_beyond_the_machine_is_none(string? max)
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("proc/self/mountinfo", V2Mounts);
        if (max is not null)
        {
            Write("sys/fs/cgroup/memory.max", max);
        }

        var source = MemorySource.Detect(_root);
        (source.Name, source.LimitBytes, source.Warning).ShouldBe(("machine", 24_683_656L * 1024, null));
    }

    [Theory]
    [InlineData("lots\n")]
    [InlineData("-5\n")]
    [InlineData("")]
    public void What_is_no_number_is_warned_of_and_the_machine_counts(string max)
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("proc/self/mountinfo", V2Mounts);
        Write("sys/fs/cgroup/memory.max", max);

        var source = MemorySource.Detect(_root);
        source.Name.ShouldBe("machine");
        source.Warning.ShouldNotBeNull().ShouldContain("memory.max holds '" + max.Trim() + "'");
    }

    [Theory]
    [InlineData("proc/self/cgroup", "garbage\n\n::\n")]
    [InlineData("proc/self/mountinfo", "31 23\nx - \n - - -\n")]
    public void Lines_that_cannot_be_understood_are_passed_over(string file, string text)
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("proc/self/mountinfo", V2Mounts);
        Write("sys/fs/cgroup/memory.max", "536870912\n");
        Write(file, text);

        MemorySource.Detect(_root).Name.ShouldBe("machine");
    }

    [Fact]
    public void Where_nothing_at_all_can_be_read_the_runtime_knows()
    {
        File.Delete(Path.Join(_root, "proc/meminfo"));
        var source = MemorySource.Detect(_root);
        (source.Name, source.IsGroup, source.ReadUsedBytes(), source.ReadOomKills()).ShouldBe(("runtime", false, null, null));
        source.LimitBytes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_mount_with_an_escaped_name_and_a_group_that_climbs_out_of_it_stays_within()
    {
        Write("proc/self/cgroup", "0::/../../etc\n");
        Write("proc/self/mountinfo", "30 1 0:9 / /sys/fs/c\\040group rw - cgroup2 none rw\n");
        Write("sys/fs/c group/memory.max", "104857600\n");
        (MemorySource.Detect(_root) is { Name: "cgroup v2", LimitBytes: 100 * MiB }).ShouldBeTrue();
    }

    [Fact]
    public void This_machine_says_something_sensible()
    {
        var source = MemorySource.Detect();
        source.Warning.ShouldBeNull();
        source.LimitBytes.ShouldBeGreaterThan(100 * MiB);
        source.ReadOomKills().ShouldNotBeNull();
    }

    void Write(string path, string text)
    {
        var file = Path.Join(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
