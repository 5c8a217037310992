namespace Longhaul.Cli.Configuration;

/// <summary>A hosting platform, where a file of the container does not outlive a deploy.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Variable">The variable that gave it away.</param>
internal sealed record Platform(string Name, string Variable)
{
    private const string RailwayPrefix = "RAILWAY_";

    /// <summary>The platform that these variables speak of, or null.</summary>
    public static Platform? Detect(IReadOnlyDictionary<string, string> environment)
    {
        var railway = environment.Keys.Where(name => name.StartsWith(RailwayPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return railway.FirstOrDefault() is { } variable ? new Platform("Railway", variable)
            : Has("RENDER") ? new Platform("Render", "RENDER")
            : Has("FLY_APP_NAME") ? new Platform("Fly.io", "FLY_APP_NAME")
            : Has("KUBERNETES_SERVICE_HOST") ? new Platform("Kubernetes", "KUBERNETES_SERVICE_HOST")
            : null;

        bool Has(string name) => environment.TryGetValue(name, out var value) && value.Length > 0;
    }
}
