using System.Collections;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>The variables of this process.</summary>
internal static class ProcessVariables
{
    public static Dictionary<string, string> Read() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "");
}
