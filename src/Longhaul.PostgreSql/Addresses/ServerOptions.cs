namespace Longhaul.PostgreSql.Addresses;

/// <summary>The option <c>options</c>: words for the server, as in <c>-c search_path=app -c statement_timeout=0</c>.</summary>
internal static class ServerOptions
{
    private const string SearchPath = "search_path=";

    /// <summary>Takes the schema out of them; the rest goes to the server. Some write a space as a plus.</summary>
    public static void Read(string value, AddressDraft draft)
    {
        var rest = new List<string>();
        var words = value.Split([' ', '+'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i] == "-c" && i + 1 < words.Length ? "-c" + words[++i] : words[i];
            if (Bare(word) is var setting && setting.StartsWith(SearchPath, StringComparison.Ordinal))
            {
                draft.Schema = SchemaNames.FirstOf(setting[SearchPath.Length..]);
            }
            else
            {
                rest.Add(word);
            }
        }

        draft.Driver.Options = rest.Count > 0 ? string.Join(' ', rest) : draft.Driver.Options;
    }

    private static string Bare(string word) =>
        word.StartsWith("--", StringComparison.Ordinal) || word.StartsWith("-c", StringComparison.Ordinal) ? word[2..] : word;
}
