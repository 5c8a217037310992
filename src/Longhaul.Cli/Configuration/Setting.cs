namespace Longhaul.Cli.Configuration;

/// <summary>One line of the table of settings: where its value comes from, and how to speak of it.</summary>
internal abstract record Setting
{
    /// <summary>The variables that give it, the strongest first; the first one is a <c>LONGHAUL_</c> name.</summary>
    public required IReadOnlyList<string> Variables { get; init; }

    /// <summary>The option of the command line that gives it, or null.</summary>
    public string? Flag { get; init; }

    /// <summary>What it is where nobody says, for people.</summary>
    public required string Default { get; init; }

    /// <summary>What to do about a wrong value: an imperative without a full stop.</summary>
    public required string Remedy { get; init; }

    /// <summary>One sentence for the documentation.</summary>
    public required string Doc { get; init; }

    /// <summary>A value that works, for the example file.</summary>
    public required string Example { get; init; }

    /// <summary>True: its value is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Why the text is no value, or null.</summary>
    public abstract string? Check(string text);

    /// <summary>One line for a wrong value.</summary>
    public string Describe(string source, string text, string complaint) =>
        $"{source}: {(Secret ? "the value" : '"' + Masking.Mask(text) + '"')} {complaint}; {Remedy}";
}

/// <summary>A setting with the type of its values.</summary>
internal sealed record Setting<T> : Setting
{
    /// <summary>Reads a text that is not empty.</summary>
    public required Func<string, Parsed<T>> Parse { get; init; }

    public override string? Check(string text) => Parse(text).Complaint;
}
