namespace Longhaul.Core.Stores;

/// <summary>Schema and reachability.</summary>
public interface IStoreSchema
{
    /// <summary>Brings the schema to this program's version, under a lock; does nothing where it is there already, or beyond and this program may use it.</summary>
    /// <exception cref="StoreUnusableException">The schema is newer than this program can use.</exception>
    Task MigrateAsync(CancellationToken cancel = default);

    /// <summary>Reaches the store once and tells its state.</summary>
    /// <exception cref="StoreUnusableException">It is no store of ours, or its schema needs migrating or is newer than this program can use.</exception>
    Task<StoreStatus> CheckAsync(CancellationToken cancel = default);
}

/// <summary>What a store says of itself.</summary>
/// <param name="Address">Where it is, without secrets: a file's path, or host and database.</param>
/// <param name="SchemaVersion">The schema's version, from 1.</param>
/// <param name="Now">The store's clock.</param>
/// <param name="Id">Drawn when the store was made, and kept by copies of it.</param>
public sealed record StoreStatus(string Address, int SchemaVersion, DateTimeOffset Now, string Id);
