namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>fly.toml.</summary>
internal static class FlyRules
{
    // What a number alone counts there.
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    public static IEnumerable<Finding> Run(DeployFile file, DeployRules rules)
    {
        var variables = rules.Variables(file.Under("env").ToDictionary(one => one["env.".Length..], one => file[one]?.Text ?? ""));
        return
        [
            .. Health(file, variables),
            .. file.Under("processes").SelectMany(process => rules.Start(file, process)),
            .. DeployRules.Patience(file, "kill_timeout", DefaultTimeout, "kill_timeout = \"40s\"", variables),
            .. file["restart.0.policy"] is null ? DeployRules.Restart(file, "restart.policy", "always", "not set, by default on-failure") : [],
            .. file.Under("restart").Where(one => file[$"{one}.policy"] is not null).SelectMany(one => DeployRules.Restart(file, $"{one}.policy", "always", "on-failure")),
            .. variables.SetsPort ? DeployRules.Port(file.Name, "[env]") : [],
            .. variables.Wrong(file.Name, "[env]"),
            .. file.Under("vm").Append("vm").SelectMany(vm => (string[])[$"{vm}.memory", $"{vm}.memory_mb"])
                .SelectMany(key => rules.Memory(file, key, file[key]?.Text, Megabyte)),
        ];
    }

    // A check of a service asks at the service's own port, where it names none.
    private static IEnumerable<Finding> Health(DeployFile file, ServiceVariables variables) =>
    [
        .. file.Under("checks").SelectMany(check => DeployRules.HealthPath(file, $"{check}.path")),
        .. file.Under("checks").SelectMany(check => DeployRules.AskedPort(file, $"{check}.port", file[$"{check}.port"]?.Text, variables)),
        .. file.Under("http_service.checks").SelectMany(check => DeployRules.HealthPath(file, $"{check}.path")),
        .. file.Under("services").Append("http_service").SelectMany(service => file.Under($"{service}.http_checks"))
            .SelectMany(check => DeployRules.HealthPath(file, $"{check}.path")),
    ];
}
