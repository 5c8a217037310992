using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Tests;

/// <summary>Listings that must look at more jobs than one short read may.</summary>
public sealed class ListingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rare_jobs_are_found_below_many_others_newest_first()
    {
        await using var store = await _folder.OpenAsync();
        var crowd = Enumerable.Range(0, 1_000).Select(_ => new NewJob { Kind = "crowd" }).ToList();
        var rare = new List<long>();
        for (var i = 0; i < 44; i++)
        {
            if (i % 22 == 0)
            {
                rare.Insert(0, (await store.Intake.EnqueueAsync([new NewJob { Kind = "rare", Input = "{\"n\":\"50%_\\\\\"}" }]))[0].Id);
            }

            await store.Intake.EnqueueAsync(crowd);
        }

        (await store.Queries.ListAsync(new JobFilter { Kind = "rare" }, new JobPage(10))).Select(job => job.Id).ShouldBe(rare);
        (await store.Queries.ListAsync(new JobFilter { Search = "50%_\\" }, new JobPage(10))).Select(job => job.Id).ShouldBe(rare);
        (await store.Queries.ListAsync(new JobFilter { Kind = "rare" }, new JobPage(1, rare[0]))).ShouldHaveSingleItem().Id.ShouldBe(rare[1]);
        (await store.Queries.ListAsync(new JobFilter { Kind = "nobody" }, new JobPage(10))).ShouldBeEmpty();
    }
}
