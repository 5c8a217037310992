using System.Globalization;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>Knows by host and port the poolers in transaction mode that hosting services put before their servers.</summary>
internal static class Poolers
{
    private const int Supavisor = 6543;
    private const int PgBouncer = 6432;
    private const int DigitalOcean = 25061;

    /// <summary>Whether any of the hosts is one.</summary>
    /// <param name="hosts">A host, or several with commas between, each with its own port or without.</param>
    /// <param name="port">The port of those without.</param>
    public static bool IsOne(string hosts, int port) => hosts.Split(',').Any(one => IsOneHost(one, port));

    private static bool IsOneHost(string text, int port)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = int.TryParse(colon < 0 ? "" : text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var own);
        var host = hasPort ? text[..colon] : text;
        return (hasPort ? own : port) is Supavisor or PgBouncer
            || ((hasPort ? own : port) == DigitalOcean && host.EndsWith(".ondigitalocean.com", StringComparison.OrdinalIgnoreCase))
            || (host.Contains('.') && host.Split('.')[0].EndsWith("-pooler", StringComparison.OrdinalIgnoreCase));
    }
}
