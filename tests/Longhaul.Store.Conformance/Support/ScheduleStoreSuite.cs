using Longhaul.Core.Jobs;
using Longhaul.Core.Schedules;
using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>A store with schedules, and short words for what is done to them. The clock begins at 15:09:26.535 UTC.</summary>
public abstract class ScheduleStoreSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    protected static ScheduleRef Sync { get; } = new("shop", "sync");

    /// <summary>Due every ten minutes.</summary>
    protected static ScheduleDefinition Every10 { get; } = new() { Name = "sync", Cron = "*/10 * * * *", Run = "work" };

    protected static DateTimeOffset At(string time) => DateTimeOffset.Parse("2026-03-14T" + time + "Z");

    protected Task DeclareAsync(params ScheduleDefinition[] schedules) => Store.Schedules.DeclareAsync("shop", schedules, Cancel);

    protected async Task<ScheduleRecord> RecordAsync(string name = "sync") =>
        (await Store.Schedules.ListAsync("shop", Cancel)).Schedules.Single(record => record.Schedule.Name == name);

    protected void PassTo(DateTimeOffset instant) => Clock.Advance(instant - Clock.Now);

    protected void PassTo(string time) => PassTo(At(time));

    /// <summary>What a worker would ask for now, by the rule for missed due times.</summary>
    protected async Task<ScheduleFiring> PlanAsync(params NewJob[] jobs)
    {
        var record = await RecordAsync();
        var plan = DuePlan.Make(record.Definition, Timetable.Of(record.Definition), record.NextDue!.Value, Clock.Now);
        IReadOnlyList<NewJob> run = jobs.Length > 0 ? jobs : [Samples.Job()];
        return new ScheduleFiring
        {
            Schedule = Sync,
            Hash = record.Hash,
            Due = record.NextDue.Value,
            Through = plan.Through,
            Runs = [.. plan.Run.Select(due => new ScheduledRun(due, run))],
            Missed = plan.Missed,
        };
    }

    protected async Task<FiringReply> FireAsync(params NewJob[] jobs) => await Store.Schedules.FireAsync(await PlanAsync(jobs), Cancel);

    /// <summary>Fires the due time that has come; answers with its job.</summary>
    protected async Task<long> FireOneAsync(params NewJob[] jobs)
    {
        var reply = await FireAsync(jobs);
        reply.Result.ShouldBe(FiringResult.Fired);
        return reply.Jobs.ShouldHaveSingleItem().ShouldNotBeNull();
    }
}
