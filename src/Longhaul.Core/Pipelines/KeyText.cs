using System.Security.Cryptography;
using System.Text;

namespace Longhaul.Core.Pipelines;

/// <summary>What a key of a limit, a rate or a rule becomes for one input.</summary>
internal static class KeyText
{
    private const int HashBytes = 16;

    /// <summary>
    /// The template filled in; where the input is encrypted and the key would show something of it, the hash of that. Whose a job is anybody may see, so that a limit of each tenant is one for
    /// jobs whose inputs are encrypted and others.
    /// </summary>
    /// <exception cref="TemplateException">A value is missing.</exception>
    public static string Of(string template, RunScope scope, bool encrypted)
    {
        var parsed = Template.Parse(template);
        var text = parsed.Render(scope);
        return encrypted && parsed.Paths.Any(path => path.Root != "tenant")
            ? Hash(text)
            : text;
    }

    /// <summary>The key itself, or where it is longer than that its beginning and its hash, as with long addresses: equal where the keys are.</summary>
    public static string Bounded(string key, int maxLength)
    {
        if (key.Length <= maxLength)
        {
            return key;
        }

        var hash = Hash(key);
        var kept = maxLength - hash.Length - 1;
        return key[..(char.IsHighSurrogate(key[kept - 1]) ? kept - 1 : kept)] + "…" + hash;
    }

    private static string Hash(string text) => "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
