namespace Longhaul.Definitions.Reading;

/// <summary>A key of a mapping and how its value is read.</summary>
/// <param name="Name">The key.</param>
/// <param name="Read">Puts the value where it belongs.</param>
internal sealed record Key<T>(string Name, Action<T, Setting> Read)
{
    /// <summary>The same key for something that has more keys.</summary>
    public Key<TMore> For<TMore>() where TMore : T => new(Name, (target, setting) => Read(target, setting));
}
