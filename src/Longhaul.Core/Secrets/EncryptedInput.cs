using System.Text.Json;
using Longhaul.Core.Pipelines;

namespace Longhaul.Core.Secrets;

/// <summary>Inputs of kinds that are <c>encrypted</c>, as the store has them: <c>{"$fernet":"…"}</c> with a token of the whole input.</summary>
public static class EncryptedInput
{
    /// <summary>The only member of such an input.</summary>
    public const string Member = "$fernet";

    /// <summary>Encrypts an input.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="input">JSON text.</param>
    public static string Seal(KeyRing keys, string input)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(Member, keys.Encrypt(input));
            writer.WriteEndObject();
        });
    }

    /// <summary>The keys, where there are any.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="name">The kind or pipeline whose input is to be encrypted.</param>
    /// <exception cref="MissingKeyException">There are none.</exception>
    internal static KeyRing Require(KeyRing? keys, string name) =>
        keys ?? throw new MissingKeyException($"FERNET_KEY: is not set, and the input of `{name}` is to be encrypted; {MissingKeyException.Remedy}");

    /// <summary>True where the input is encrypted.</summary>
    public static bool IsSealed(string input) => TokenOf(input) is not null;

    /// <summary>The input as it was; one that is not encrypted as it is.</summary>
    /// <param name="keys">The keys; null where there are none.</param>
    /// <param name="input">JSON text from the store.</param>
    /// <exception cref="MissingKeyException">There is no key, or none that opens it.</exception>
    public static string Open(KeyRing? keys, string input)
    {
        if (TokenOf(input) is not { } token)
        {
            return input;
        }

        return keys is null
            ? throw new MissingKeyException($"the input is encrypted and there is no key to open it; {MissingKeyException.Remedy}")
            : keys.Decrypt(token) ?? throw new MissingKeyException(
                "the input is encrypted with a key that is not among those of FERNET_KEY; add the key that it was handed in with");
    }

    /// <summary>True where the first key opens the input, or nothing is needed for it.</summary>
    internal static bool IsCurrent(KeyRing keys, string input) => TokenOf(input) is not { } token || keys.IsCurrent(token);

    private static string? TokenOf(string input)
    {
        // Cheap for all the others: white space or another order of members is none of ours.
        if (!input.StartsWith("{\"" + Member, StringComparison.Ordinal))
        {
            return null;
        }

        using var json = JsonDocument.Parse(input);
        return json.RootElement.EnumerateObject().Count() == 1 && json.RootElement.TryGetProperty(Member, out var token) && token.ValueKind == JsonValueKind.String
            ? token.GetString()
            : null;
    }
}
