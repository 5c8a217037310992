using System.Text.RegularExpressions;

namespace Longhaul.Cli.Doctor.Platforms;

/// <summary>compose.yaml: the services that are made from the Dockerfile here, or whose image is called after Longhaul.</summary>
internal static partial class ComposeRules
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

    private static IEnumerable<Finding> Service(DeployFile file, string service, DeployRules rules)
    {
        var compose = new ComposeVariables(file, rules.Caller.Environment);
        var variables = rules.Variables(compose.Of(service));
        var memory = file[$"{service}.mem_limit"] is null ? $"{service}.deploy.resources.limits.memory" : $"{service}.mem_limit";
        return
        [
            .. DeployRules.Patience(file, $"{service}.stop_grace_period", DefaultGrace, "stop_grace_period: 40s", variables),
            .. file[$"{service}.restart"]?.Text is "always" or "unless-stopped" ? [] : DeployRules.Restart(file, $"{service}.restart", "unless-stopped", "not set"),
            .. variables.SetsPort ? DeployRules.Port(file.Name, service) : [],
            .. variables.Wrong(file.Name, service),
            .. DeployRules.AskedPort(file, $"{service}.healthcheck.test", AskedPort(Words(file, $"{service}.healthcheck.test")), variables),
            .. rules.Memory(file, memory, file[memory] is { } size ? compose.Fill(size.Text) : null),
        ];
    }

    // As in: curl -f http://localhost:8080/health. The image's own check, longhaul health, knows the port.
    private static string? AskedPort(IEnumerable<string> words) =>
        words.Select(word => Asked().Match(word)).Where(match => match.Success).Select(match => match.Groups["port"].Value).FirstOrDefault();

    [GeneratedRegex(@"(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0):(?<port>[0-9]{1,5})\b", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Asked();
}
