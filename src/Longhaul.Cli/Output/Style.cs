namespace Longhaul.Cli.Output;

/// <summary>Colours by escape sequences, where the output has them.</summary>
internal static class Style
{
    public const string Red = "31";
    public const string Green = "32";
    public const string Yellow = "33";
    public const string Blue = "34";
    public const string Magenta = "35";
    public const string Cyan = "36";
    public const string Dim = "2";
    public const string Bold = "1";

    /// <summary>The text in a colour; no colour leaves it as it is.</summary>
    public static string Paint(string text, string? colour) => colour is null ? text : $"\e[{colour}m{text}\e[0m";

    /// <summary>The colour of a job's status.</summary>
    public static string? OfStatus(string status) => status switch
    {
        "completed" or "approved" => Green,
        "failed" or "rejected" => Red,
        "processing" or "claimed" => Cyan,
        "retry" or "awaiting_review" => Yellow,
        "cancelled" or "skipped" => Dim,
        _ => null,
    };
}
