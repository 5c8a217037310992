using System.Globalization;

namespace Longhaul.Core.Stores.Rules;

/// <summary>
/// The numbered migrations that this program knows, and whether it may use a store that has had more. Programs that lack a migration may go on
/// where its text has a line <c>-- least program: N</c>, and they know at least N migrations; without it, only those that know the migration may.
/// </summary>
internal sealed class SchemaSteps
{
    private const string Mark = "-- least program: ";

    public SchemaSteps(IReadOnlyList<string> texts)
    {
        Known = texts.Count;
        Least = texts.Select((text, i) => Declared(text, i + 1)).Max();
    }

    /// <summary>How many migrations this program knows; the version of a store that has had them all.</summary>
    public int Known { get; }

    /// <summary>How many a program must know that uses a store which has had them all.</summary>
    public int Least { get; }

    /// <summary>Why this program may not use such a store, to end a sentence that begins with the store; null where it may.</summary>
    public string? ComplainOfNewer(StoredVersion stored)
    {
        var least = stored.Least ?? stored.Version;
        return stored.Version <= Known || least <= Known
            ? null
            : $"has schema version {stored.Version}, which needs a program that knows {least} or later; this one knows {Known}: use a newer program";
    }

    private static int Declared(string text, int number)
    {
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal));
        var least = line is null ? number : int.Parse(line[Mark.Length..], CultureInfo.InvariantCulture);
        return least >= 1 && least <= number
            ? least
            : throw new InvalidOperationException($"migration {number} says {line}; that must be 1 to {number}");
    }
}

/// <summary>What a store says of its schema.</summary>
/// <param name="Version">How many migrations it has had; 0 where it holds nothing of ours.</param>
/// <param name="Least">How many a program must know to use it; null where it does not say, which is all of them.</param>
internal readonly record struct StoredVersion(int Version, int? Least);
