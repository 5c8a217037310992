namespace Longhaul.Definitions.Reading;

/// <summary>A key of a mapping and how its value is read.</summary>
/// <param name="Name">The key.</param>
/// <param name="Read">Puts the value where it belongs; null for a key whose feature comes later.</param>
internal sealed record Key<T>(string Name, Action<T, Setting>? Read)
{
    /// <summary>The same key for something that has more keys.</summary>
    public Key<TMore> For<TMore>() where TMore : T => new(Name, Read is null ? null : (target, setting) => Read(target, setting));

    /// <summary>A key that is known but whose feature does not exist yet: an error, so that nobody thinks it works.</summary>
    public static Key<T> Later(string name) => new(name, null);
}
