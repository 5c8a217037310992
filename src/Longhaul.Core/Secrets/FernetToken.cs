using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Longhaul.Core.Secrets;

/// <summary>
/// Tokens of the Fernet format (https://github.com/fernet/spec), as other languages read and write them: URL-safe base64 of the version
/// 0x80, the time in seconds (64 bits, big-endian), an initialization vector of 16 bytes, the text by AES-128-CBC with PKCS #7 padding, and
/// the HMAC-SHA256 of all that.
/// </summary>
public static class FernetToken
{
    private const byte Version = 0x80;
    private const int Block = 16, TimeAt = 1, VectorAt = TimeAt + sizeof(long), TextAt = VectorAt + Block, MacLength = 32;
    private const int Shortest = TextAt + Block + MacLength;

    // As far as clocks may be apart, by the reference implementations.
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(60);

    /// <summary>Encrypts.</summary>
    /// <param name="key">The key.</param>
    /// <param name="plain">What to encrypt.</param>
    /// <param name="now">The time that is written into the token, readable for everybody; in whole seconds.</param>
    public static string Write(FernetKey key, ReadOnlySpan<byte> plain, DateTimeOffset now) =>
        Write(key, plain, now, RandomNumberGenerator.GetBytes(Block));

    /// <summary>Decrypts, whatever the token's age; null where it is no token, or none of this key.</summary>
    public static byte[]? Read(FernetKey key, string token) => Open(key, token) is { } signed ? Decrypt(key, signed) : null;

    /// <summary>Decrypts a token that is no older than a time, and not from the future but for a minute; null for any other.</summary>
    /// <param name="key">The key.</param>
    /// <param name="token">The token.</param>
    /// <param name="longest">How old it may be.</param>
    /// <param name="now">The time.</param>
    public static byte[]? Read(FernetKey key, string token, TimeSpan longest, DateTimeOffset now)
    {
        if (Open(key, token) is not { } signed)
        {
            return null;
        }

        var age = now.ToUnixTimeSeconds() - (decimal)BinaryPrimitives.ReadUInt64BigEndian(signed.AsSpan(TimeAt));
        return age <= (decimal)longest.TotalSeconds && age >= -(decimal)MostSkew.TotalSeconds ? Decrypt(key, signed) : null;
    }

    internal static string Write(FernetKey key, ReadOnlySpan<byte> plain, DateTimeOffset now, ReadOnlySpan<byte> vector)
    {
        using var aes = Aes.Create();
        aes.SetKey(key.Encryption);
        var text = aes.EncryptCbc(plain, vector);
        var token = new byte[TextAt + text.Length + MacLength];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(TimeAt), now.ToUnixTimeSeconds());
        vector.CopyTo(token.AsSpan(VectorAt));
        text.CopyTo(token.AsSpan(TextAt));
        HMACSHA256.HashData(key.Signing, token.AsSpan(0, token.Length - MacLength), token.AsSpan(token.Length - MacLength));
        return Padded(token);
    }

    // The bytes of a token that this key has signed. Nothing else of it is looked at before that is known.
    private static byte[]? Open(FernetKey key, string token)
    {
        if (Decode(token) is not { Length: >= Shortest } bytes || bytes[0] != Version || (bytes.Length - Shortest) % Block != 0)
        {
            return null;
        }

        Span<byte> mac = stackalloc byte[MacLength];
        HMACSHA256.HashData(key.Signing, bytes.AsSpan(0, bytes.Length - MacLength), mac);
        return CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(bytes.Length - MacLength)) ? bytes : null;
    }

    private static byte[]? Decrypt(FernetKey key, byte[] signed)
    {
        using var aes = Aes.Create();
        aes.SetKey(key.Encryption);
        try
        {
            return aes.DecryptCbc(signed.AsSpan(TextAt, signed.Length - TextAt - MacLength), signed.AsSpan(VectorAt, Block));
        }
        catch (CryptographicException)
        {
            // Signed, and yet not padded as it must be: somebody who has the key wrote something else.
            return null;
        }
    }

    // Padded to whole groups of four, and nothing but the alphabet: white space, which decoders skip, is in no token.
    private static byte[]? Decode(string token) =>
        token.Length % 4 == 0 && !token.AsSpan().ContainsAny(" \t\r\n") && Base64Url.IsValid(token) ? Base64Url.DecodeFromChars(token) : null;

    private static string Padded(byte[] bytes) => Base64Url.EncodeToString(bytes) + ((bytes.Length % 3) switch { 1 => "==", 2 => "=", _ => "" });
}
