using System.Buffers.Text;
using System.Security.Cryptography;

namespace Longhaul.Core.Secrets;

/// <summary>A key of the Fernet format: 16 bytes that sign and 16 that encrypt. Its text never comes about by accident.</summary>
public sealed class FernetKey
{
    private const int Half = 16;

    private readonly byte[] _bytes;

    private FernetKey(byte[] bytes) => _bytes = bytes;

    internal ReadOnlySpan<byte> Signing => _bytes.AsSpan(0, Half);

    internal ReadOnlySpan<byte> Encryption => _bytes.AsSpan(Half);

    /// <summary>A fresh key from the system's own source of randomness.</summary>
    public static FernetKey Create() => new(RandomNumberGenerator.GetBytes(2 * Half));

    /// <summary>Reads a key: 32 bytes as URL-safe base64, with or without the padding.</summary>
    /// <param name="text">The text, without white space.</param>
    /// <param name="complaint">What is wrong with it, to go on a sentence; says nothing of what is in it. Null where nothing is wrong.</param>
    public static FernetKey? Parse(string text, out string? complaint)
    {
        complaint = null;
        if (text.AsSpan().ContainsAny(" \t\r\n") || !Base64Url.IsValid(text, out var length))
        {
            complaint = "is not url-safe base64";
            return null;
        }

        if (length != 2 * Half)
        {
            complaint = $"decodes to {length} bytes, and a key has {2 * Half}";
            return null;
        }

        return new FernetKey(Base64Url.DecodeFromChars(text));
    }

    /// <summary>The key itself, as <see cref="Parse"/> reads it: for whoever makes keys, and nobody else.</summary>
    public string Reveal() => Base64Url.EncodeToString(_bytes) + "=";

    /// <summary>Shows nothing of the key.</summary>
    public override string ToString() => "(key)";
}
