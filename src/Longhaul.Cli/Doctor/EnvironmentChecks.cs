namespace Longhaul.Cli.Doctor;

/// <summary>Checks every setting of the environment.</summary>
internal static class EnvironmentChecks
{
    // What a job's own process is given; not settings.
    private static readonly HashSet<string> GivenToJobs =
    [
        "LONGHAUL_JOB_ID", "LONGHAUL_ATTEMPT", "LONGHAUL_RUN_ID", "LONGHAUL_TENANT", "LONGHAUL_QUEUE", "LONGHAUL_KIND", "LONGHAUL_INPUT",
        "LONGHAUL_OUTPUT", "LONGHAUL_WORK", "LONGHAUL_URL", "LONGHAUL_TOKEN", "LONGHAUL_CHECKPOINT", "LONGHAUL_STEP", "LONGHAUL_RUN_DIR", "LONGHAUL_INSTANCE", "LONGHAUL_TREE",
    ];

    public static IEnumerable<Finding> Run(SettingReader settings)
    {
        foreach (var setting in SettingTable.All.Where(one => one != SettingTable.Store))
        {
            if (settings.Find(setting) is { } given)
            {
                yield return Judge(setting, given);
            }
        }

        foreach (var unknown in Unknown(settings.Environment))
        {
            yield return Finding.Warning("environment", $"{unknown} is set, and is no setting of Longhaul", "unset it, or correct its name; docs/environment.md lists all of them");
        }

        if (Platform.Detect(settings.Environment) is { } platform)
        {
            yield return Finding.Ok("platform", $"{platform.Name} ({platform.Variable} is set)");
        }
    }

    private static Finding Judge(Setting setting, Given given)
    {
        var shown = setting.Secret ? "(secret)" : Masking.Mask(given.Text);
        return setting.Check(given.Text) is { } complaint
            ? Finding.Problem("environment", $"{given.Source}: {(setting.Secret ? "the value" : TerminalText.Quote(shown))} {complaint}", setting.Remedy, ExitCode.BadConfiguration)
            : Finding.Ok("environment", $"{given.Source}={shown}");
    }

    private static IEnumerable<string> Unknown(IReadOnlyDictionary<string, string> environment)
    {
        var known = SettingTable.All.SelectMany(setting => setting.Variables).ToHashSet();
        return environment.Keys
            .Where(name => name.StartsWith("LONGHAUL_", StringComparison.Ordinal) && !known.Contains(name) && !GivenToJobs.Contains(name))
            .Order(StringComparer.Ordinal);
    }
}
