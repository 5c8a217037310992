using Longhaul.PostgreSql;

namespace Longhaul.Cli.Configuration;

/// <summary>Where a store is.</summary>
internal abstract record StorePlace
{
    /// <summary>A file of SQLite.</summary>
    /// <param name="Path">Its path, relative or absolute.</param>
    public sealed record LocalFile(string Path) : StorePlace;

    /// <summary>A database of PostgreSQL.</summary>
    /// <param name="Address">Its address.</param>
    public sealed record Server(PostgreSqlAddress Address) : StorePlace;
}
