using System.Text.Json;

namespace Longhaul.Core.Pipelines;

/// <summary>A short name for what a definition says.</summary>
internal static class DefinitionHash
{
    private const int HashLength = 16;

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the JSON with all names sorted.</summary>
    public static string Of(string json) => CanonicalJson.Hash(JsonElement.Parse(json))[..HashLength];
}
