namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>compose.yaml: the services that are made from the Dockerfile here, or whose image is called after Longhaul.</summary>
internal static class ComposeRules
{
    private const string Program = "longhaul";
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(10);

    public static IEnumerable<Finding> Run(DeployFile file, DeployRules rules) =>
        file.Under("services").Where(service => IsOurs(file, service, rules) && Works(file, service)).SelectMany(service => Service(file, service, rules));

    private static bool IsOurs(DeployFile file, string service, DeployRules rules) =>
        (file[$"{service}.image"]?.Text ?? "").Contains(Program, StringComparison.Ordinal)
        || (rules.HasOurImage && (file[$"{service}.build"] ?? file[$"{service}.build.context"])?.Text is "." or "./");

    // A service that only does something once, such as migrating, has nothing to put back.
    private static bool Works(DeployFile file, string service) =>
        Words(file, $"{service}.command").SkipWhile(word => Path.GetFileName(word) == Program).FirstOrDefault("work") is "work" or "up";

    /// <summary>A list, or what a shell would make of a text.</summary>
    private static IEnumerable<string> Words(DeployFile file, string key) =>
        file[key] is { } text ? text.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : file.Under(key).Select(word => file[word]?.Text ?? "");

    private static IEnumerable<Finding> Service(DeployFile file, string service, DeployRules rules) =>
    [
        .. rules.Patience(file, $"{service}.stop_grace_period", DefaultGrace, "stop_grace_period: 40s"),
        .. file[$"{service}.restart"]?.Text is "always" or "unless-stopped" ? [] : DeployRules.Restart(file, $"{service}.restart", "unless-stopped", "not set"),
        .. SetsPort(file, service) ? DeployRules.Port(file.Name, service) : [],
    ];

    // Variables are a table, or a list of texts such as PORT=80.
    private static bool SetsPort(DeployFile file, string service) =>
        file[$"{service}.environment.PORT"] is not null
        || file.Under($"{service}.environment").Any(one => file[one]?.Text.StartsWith("PORT=", StringComparison.Ordinal) == true);
}
