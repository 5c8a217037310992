using System.Text.Json;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Model;

/// <summary>Does the same operations to the model and to a store, and compares every answer and the whole content.</summary>
public sealed class ModelRun : IAsyncDisposable
{
    private const string Refused = "refused";

    /// <summary>Attempts, dependencies and output of every job are compared less often than the jobs themselves.</summary>
    private const int EverySoOften = 20;

    /// <summary>Of so many open jobs, the newest, it is compared why they wait.</summary>
    private const int Explained = 8;

    private readonly ManualClock _clock = new();
    private readonly InMemoryJobStore _model;
    private readonly IJobStore _store;
    private readonly IStoreFactory _factory;
    private readonly ModelOperations _operations;

    public ModelRun(IStoreFactory factory)
    {
        var options = new StoreOptions { Clock = _clock, VirtualLead = TimeSpan.Zero, KeyAging = 0 };
        _factory = factory;
        _store = factory.Open(options);
        _model = new InMemoryJobStore(options, _store.Capabilities.RetainsByDay);
        _operations = new ModelOperations(_clock);
    }

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        await _store.Schema.MigrateAsync();
        for (var i = 0; i < steps.Count; i++)
        {
            var (name, operation) = _operations.Choose(steps[i]);
            var expected = await AnswerAsync(_model, operation);
            var actual = await AnswerAsync(_store, operation);
            if (_factory.LastNumber() > _model.LastNumber)
            {
                _factory.Rewind(_model.LastNumber);
            }

            Same(expected, actual, $"the answer to operation {i}, {name}");
            Same(await DumpAsync(_model, i % EverySoOften == 0), await DumpAsync(_store, i % EverySoOften == 0), $"what is there after operation {i}, {name}");
            await NothingBeginsTooEarlyAsync($"operation {i}, {name}");
            await _operations.LearnAsync(_model);
        }

        Same(await DumpAsync(_model, all: true), await DumpAsync(_store, all: true), "what is there at the end");
        await ClaimsWhatNothingBlocksAsync();
    }

    /// <summary>Nothing is ready while something of its tree is not over that it comes after, or that what it belongs to does.</summary>
    private async Task NothingBeginsTooEarlyAsync(string when)
    {
        var jobs = (await _model.Queries.ListAsync(new JobFilter(), new JobPage(1_000))).ToDictionary(job => job.Id);
        foreach (var ready in jobs.Values.Where(job => job.State == JobState.Ready))
        {
            var needs = (await _model.Queries.ListDependenciesAsync(ready.RootId)).ToLookup(edge => edge.JobId, edge => edge.DependsOn);
            for (var at = ready; at is not null; at = at.ParentId is { } parent ? jobs[parent] : null)
            {
                if (needs[at.Id].FirstOrDefault(id => jobs.TryGetValue(id, out var need) && need.RootId == at.RootId && !need.State.IsOver()) is var early and > 0)
                {
                    throw new InvalidOperationException($"after {when}, job {ready.Id} is ready although job {early} is not over");
                }
            }
        }
    }

    /// <summary>Outside of queues with limits, a job has no reason that blocks it if and only if somebody who takes everything is given it. Of those that have lost a worker one comes at a time.</summary>
    private async Task ClaimsWhatNothingBlocksAsync()
    {
        var all = new Guid(9_999, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        await _store.Workers.RegisterAsync(Samples.Worker(all, "all"));
        var free = new List<long>();
        var limited = (await _model.Queries.ListQueuesAsync()).Where(queue => queue.Limit is not null || queue.Rate is not null).Select(queue => queue.Name).ToHashSet();
        foreach (var job in (await _model.Queries.ListAsync(new JobFilter(), new JobPage(1_000))).Where(job => job.Crashes == 0 && !limited.Contains(job.Queue)))
        {
            var reasons = (await _model.Queries.ExplainAsync(job.Id))!.Reasons;
            free.AddRange(reasons.Any(reason => reason.Blocks) ? [] : [job.Id]);
        }

        var reply = await _store.Claims.ClaimAsync(new ClaimRequest
        {
            Token = new AttemptToken(all, 1),
            Lanes = [.. ModelOperations.Queues.Select(queue => new ClaimLane(queue, 1_000))],
            Limit = 1_000,
        });
        Same(string.Join(' ', free.Order()), string.Join(' ', reply.Jobs.Where(job => job.Crashes == 0 && !limited.Contains(job.Queue)).Select(job => job.Id).Order()), "what nothing blocks");
    }

    public async ValueTask DisposeAsync()
    {
        await _model.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static async Task<string> AnswerAsync(IJobStore store, Func<IJobStore, Task<object?>> operation)
    {
        try
        {
            var answer = await operation(store);
            return answer is ControlReply reply ? reply.Result.ToString() : JsonSerializer.Serialize(answer);
        }
        catch (RefusedException)
        {
            return Refused;
        }
    }

    private static async Task<string> DumpAsync(IJobStore store, bool all)
    {
        var jobs = await store.Queries.ListAsync(new JobFilter(), new JobPage(1_000));
        var lines = jobs.Select(job => JsonSerializer.Serialize(job)).ToList();
        lines.AddRange((await store.Queries.ListQueuesAsync()).Select(queue => queue.ToString()));
        lines.AddRange((await store.Schedules.ListAsync()).Schedules.Select(schedule => JsonSerializer.Serialize(schedule)));
        lines.AddRange((await store.Queries.ListPausesAsync()).Select(pause => pause.ToString()));
        lines.AddRange((await store.Tenants.ListAsync()).Select(tenant => tenant.ToString()));
        lines.AddRange((await store.Secrets.ListAsync(1_000)).Select(secret => secret.ToString()));
        if (all)
        {
            lines.AddRange((await store.Workers.ListAsync()).Select(worker => JsonSerializer.Serialize(worker)));
            lines.AddRange(await ModelCosts.DumpAsync(store));
            lines.AddRange(await ModelAlerts.DumpAsync(store));
            foreach (var job in jobs.Take(Explained))
            {
                lines.Add($"published {job.RootId} {job.Tenant}: {await store.Queries.SumArtifactsAsync(job.RootId, null)} {await store.Queries.SumArtifactsAsync(null, job.Tenant)}");
            }

            lines.AddRange((await store.Audit.ListAsync(1_000)).Select(entry => entry.ToString()));
            foreach (var job in jobs.Where(job => !job.State.IsOver()).Take(Explained))
            {
                lines.Add(JsonSerializer.Serialize(await store.Queries.ExplainAsync(job.Id)));
            }

            foreach (var job in jobs)
            {
                lines.AddRange((await store.Queries.ListAttemptsAsync(job.Id)).Select(attempt => JsonSerializer.Serialize(attempt)));
                lines.AddRange((await store.Queries.ListDependenciesAsync(job.Id)).Select(edge => edge.ToString()));
                lines.AddRange((await store.Logs.ReadAsync(job.Id, default, 1_000)).Select(piece => JsonSerializer.Serialize(piece)));
            }
        }

        return string.Join('\n', lines);
    }

    private static void Same(string expected, string actual, string what)
    {
        if (expected != actual)
        {
            var (left, right) = (expected.Split('\n'), actual.Split('\n'));
            var at = Enumerable.Range(0, Math.Max(left.Length, right.Length))
                .First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
            throw new InvalidOperationException(
                $"{what} differs:\nmodel: {left.ElementAtOrDefault(at)}\nstore: {right.ElementAtOrDefault(at)}");
        }
    }
}
