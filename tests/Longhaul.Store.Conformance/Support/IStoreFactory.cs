using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>Makes an empty store of one sort; disposing the factory removes what it left on disk.</summary>
public interface IStoreFactory : IDisposable
{
    string Name { get; }

    IJobStore Open(StoreOptions options);
}
