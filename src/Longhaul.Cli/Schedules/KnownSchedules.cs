using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Schedules;

/// <summary>The schedules that a command can speak of: those of the project where there is one, else all of the store.</summary>
/// <param name="Now">The store's time.</param>
/// <param name="All">The schedules, by project and name.</param>
internal sealed record KnownSchedules(DateTimeOffset Now, IReadOnlyList<KnownSchedule> All)
{
    public static async Task<KnownSchedules> ReadAsync(StoreSession session, CancellationToken cancel)
    {
        var project = session.Project;
        var list = await session.Store.Schedules.ListAsync(project.Name.Length == 0 ? null : project.Name, cancel);
        if (project.Name.Length == 0)
        {
            return new KnownSchedules(list.Now, [.. list.Schedules.Select(record => new KnownSchedule(record.Schedule, record.Definition, record, InFile: true))]);
        }

        var records = list.Schedules.ToDictionary(record => record.Schedule.Name);
        var declared = project.Schedules.Select(schedule => new KnownSchedule(
            new ScheduleRef(project.Name, schedule.Name), schedule, records.GetValueOrDefault(schedule.Name), InFile: true));
        var gone = list.Schedules.ExceptBy(project.Schedules.Select(schedule => schedule.Name), record => record.Schedule.Name)
            .Select(record => new KnownSchedule(record.Schedule, record.Definition, record, InFile: false));
        return new KnownSchedules(list.Now, [.. declared.Concat(gone).OrderBy(schedule => schedule.Schedule.Name, StringComparer.Ordinal)]);
    }

    /// <summary>One by its name, or by its project and name.</summary>
    /// <exception cref="RefusedException">There is none, or several projects have one of that name.</exception>
    public KnownSchedule Find(string name)
    {
        var found = All.Where(schedule => schedule.Schedule.Name == name || schedule.Schedule.ToString() == name).ToArray();
        var names = All.Select(schedule => schedule.Schedule.Name).Distinct();
        return found switch
        {
            [var one] => one,
            [] => throw new RefusedException($"there is no schedule {TerminalText.Quote(name)}{NearestName.Hint(name, names)}"),
            _ => throw new RefusedException(
                $"there are several schedules {TerminalText.Quote(name)}: name one of {string.Join(", ", found.Select(schedule => schedule.Schedule))}"),
        };
    }
}
