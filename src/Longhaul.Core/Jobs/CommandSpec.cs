namespace Longhaul.Core.Jobs;

/// <summary>What an exit code other than 0 means.</summary>
public enum ExitMeaning
{
    /// <summary>The job completed.</summary>
    Complete = 0,

    /// <summary>Try again, as after a transient failure.</summary>
    Retry = 1,

    /// <summary>Failed for good.</summary>
    Fail = 2,

    /// <summary>Skipped: nothing to do.</summary>
    Skip = 3,
}

/// <summary>Whose progress lines are understood in the output.</summary>
public enum ProgressFormat
{
    /// <summary>Only lines that begin with <c>::</c>.</summary>
    None = 0,

    /// <summary>What <c>ffmpeg -progress pipe:1</c> prints.</summary>
    Ffmpeg = 1,

    /// <summary>What yt-dlp prints.</summary>
    YtDlp = 2,
}

/// <summary>A command as it was defined, before values are filled in.</summary>
public sealed record CommandSpec
{
    /// <summary>Program and arguments; each item stays one argument whatever is filled in. Empty where <see cref="Shell"/> is set.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A line for <c>sh -c</c>; values reach it as environment only, never as text.</summary>
    public string? Shell { get; init; }

    /// <summary>The folder to run in; relative to the definition's folder, which is the default.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Environment beside the clean base; values may have templates.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of secrets that are given to it as environment variables.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Names of secrets that are given to it as files; <c>NAME_FILE</c> is the path of each. Null for none.</summary>
    public IReadOnlyList<string>? SecretFiles { get; init; }

    /// <summary>What exit codes mean beside 0, 75 and 78.</summary>
    public IReadOnlyDictionary<int, ExitMeaning> ExitCodes { get; init; } = new Dictionary<int, ExitMeaning>();

    /// <summary>Whose progress lines are understood.</summary>
    public ProgressFormat Progress { get; init; }

    /// <summary>Patterns of files to publish from the output folder; empty for all of it.</summary>
    public IReadOnlyList<string> Artifacts { get; init; } = [];

    /// <summary>For a step that uses a named job: the input to give it, as JSON text with templates; null for the run's input.</summary>
    public string? With { get; init; }
}
