using Longhaul.Core.Schedules;

namespace Longhaul.Cli.Schedules;

/// <summary>Schedules for people: a table, and under it when each is due next.</summary>
internal static class ScheduleTable
{
    public static void Write(Terminal terminal, KnownSchedules schedules, IReadOnlyList<KnownSchedule> shown)
    {
        var several = shown.Select(schedule => schedule.Schedule.Project).Distinct().Count() > 1;
        var table = new TextTable("SCHEDULE", "STATE", "CRON", "ZONE", "RUNS", "NEXT", "LAST", "JOB", "FIRED", "MISSED", "SKIPPED");
        foreach (var schedule in shown)
        {
            var record = schedule.Record;
            table.Add(
                several ? schedule.Schedule.ToString() : schedule.Schedule.Name, State(schedule), schedule.Definition.Cron, schedule.Definition.TimeZone,
                schedule.Definition.Run, At(schedule.State == "paused" ? null : schedule.Next(schedules.Now).Cast<DateTimeOffset?>().FirstOrDefault()),
                At(schedule.Local(record?.LastDue)), record?.LastJob?.ToString(), Count(record?.Fired), Count(record?.Missed), Count(record?.Skipped));
        }

        table.Write(terminal);
        foreach (var schedule in shown)
        {
            WriteNext(terminal, schedule, schedules.Now);
        }

        terminal.Out.Flush();
    }

    /// <summary>An instant with the offset of its zone.</summary>
    public static string At(DateTimeOffset? instant) => instant is { } at ? at.ToString("yyyy-MM-dd HH:mm:sszzz") : "";

    private static void WriteNext(Terminal terminal, KnownSchedule schedule, DateTimeOffset now)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(TerminalText.Neutralise($"{schedule.Schedule.Name}: {Says(schedule.Definition)}{Note(schedule.State)}"));
        var next = schedule.Next(now);
        foreach (var due in next)
        {
            terminal.Out.WriteLine($"  {due:ddd} {At(due)}");
        }

        if (next.Count == 0)
        {
            terminal.Out.WriteLine("  never again");
        }
    }

    private static string Says(ScheduleDefinition schedule) =>
        $"missed {(schedule.Missed == MissedRuns.All ? $"all, at most {schedule.MissedLimit}" : Words.Of(schedule.Missed))}, overlap {Words.Of(schedule.Overlap)}"
        + (schedule.Jitter > TimeSpan.Zero ? $", jitter {Times.Span(schedule.Jitter)}" : "");

    private static string Note(string state) => state switch
    {
        "new" => "; no worker has been started with it yet",
        "changed" => "; as longhaul.yaml has it now: workers go by it once they are started anew",
        "removed" => "; no longer in longhaul.yaml: workers fire it until they are started anew",
        "paused" => "; paused, so these are left out",
        _ => "",
    };

    private static Cell State(KnownSchedule schedule) => new(schedule.State, schedule.State == "active" ? Style.Green : Style.Yellow);

    private static string Count(long? count) => count is null or 0 ? "" : count.Value.ToString();
}
