using System.Text.RegularExpressions;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>The option <c>options</c>: words for the server, as in <c>-c search_path=app -c statement_timeout=0</c>.</summary>
internal static partial class ServerOptions
{
    private const string SearchPath = "search_path=";

    /// <summary>Takes the schema out of them; the rest goes to the server as it is written.</summary>
    public static void Read(string value, AddressDraft draft)
    {
        var words = Words().Matches(PlusForBlank().Replace(value, " ")).Select(match => match.Value).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i] == "-c" && i + 1 < words.Length ? "-c" + words[++i] : words[i];
            if (Bare(word) is var setting && setting.StartsWith(SearchPath, StringComparison.Ordinal))
            {
                draft.Schema = SchemaNames.FirstOf(Escape().Replace(setting[SearchPath.Length..], "${next}"));
            }
            else
            {
                draft.ServerOptions.Add(word);
            }
        }
    }

    /// <summary>A longest wait that has an option of its own, in milliseconds.</summary>
    public static void AddTimeout(string name, string value, AddressDraft draft) => draft.Timeouts.Add($"-c{name}={OptionValues.Milliseconds(name, value)}");

    private static string Bare(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) || word.StartsWith("-c", StringComparison.Ordinal) ? word[2..] : word;

    // As the server splits them: at blanks, and a backslash takes the next character as it is.
    [GeneratedRegex(@"(\\.|[^\s\\])+", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\\(?<next>.)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Escape();

    // Some write a blank as a plus, which no value begins with and which stands before no other option's dash.
    [GeneratedRegex(@"(?<=^-c|[\s+]-c)\+|\+(?=-c|--)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex PlusForBlank();
}
