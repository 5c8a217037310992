namespace Longhaul.PostgreSql.Addresses;

/// <summary>Knows by host and port the poolers in transaction mode that hosting services put before their servers.</summary>
internal static class Poolers
{
    private const int Supavisor = 6543;
    private const int PgBouncer = 6432;
    private const int DigitalOcean = 25061;

    public static bool IsOne(string host, int port) =>
        port is Supavisor or PgBouncer
        || (port == DigitalOcean && host.EndsWith(".ondigitalocean.com", StringComparison.OrdinalIgnoreCase))
        || host.Split(',').Any(one => one.Split('.')[0].EndsWith("-pooler", StringComparison.OrdinalIgnoreCase) && one.Contains('.'));
}
