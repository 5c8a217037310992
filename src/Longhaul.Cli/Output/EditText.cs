using System.Text.Json;
using Longhaul.Core.Edits;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Output;

/// <summary>Changes of values for people: what it was, and what it became.</summary>
internal static class EditText
{
    private const int Most = 2_000;

    /// <summary>A change of a job in lines: who, when, why, and the difference.</summary>
    public static IEnumerable<string> Lines(EditRecord edit)
    {
        var which = edit.Part == EditPart.Input ? "input" : "output";
        yield return TerminalText.Neutralise(
            $"{which} changed by {edit.By} at {Times.At(edit.At)}, after attempt {edit.Attempt}{(edit.Note is { } note ? ": " + note.ReplaceLineEndings(" ") : "")}");
        if (EncryptedInput.IsSealed(edit.Before) || EncryptedInput.IsSealed(edit.After))
        {
            yield return "  (encrypted)";
            yield break;
        }

        foreach (var line in Difference(edit.Before, edit.After))
        {
            yield return line;
        }
    }

    /// <summary>A line for each old and each new value of the members that differ.</summary>
    public static IEnumerable<string> Difference(string before, string after)
    {
        var (one, other) = (JsonElement.Parse(before), JsonElement.Parse(after));
        foreach (var name in JobEdits.Changed(before, after))
        {
            foreach (var (sign, value) in new[] { ('-', JobEdits.Text(one, name)), ('+', JobEdits.Text(other, name)) })
            {
                if (value is not null)
                {
                    yield return TerminalText.Neutralise($"  {sign} {name}: {Short(value)}");
                }
            }
        }
    }

    private static string Short(string value) => value.Length <= Most ? value : $"{value[..Most]}… ({value.Length:N0} characters)";
}
