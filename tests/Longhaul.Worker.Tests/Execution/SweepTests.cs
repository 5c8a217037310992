using System.Diagnostics;
using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Instances;
using Longhaul.Worker.Execution.Scratch;
using Longhaul.Worker.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longhaul.Worker.Tests.Execution;

public sealed class SweepTests : IDisposable
{
    private const string Dead = "0123456789abcdef0123456789abcdef";
    private readonly string _data = Directory.CreateTempSubdirectory("longhaul-").FullName;
    private readonly InstanceFolder _instances;
    private readonly LiveInstance _self;
    private readonly List<string> _killed = [];

    public SweepTests()
    {
        _instances = new InstanceFolder(_data);
        _self = _instances.Enter(Guid.NewGuid().ToString("N"));
    }

    [Fact]
    public async Task Scratch_of_a_process_that_is_gone_is_removed_and_that_of_living_ones_stays()
    {
        using var other = _instances.Enter(Guid.NewGuid().ToString("N"));
        Leave(Dead, Guid.NewGuid());
        Scratch(Dead);
        Scratch("feedfeedfeedfeedfeedfeedfeedfeed");
        Directory.CreateDirectory(Path.Join(_data, "work", ScratchNames.OfLinks(Dead, 4), "run"));
        var mine = Scratch(_self.Id);
        var theirs = Scratch(other.Id);
        var stranger = Directory.CreateDirectory(Path.Join(_data, "work", "keep me")).FullName;

        await Sweep().RunAsync(TestContext.Current.CancellationToken);

        Directory.GetDirectories(Path.Join(_data, "work")).ShouldBe([mine, theirs, stranger], ignoreOrder: true);
        _killed.ShouldBe([Dead]);
        _instances.List().ShouldBe([_self.Id, other.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task A_process_that_is_starting_is_not_taken_for_dead()
    {
        var ids = Enumerable.Range(0, 3_000).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        var next = 0;
        var clearing = Task.Run(() =>
        {
            // As soon as there is a lock, and faster than any list of them.
            for (var i = Volatile.Read(ref next); i < ids.Count; i = Volatile.Read(ref next))
            {
                if (File.Exists(Path.Join(_data, "instances", ids[i] + ".lock")))
                {
                    _instances.TryTakeOver(ids[i])?.Dispose();
                }
            }
        });
        try
        {
            for (; next < ids.Count; Volatile.Write(ref next, next + 1))
            {
                _instances.Enter(ids[next]).Dispose();
            }
        }
        finally
        {
            Volatile.Write(ref next, ids.Count);
            await clearing;
        }

        _instances.List().ShouldBe([_self.Id]);
    }

    [Fact]
    public void A_file_in_the_place_of_a_scratch_folder_is_removed_and_a_link_not_followed()
    {
        var folder = Scratch(Dead);
        var outside = Directory.CreateDirectory(Path.Join(_data, "outside")).FullName;
        File.WriteAllText(Path.Join(outside, "precious"), "mine");
        File.WriteAllText(Path.Join(_data, "work", $"8-{Dead[..12]}-1"), "in the way");
        Directory.CreateSymbolicLink(Path.Join(_data, "work", $"9-{Dead[..12]}-1"), outside);

        new ScratchSweep(_data, _instances, NullLogger<ScratchSweep>.Instance).Run().ShouldBe(3);

        Directory.Exists(folder).ShouldBeFalse();
        Directory.GetFileSystemEntries(Path.Join(_data, "work")).ShouldBeEmpty();
        File.Exists(Path.Join(outside, "precious")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_removal_that_fails_in_an_unforeseen_way_holds_up_no_other()
    {
        var removed = new List<string>();
        var log = new TestLog();
        var attempts = Enumerable.Range(1, 100).Select(n => ScratchFolder.Of(_data, Dead, new AttemptRef(n, new AttemptToken(Guid.Empty, n)))).ToList();
        await using (var remover = new ScratchRemover(log.CreateLogger<ScratchRemover>(), scratch =>
        {
            removed.Add(scratch.Root);
            throw new InvalidOperationException("nobody has foreseen this");
        }))
        {
            foreach (var scratch in attempts)
            {
                await remover.AddAsync(scratch).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        removed.ShouldBe(attempts.Select(scratch => scratch.Root));
        log.Events.Count(name => name == "SCRATCH_STAYS").ShouldBe(100);
    }

    [Fact]
    public async Task Strays_are_found_by_the_id_under_which_their_worker_was_registered()
    {
        var lease = Guid.NewGuid();
        Leave(Dead, Guid.NewGuid(), lease);
        Leave("feedfeedfeedfeedfeedfeedfeedfeed", Guid.NewGuid());

        await Sweep().SweepAsync([lease, Guid.NewGuid()], TestContext.Current.CancellationToken);

        _killed.ShouldBe([Dead]);
    }

    [Fact]
    public async Task What_a_worker_that_is_declared_dead_left_lying_is_removed_by_whoever_says_so()
    {
        var lease = Guid.NewGuid();
        Leave(Dead, lease);
        Directory.CreateDirectory(Path.Join(Scratch(Dead), "secrets"));
        var mine = Scratch(_self.Id);

        await Sweep().SweepAsync([lease], TestContext.Current.CancellationToken);

        Directory.GetDirectories(Path.Join(_data, "work")).ShouldBe([mine]);
    }

    [Fact]
    public async Task What_a_dead_worker_left_running_is_killed_also_with_a_session_of_its_own()
    {
        var id = Guid.NewGuid().ToString("N");
        var mark = Path.Join(_data, "pid");
        using var stray = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", $"echo $$ > {mark}.new; mv {mark}.new {mark}; exec sleep 600"])
        {
            Environment = { ["LONGHAUL_INSTANCE"] = id },
        })!;
        while (!File.Exists(mark))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await Strays.KillAsync(new InstanceRecord(id, null, new HashSet<Guid>()));

        ProcessIdentity.Of(int.Parse(File.ReadAllText(mark))).ShouldBeNull();
    }

    [Fact]
    public async Task A_worker_s_own_former_ids_are_no_reason_to_kill_what_it_runs_now()
    {
        var former = Guid.NewGuid();
        _self.Note(former);

        await Sweep().SweepAsync([former], TestContext.Current.CancellationToken);

        _killed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_still_holds_its_lock_is_not_swept_and_nobody_is_told_that_it_was()
    {
        using var other = _instances.Enter(Guid.NewGuid().ToString("N"));
        var lease = Guid.NewGuid();
        other.Note(lease);

        await Should.ThrowAsync<InvalidOperationException>(() => Sweep().SweepAsync([lease], TestContext.Current.CancellationToken));

        _killed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lock_goes_with_its_process_however_that_ends()
    {
        File.WriteAllText(LockOf(Dead), "");
        using var holder = Process.Start("flock", ["--exclusive", LockOf(Dead), "-c", "echo held; sleep 600"]);
        while (_instances.TryTakeOver(Dead) is { } free)
        {
            free.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        FileStream? taken;
        while ((taken = _instances.TryTakeOver(Dead)) is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        taken.Dispose();
    }

    [Fact]
    public void A_record_survives_its_file_and_a_line_cut_short()
    {
        _self.Note(Guid.Parse("11111111-1111-1111-1111-111111111111"));
        var record = _instances.Read(_self.Id).ShouldNotBeNull();

        record.Process.ShouldBe(ProcessIdentity.Self);
        record.Leases.ShouldBe([Guid.Parse("11111111-1111-1111-1111-111111111111")]);
        InstanceRecord.Parse("x", "process a\nlease 12").Leases.ShouldBeEmpty();
    }

    public void Dispose()
    {
        _self.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private InstanceSweep Sweep()
    {
        var scratch = new ScratchSweep(_data, _instances, NullLogger<ScratchSweep>.Instance);
        return new InstanceSweep(_instances, _self, scratch, Kill, TimeProvider.System, NullLogger<InstanceSweep>.Instance);
    }

    private Task Kill(InstanceRecord record)
    {
        _killed.Add(record.Id);
        return Task.CompletedTask;
    }

    private string LockOf(string id) => Path.Join(_data, "instances", id + ".lock");

    private void Leave(string id, params Guid[] leases)
    {
        File.WriteAllText(LockOf(id), "");
        File.WriteAllLines(Path.Join(_data, "instances", id), ["process boot pid:[1] 1 1", .. leases.Select(InstanceRecord.LineOf)]);
    }

    private string Scratch(string id) =>
        Directory.CreateDirectory(Path.Join(_data, "work", $"7-{id[..12]}-3", "output")).Parent!.FullName;
}
