namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>fly.toml.</summary>
internal static class FlyRules
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    public static IEnumerable<Finding> Run(DeployFile file, DeployRules rules) =>
    [
        .. file.Under("checks").SelectMany(check => DeployRules.HealthPath(file, $"{check}.path")),
        .. file.Under("http_service.checks").SelectMany(check => DeployRules.HealthPath(file, $"{check}.path")),
        .. file.Under("services").Append("http_service").SelectMany(service => file.Under($"{service}.http_checks"))
            .SelectMany(check => DeployRules.HealthPath(file, $"{check}.path")),
        .. file.Under("processes").SelectMany(process => rules.Start(file, process)),
        .. rules.Patience(file, "kill_timeout", DefaultTimeout, "kill_timeout = \"40s\""),
        .. file["restart.0.policy"] is null ? DeployRules.Restart(file, "restart.policy", "always", "not set, by default on-failure") : [],
        .. file.Under("restart").Where(one => file[$"{one}.policy"] is not null).SelectMany(one => DeployRules.Restart(file, $"{one}.policy", "always", "on-failure")),
        .. file["env.PORT"] is null ? [] : DeployRules.Port(file.Name, "[env]"),
    ];
}
