namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>The variables that a platform's file gives to a service: what it says goes before what is set here.</summary>
internal sealed class ServiceVariables(SettingReader caller, IReadOnlyDictionary<string, string> own)
{
    private const int DefaultPort = 8080;

    private static readonly TimeSpan DefaultShutdown = TimeSpan.FromSeconds(30);

    /// <summary>How long a worker takes to stop at most.</summary>
    public TimeSpan ShutdownTimeout =>
        Own.Find(SettingTable.ShutdownTimeout) is null ? Of(caller.Environment).Read(SettingTable.ShutdownTimeout, DefaultShutdown) : Own.Read(SettingTable.ShutdownTimeout, DefaultShutdown);

    /// <summary>Where a worker serves its health. A port that is set here says nothing of another machine.</summary>
    public int HealthPort => Own.Read(SettingTable.HealthPort, DefaultPort);

    public bool SetsPort => own.ContainsKey("PORT");

    // What is wrong with the caller's own variables is told with the environment.
    private static SettingReader Of(IReadOnlyDictionary<string, string> variables) => new(variables);

    private SettingReader Own => Of(own);

    /// <summary>What no worker could read.</summary>
    public IEnumerable<Finding> Wrong(string file, string where)
    {
        foreach (var setting in (Setting[])[SettingTable.ShutdownTimeout, SettingTable.HealthPort])
        {
            if (Own.Find(setting) is { } given && setting.Check(given.Text) is { } complaint)
            {
                yield return Finding.Problem("platform", $"{file}: {where}: {given.Source}: {TerminalText.Quote(given.Text)} {complaint}", setting.Remedy, ExitCode.BadConfiguration);
            }
        }
    }
}
