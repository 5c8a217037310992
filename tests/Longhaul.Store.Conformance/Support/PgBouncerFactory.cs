using Longhaul.PostgreSql;
using Longhaul.TestServers;

namespace Longhaul.Store.Conformance.Support;

/// <summary>The same stores reached through a PgBouncer in transaction mode: every transaction may meet another session of the server.</summary>
public sealed class PgBouncerFactory : PostgreSqlFactory
{
    private static readonly Lazy<PgBouncerServer> Bouncer = new(() => StartedServers.Keep(PgBouncerServer.Start(TheServer)));

    // The same store; what differs is the way there.
    public override int Sequences => 20;

    public override int SoakSequences => 50;

    public override string Name => "postgresql behind PgBouncer";

    protected override PostgreSqlAddress Reach(string schema) =>
        PostgreSqlAddress.FromConnectionString(Bouncer.Value.ConnectionString, schema, pooled: true);
}
