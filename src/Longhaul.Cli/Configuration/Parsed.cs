namespace Longhaul.Cli.Configuration;

/// <summary>What a parser made of a text: a value, or why it is none.</summary>
/// <param name="Value">The value; meaningless where there is a complaint.</param>
/// <param name="Complaint">Ends the sentence that begins with the text, such as <c>is not a whole number</c>; null where all is well.</param>
internal readonly record struct Parsed<T>(T Value, string? Complaint = null)
{
    public static implicit operator Parsed<T>(T value) => new(value);

    public static Parsed<T> Wrong(string complaint) => new(default!, complaint);
}
