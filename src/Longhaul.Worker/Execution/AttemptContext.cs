using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Output;

namespace Longhaul.Worker.Execution;

/// <summary>One running attempt, as its handler sees it.</summary>
internal sealed class AttemptContext(JobRecord job, AttemptRef attempt, JobKind kind, AttemptStop stop, AttemptLog log, Action<NewCost> spend) : IJobContext
{
    private long _costs;


    public JobRecord Job => job;

    public AttemptRef Attempt => attempt;

    public JobKind Kind => kind;

    /// <summary>The switch by which it is stopped.</summary>
    public AttemptStop Stop => stop;

    /// <summary>Where its output goes.</summary>
    public AttemptLog Output => log;

    /// <summary>What it used, once that is known; goes with whatever outcome it has.</summary>
    public AttemptResources? Resources { get; set; }

    /// <summary>What it is told, where that was found out before its command is looked at.</summary>
    public CommandValues? Values { get; set; }

    public void Report(string? stage = null, double? percent = null, double? etaSeconds = null) => log.Report(stage, percent, etaSeconds);

    public void Checkpoint(string json) => log.Report(checkpoint: json);

    public void Cost(string component, decimal amount, string currency = "USD")
    {
        var cost = new Cost(component, amount, currency);
        if (Core.Jobs.Cost.Complaint(cost) is { } wrong)
        {
            Log(LogStream.System, $"warning: a cost is not kept: {wrong}");
            return;
        }

        spend(NewCost.Of(job, attempt, Interlocked.Increment(ref _costs), cost));
    }

    public void Log(LogStream stream, string line) => log.Write(stream, line);
}
