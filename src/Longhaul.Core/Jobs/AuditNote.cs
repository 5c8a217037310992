namespace Longhaul.Core.Jobs;

/// <summary>What an attempt did that belongs into the audit log, in its own words. The entry's actor and subject are the job.</summary>
/// <param name="Action">What, such as <c>DEPLOYED</c>: 1 to <see cref="MaxAction"/> capital letters, digits and <c>_</c>, a letter first.</param>
/// <param name="Detail">More, in a sentence or as JSON: at most <see cref="MaxDetail"/> characters.</param>
public sealed record AuditNote(string Action, string Detail)
{
    /// <summary>The longest action.</summary>
    public const int MaxAction = 50;

    /// <summary>The longest detail, in characters.</summary>
    public const int MaxDetail = 1_000;

    /// <summary>The most notes of one attempt.</summary>
    public const int MostOfAttempt = 100;

    /// <summary>True for a word that can be an action.</summary>
    public static bool IsAction(string word) =>
        word.Length is > 0 and <= MaxAction && char.IsAsciiLetterUpper(word[0]) && word.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>Says what is wrong with the notes of an attempt; null where nothing is.</summary>
    internal static string? Complaint(IReadOnlyList<AuditNote> notes) =>
        notes.Count > MostOfAttempt ? $"{notes.Count} audit notes of one attempt; at most {MostOfAttempt} are taken"
        : notes.FirstOrDefault(note => !IsAction(note.Action)) is { } wrong ? $"the audit action \"{wrong.Action}\" is not 1 to {MaxAction} capital letters, digits and _"
        : notes.FirstOrDefault(note => note.Detail.Length > MaxDetail) is { } tooLong
            ? $"the detail of the audit action {tooLong.Action} has {tooLong.Detail.Length} characters; at most {MaxDetail} are taken"
        : null;
}
