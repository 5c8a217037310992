namespace Longhaul.PostgreSql.Engine;

/// <summary>With whom a transaction takes its turn, before it asks for a connection.</summary>
internal enum Lane
{
    /// <summary>With nobody in particular.</summary>
    Any,

    /// <summary>With others that will ask for unique keys: together they never take all connections.</summary>
    Keyed,

    /// <summary>With others that have met a key which somebody holds: one at a time.</summary>
    Blocked,
}
