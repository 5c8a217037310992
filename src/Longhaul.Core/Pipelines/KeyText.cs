using System.Security.Cryptography;
using System.Text;

namespace Longhaul.Core.Pipelines;

/// <summary>What a key of a limit, a rate or a rule becomes for one input.</summary>
internal static class KeyText
{
    private const int HashBytes = 16;

    /// <summary>The template filled in; where the input is encrypted and the key would show something of it, the hash of that.</summary>
    /// <exception cref="TemplateException">A value is missing.</exception>
    public static string Of(string template, RunScope scope, bool encrypted)
    {
        var parsed = Template.Parse(template);
        var text = parsed.Render(scope);
        return encrypted && parsed.Paths.Count > 0
            ? "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes))
            : text;
    }
}
