namespace Longhaul.Cli.Bench;

/// <summary>Among how many jobs are shared out, in turn.</summary>
/// <param name="Tenants">So many tenants; 0 for nobody's.</param>
/// <param name="Keys">So many keys, of which one job each may run; 0 for none.</param>
internal readonly record struct Spread(int Tenants, int Keys);
