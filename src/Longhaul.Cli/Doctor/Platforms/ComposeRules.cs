namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>compose.yaml: the services that are made from the Dockerfile, or whose image is called after Longhaul.</summary>
internal static class ComposeRules
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(10);

    public static IEnumerable<Finding> Run(DeployFile file, DeployRules rules) =>
        file.Under("services").Where(service => IsWorker(file, service)).SelectMany(service => Service(file, service, rules));

    // A service that only does something once, such as migrating, has nothing to put back.
    private static bool IsWorker(DeployFile file, string service) =>
        (file[$"{service}.image"]?.Text ?? "").Contains("longhaul", StringComparison.Ordinal)
        && (file.Under($"{service}.command") is [] || file[$"{service}.command.0"]?.Text is "work" or "up");

    private static IEnumerable<Finding> Service(DeployFile file, string service, DeployRules rules) =>
    [
        .. rules.Patience(file, $"{service}.stop_grace_period", DefaultGrace, "stop_grace_period: 40s"),
        .. file[$"{service}.restart"]?.Text is "always" or "unless-stopped" ? [] : DeployRules.Restart(file, $"{service}.restart", "unless-stopped", "not set"),
        .. file[$"{service}.environment.PORT"] is null ? [] : DeployRules.Port(file.Name, service),
    ];
}
