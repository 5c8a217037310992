using Longhaul.Core.Schedules;

namespace Longhaul.Cli.Schedules;

/// <summary>Rules of a schedule as they stand in longhaul.yaml.</summary>
internal static class Words
{
    public static string Of(MissedRuns missed) => missed switch
    {
        MissedRuns.Once => "once",
        MissedRuns.Skip => "skip",
        _ => "all",
    };

    public static string Of(OverlapPolicy overlap) => overlap switch
    {
        OverlapPolicy.Skip => "skip",
        OverlapPolicy.Allow => "allow",
        OverlapPolicy.Wait => "wait",
        _ => "cancel",
    };
}
