using Longhaul.Core.Schedules;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Sections;

/// <summary>The keys of a schedule, as they stand in the file.</summary>
internal sealed class ScheduleKeys : Keys
{
    public YamlText? Cron { get; set; }

    public YamlText? TimeZone { get; set; }

    public YamlText? Run { get; set; }

    public YamlMap? Input { get; set; }

    public YamlText? Queue { get; set; }

    public int? Priority { get; set; }

    public YamlText? Tenant { get; set; }

    public MissedRuns Missed { get; set; }

    public int? MissedLimit { get; set; }

    public OverlapPolicy? Overlap { get; set; }

    public TimeSpan Jitter { get; set; }
}

/// <summary>Reads a schedule.</summary>
internal static class ScheduleTable
{
    private static readonly (string Word, MissedRuns Value)[] MissedWords =
        [("skip", MissedRuns.Skip), ("once", MissedRuns.Once), ("all", MissedRuns.All)];

    public static Table<ScheduleKeys> Table { get; } = new("a schedule",
    [
        new("cron", (schedule, key) => schedule.Cron = key.Text()),
        new("timezone", (schedule, key) => schedule.TimeZone = key.Text()),
        new("run", (schedule, key) => schedule.Run = key.Text()),
        new("input", (schedule, key) => schedule.Input = key.Node as YamlMap ?? key.Wrong<YamlMap>("a mapping of names to values")),
        new("queue", (schedule, key) => schedule.Queue = key.Text()),
        new("priority", (schedule, key) => schedule.Priority = key.Whole(0, 9)),
        new("tenant", (schedule, key) => schedule.Tenant = key.Text()),
        new("missed", ReadMissed),
        new("overlap", (schedule, key) => schedule.Overlap = key.Choice(
            ("skip", OverlapPolicy.Skip), ("allow", OverlapPolicy.Allow), ("wait", OverlapPolicy.Wait), ("cancel", OverlapPolicy.Cancel))),
        new("jitter", (schedule, key) => schedule.Jitter = key.Duration() ?? TimeSpan.Zero),
    ]);

    /// <summary>The one key of the long form of <c>missed</c>.</summary>
    public static Table<ScheduleKeys> MissedTable { get; } = new("`missed`",
    [
        new("all", (schedule, key) => schedule.MissedLimit = key.Whole(1, ScheduleDefinition.MaxMissed)),
    ]);

    // once, skip, all, or { all: 5 }
    private static void ReadMissed(ScheduleKeys schedule, Setting key)
    {
        if (key.Node is not YamlMap map)
        {
            schedule.Missed = key.Choice(MissedWords) ?? default;
            return;
        }

        schedule.Missed = MissedRuns.All;
        if (map.Entries.Count == 0)
        {
            key.Wrong<object>("one of skip, once, all, or a mapping such as { all: 5 }");
        }

        schedule.MissedLimit = MissedTable.Read(key.Key, map, key.Problems).MissedLimit;
    }
}
