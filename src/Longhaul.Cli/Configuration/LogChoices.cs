namespace Longhaul.Cli.Configuration;

/// <summary>The least level that is logged.</summary>
internal enum LogThreshold
{
    Debug = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
    Critical = 4,
}

/// <summary>How log lines are written.</summary>
internal enum LogShape
{
    Json = 0,
    Text = 1,
}
