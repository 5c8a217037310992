namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>render.yaml.</summary>
internal static class RenderRules
{
    private static readonly TimeSpan DefaultDelay = TimeSpan.FromSeconds(30);

    public static IEnumerable<Finding> Run(DeployFile file, DeployRules rules) => file.Under("services")
        .Where(service => file[$"{service}.type"]?.Text is "worker" or "web" or "pserv")
        .SelectMany(service => Service(file, service, rules));

    private static IEnumerable<Finding> Service(DeployFile file, string service, DeployRules rules)
    {
        var variables = rules.Variables(file.Under($"{service}.envVars").Where(one => file[$"{one}.key"] is not null)
            .DistinctBy(one => file[$"{one}.key"]!.Value.Text).ToDictionary(one => file[$"{one}.key"]!.Value.Text, one => file[$"{one}.value"]?.Text ?? ""));
        return
        [
            .. DeployRules.HealthPath(file, $"{service}.healthCheckPath"),
            .. rules.Start(file, $"{service}.dockerCommand"),
            .. DeployRules.Patience(file, $"{service}.maxShutdownDelaySeconds", DefaultDelay, "maxShutdownDelaySeconds: 40", variables),
            .. file.Under($"{service}.envVars").Where(one => file[$"{one}.key"]?.Text == "PORT").SelectMany(one => DeployRules.Port(file.Name, one)),
            .. variables.Wrong(file.Name, service),
        ];
    }
}
