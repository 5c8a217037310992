namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>render.yaml.</summary>
internal static class RenderRules
{
    private static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(30);

    public static IEnumerable<Finding> Run(DeployFile file, DeployRules rules) => file.Under("services")
        .Where(service => file[$"{service}.type"]?.Text is "worker" or "web" or "pserv")
        .SelectMany(service => Service(file, service, rules));

    private static IEnumerable<Finding> Service(DeployFile file, string service, DeployRules rules) =>
    [
        .. DeployRules.HealthPath(file, $"{service}.healthCheckPath"),
        .. rules.Start(file, $"{service}.dockerCommand"),
        .. rules.Patience(file, $"{service}.maxShutdownDelaySeconds", DefaultDelay, "maxShutdownDelaySeconds: 40"),
        .. file.Under($"{service}.envVars").Where(one => file[$"{one}.key"]?.Text == "PORT").SelectMany(one => DeployRules.Port(file.Name, one)),
    ];
}
