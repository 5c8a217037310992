using Longhaul.Core.Stores;
using Longhaul.Sqlite;

namespace Longhaul.Store.Conformance.Support;

public sealed class SqliteFactory : IStoreFactory
{
    private readonly string _folder = Directory.CreateTempSubdirectory("longhaul-").FullName;

    public string Name => "sqlite";

    public IJobStore Open(StoreOptions options) => SqliteJobStore.Open(Path.Combine(_folder, "store", "longhaul.db"), options);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
