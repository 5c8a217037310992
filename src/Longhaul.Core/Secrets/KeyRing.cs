using System.Text;

namespace Longhaul.Core.Secrets;

/// <summary>The keys of one installation: the first encrypts, all of them decrypt, so that a key can be replaced while others work.</summary>
public sealed class KeyRing
{
    /// <summary>The most keys.</summary>
    public const int MaxKeys = 16;

    private readonly IReadOnlyList<FernetKey> _keys;
    private readonly TimeProvider _clock;

    /// <summary>Takes the keys, the one that encrypts first.</summary>
    /// <param name="keys">1 to <see cref="MaxKeys"/>.</param>
    /// <param name="clock">The clock whose time tokens bear; null for the system's.</param>
    /// <exception cref="ArgumentException">No key, or too many.</exception>
    public KeyRing(IReadOnlyList<FernetKey> keys, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Count is < 1 or > MaxKeys)
        {
            throw new ArgumentException($"{keys.Count} keys; a ring has 1 to {MaxKeys}", nameof(keys));
        }

        (_keys, _clock) = (keys, clock ?? TimeProvider.System);
    }

    /// <summary>Reads one or several keys, separated by commas or white space.</summary>
    /// <param name="text">The keys.</param>
    /// <param name="complaint">What is wrong, to go on a sentence; says which key by its place and nothing of what is in it. Null where nothing is wrong.</param>
    public static KeyRing? Parse(string text, out string? complaint)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 1 or > MaxKeys)
        {
            complaint = $"has {parts.Length} keys; 1 to {MaxKeys} are taken";
            return null;
        }

        var keys = new List<FernetKey>();
        foreach (var part in parts)
        {
            if (FernetKey.Parse(part, out var wrong) is not { } key)
            {
                complaint = parts.Length == 1 ? wrong : $"has {parts.Length} keys, of which number {keys.Count + 1} {wrong}";
                return null;
            }

            keys.Add(key);
        }

        complaint = null;
        return new KeyRing(keys);
    }

    /// <summary>Encrypts a text with the first key.</summary>
    public string Encrypt(string plain) => FernetToken.Write(_keys[0], Encoding.UTF8.GetBytes(plain), _clock.GetUtcNow());

    /// <summary>Decrypts a text; null where no key opens it.</summary>
    public string? Decrypt(string token)
    {
        foreach (var key in _keys)
        {
            if (FernetToken.Read(key, token) is { } plain)
            {
                return Encoding.UTF8.GetString(plain);
            }
        }

        return null;
    }

    /// <summary>True where the first key opens the token, so that there is nothing to rotate.</summary>
    public bool IsCurrent(string token) => FernetToken.Read(_keys[0], token) is not null;

    /// <summary>Shows nothing of the keys.</summary>
    public override string ToString() => _keys.Count == 1 ? "(1 key)" : $"({_keys.Count} keys)";
}
