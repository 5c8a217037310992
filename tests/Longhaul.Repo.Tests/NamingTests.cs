using System.Text.RegularExpressions;

namespace Longhaul.Repo.Tests;

/// <summary>Names say what a thing is; notes to self and silenced warnings carry a reason.</summary>
public sealed partial class NamingTests
{
    [Fact]
    public void No_type_or_file_is_named_after_nothing()
    {
        var types = Repository.ProductFiles.SelectMany(file => EmptyName().Matches(File.ReadAllText(file)).Select(m => $"{Repository.Relative(file)}: {m.Value}"));
        types.ShouldBeEmpty();
    }

    [Fact]
    public void A_silenced_warning_says_why()
    {
        var silent = Lines("src").Concat(Lines("tests"))
            .Where(line => line.Text.Contains("#pragma warning " + "disable") && !line.Text.Contains("//"));
        silent.ShouldBeEmpty();
        Lines("src").Where(line => line.Text.Contains("SuppressMessage(") && !line.Text.Contains("Justification")).ShouldBeEmpty();
    }

    [Fact]
    public void There_are_no_notes_to_self()
    {
        var notes = Lines("src").Where(line => NoteToSelf().IsMatch(line.Text) || line.Text.Contains("NotImplemented" + "Exception"));
        notes.ShouldBeEmpty();
    }

    private static IEnumerable<(string File, int Line, string Text)> Lines(string folder) => Repository.Files(folder, "*.cs")
        .SelectMany(file => File.ReadLines(file).Select((text, i) => (Repository.Relative(file), i + 1, text)));

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+\w*(Utils?|Utilities|Common|Helpers?|Manager)\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex NoteToSelf();
}
