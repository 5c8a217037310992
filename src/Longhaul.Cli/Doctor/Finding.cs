namespace Longhaul.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum FindingLevel
{
    Ok = 0,
    Warning = 1,
    Problem = 2,
}

/// <summary>What a check found.</summary>
/// <param name="Check">The check.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Message">What is so.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Code">For a problem: the exit code it asks for.</param>
internal sealed record Finding(string Check, FindingLevel Level, string Message, string? Remedy = null, int Code = ExitCode.Failed)
{
    public static Finding Ok(string check, string message) => new(check, FindingLevel.Ok, message);

    public static Finding Warning(string check, string message, string remedy) => new(check, FindingLevel.Warning, message, remedy);

    public static Finding Problem(string check, string message, string? remedy, int code = ExitCode.Failed) =>
        new(check, FindingLevel.Problem, message, remedy, code);
}
