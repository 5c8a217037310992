namespace Longhaul.Cli.Following;

/// <summary>Why following a job ended.</summary>
internal enum FollowEnd
{
    /// <summary>The job is over.</summary>
    Over = 0,

    /// <summary>It took longer than somebody wanted to wait.</summary>
    TimedOut = 1,

    /// <summary>Somebody pressed Ctrl-C.</summary>
    Interrupted = 2,
}
