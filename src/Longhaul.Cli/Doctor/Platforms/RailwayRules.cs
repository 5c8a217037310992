namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>railway.json or railway.toml.</summary>
internal static class RailwayRules
{
    public static IEnumerable<Finding> Run(DeployFile file, DeployRules rules) =>
    [
        .. DeployRules.HealthPath(file, "deploy.healthcheckPath"),
        .. file["deploy.healthcheckPath"] is null
            ? [Finding.Warning("platform", $"{file.Name}: without deploy.healthcheckPath a deploy counts as done before the worker is up", "set it to /health")]
            : Array.Empty<Finding>(),
        .. rules.Start(file, "deploy.startCommand"),
        .. DeployRules.Patience(file, "deploy.drainingSeconds", TimeSpan.Zero, "\"drainingSeconds\": 40", rules.Variables(), mustBeNumber: true),
        .. DeployRules.Restart(file, "deploy.restartPolicyType", "ALWAYS", "ON_FAILURE"),
    ];
}
