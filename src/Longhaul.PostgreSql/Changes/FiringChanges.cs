using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;

namespace Longhaul.PostgreSql.Changes;

/// <summary>Runs of schedules, by the rules; the keys that their jobs will need are locked before any job is, in the order that all calls share.</summary>
internal sealed class FiringChanges(Session session)
{
    private readonly FiringRules _rules = new(session);

    public FiringReply Fire(ScheduleFiring firing)
    {
        // Of fifty workers that come at once all but one end here, with nothing locked but the schedule.
        if (_rules.WhyNot(firing) is { } refusal)
        {
            return refusal;
        }

        new IntakeChanges(session).LockKeys([.. firing.Runs.SelectMany(run => run.Jobs)]);
        return _rules.Fire(firing);
    }

    public RunNowReply RunNow(ScheduleRef schedule, IReadOnlyList<NewJob> jobs, string actor)
    {
        if (session.Schedules.Find(schedule) is not null)
        {
            new IntakeChanges(session).LockKeys(jobs);
        }

        return _rules.RunNow(schedule, jobs, actor);
    }
}
