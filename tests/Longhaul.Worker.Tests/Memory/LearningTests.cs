using Longhaul.Processes;
using Longhaul.Worker.Memory;
using Longhaul.Worker.Tests.Support;

namespace Longhaul.Worker.Tests.Memory;

public sealed class LearningTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public void A_kind_takes_the_95th_percentile_of_its_last_64_peaks()
    {
        var book = new PeakBook();
        foreach (var i in Enumerable.Range(1, 100))
        {
            book.Add("k", i * 40 * MiB);
        }

        book.Of("k").ShouldBe(97 * 40 * MiB);
        book.Of("other").ShouldBe(0);
    }

    [Fact]
    public void Kinds_that_never_took_much_are_not_kept_and_one_that_did_once_learns_of_small_ones_too()
    {
        var book = new PeakBook();
        book.Add("k", (32 * MiB) - 1);
        book.IsEmpty.ShouldBeTrue();
        book.Add("k", 32 * MiB);
        book.Of("k").ShouldBe(32 * MiB);
        foreach (var i in Enumerable.Range(1, 64))
        {
            book.Add("k", i * MiB / 16);
        }

        book.Of("k").ShouldBe(61 * MiB / 16);
    }

    [Fact]
    public void A_rise_of_the_kernels_count_is_seen_by_those_who_ran_then()
    {
        long? kills = 7;
        var clock = new ManualClock();
        var counter = new OomCounter(() => kills, clock);
        var early = clock.GetTimestamp();
        counter.HasRisenSince(early).ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(3));
        kills = 8;
        counter.Note();
        clock.Advance(TimeSpan.FromSeconds(3));
        counter.HasRisenSince(early).ShouldBeTrue();
        counter.HasRisenSince(clock.GetTimestamp()).ShouldBeFalse();
        kills = null;
        counter.HasRisenSince(clock.GetTimestamp()).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null, null, 950, 760, "machine")]
    [InlineData(500L, null, 500, 400, "setting")]
    [InlineData(2_000L, null, 950, 760, "machine")]
    [InlineData(500L, 450L, 500, 450, "setting")]
    [InlineData(500L, 600L, 500, 500, "setting")]
    public void Limits_are_what_was_set_but_not_more_than_there_is(long? limit, long? soft, long hardIs, long softIs, string source)
    {
        var root = Directory.CreateTempSubdirectory("longhaul-memory-").FullName;
        Directory.CreateDirectory(Path.Join(root, "proc"));
        File.WriteAllText(Path.Join(root, "proc", "meminfo"), "MemTotal: 1000 kB\n");
        var options = new WorkerOptions { Label = "w", MemoryLimitBytes = limit * 1024, MemorySoftLimitBytes = soft * 1024 };
        MemoryLimits.Of(options, MemorySource.Detect(root)).ShouldBe(new MemoryLimits(source, hardIs * 1024, softIs * 1024, false));
        Directory.Delete(root, recursive: true);
    }
}
