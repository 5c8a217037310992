using System.Diagnostics.Metrics;
using Longhaul.Core.Stores;

namespace Longhaul.Worker;

/// <summary>A gauge for each of the facts that the store tells of itself; those that are not known now are absent.</summary>
internal sealed class StoreGauges(Meter meter)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private volatile Found _found = new([], () => false);

    /// <param name="facts">What was found.</param>
    /// <param name="stillSo">Whether that counts still.</param>
    public void Set(IReadOnlyList<StoreFact> facts, Func<bool> stillSo)
    {
        _found = new Found(facts, stillSo);
        foreach (var name in facts.Select(fact => fact.Name).Where(_names.Add))
        {
            meter.CreateObservableGauge($"longhaul.store.{name}", () => Values(name), description: $"How the store is: {name.Replace('_', ' ')}, by subject.");
        }
    }

    private IEnumerable<Measurement<double>> Values(string name)
    {
        var found = _found;
        return found.StillSo() ? found.Facts.Where(fact => fact.Name == name && fact.Value is not null).Select(Value) : [];
    }

    // What follows a comma tells one session from the next, and would make a series of each.
    private static Measurement<double> Value(StoreFact fact) =>
        new(fact.Value!.Value, new KeyValuePair<string, object?>("subject", fact.Subject.Split(',')[0]));

    private sealed record Found(IReadOnlyList<StoreFact> Facts, Func<bool> StillSo);
}
