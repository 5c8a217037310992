using Longhaul.Core.Stores;
using Longhaul.Core.Stores.InMemory;

namespace Longhaul.Store.Conformance.Support;

public sealed class MemoryFactory : IStoreFactory
{
    public string Name => "memory";

    public IJobStore Open(StoreOptions options) => new InMemoryJobStore(options);

    public void Dispose()
    {
    }
}
