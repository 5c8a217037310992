using Longhaul.Core.Stores;

namespace Longhaul.Store.Conformance.Support;

/// <summary>Makes an empty store of one sort; disposing the factory removes what it left on disk.</summary>
public interface IStoreFactory : IDisposable
{
    string Name { get; }

    IJobStore Open(StoreOptions options);

    /// <summary>How many sequences of 100 operations are done by default.</summary>
    int Sequences => 100;

    /// <summary>How many sequences of 200 operations the soak does: about ten minutes.</summary>
    int SoakSequences => 1_000;

    /// <summary>The last id or position given; only for a store whose numbers have gaps where a call was refused or took fewer than it had fetched.</summary>
    long LastNumber() => 0;

    /// <summary>Lets numbers go on after this one, as if the calls since had never been.</summary>
    void Rewind(long number)
    {
    }
}
