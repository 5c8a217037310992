using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Longhaul.Core.Stores;

/// <summary>
/// The hashes of the audit log: each is the SHA-256 of the one before and of its entry, so that no entry can be changed, removed, added or moved without
/// all later hashes being others. The bytes: the hash before (32), the number and the time in milliseconds since 1970 (8 each, the highest byte
/// first), then actor, action, subject and detail, each as its length in bytes (4, the highest first; −1 for none) and its UTF-8.
/// </summary>
public static class AuditChain
{
    /// <summary>The hash before the first entry: 64 zeros.</summary>
    public static string Beginning { get; } = new('0', 64);

    /// <summary>What retention writes when it removes entries.</summary>
    public const string Pruned = "AUDIT_PRUNED";

    /// <summary>The hash of an entry: 64 hexadecimal digits.</summary>
    /// <param name="before">The hash of the entry before, or <see cref="Beginning"/>.</param>
    /// <param name="id">The entry's number.</param>
    /// <param name="at">Its time; what is finer than milliseconds does not count.</param>
    /// <param name="entry">What was done.</param>
    public static string Hash(string before, long id, DateTimeOffset at, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(before));
        Add(hash, id);
        Add(hash, at.ToUnixTimeMilliseconds());
        foreach (var text in (ReadOnlySpan<string?>)[entry.Actor, entry.Action, entry.Subject, entry.Detail])
        {
            Add(hash, text);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The entry after another, or after what retention removed last.</summary>
    internal static AuditRecord Next(AuditLink before, DateTimeOffset at, AuditEntry entry) =>
        new(before.Id + 1, at, entry) { Hash = Hash(before.Hash, before.Id + 1, at, entry) };

    /// <summary>What retention writes of the last entry that it removed.</summary>
    internal static AuditEntry PrunedEntry(AuditLink last) => new(
        "longhaul", Pruned, "audit log", string.Create(CultureInfo.InvariantCulture, $"entries to {last.Id} removed, the last with hash {last.Hash}"));

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        hash.AppendData(length);
        hash.AppendData(Encoding.UTF8.GetBytes(text ?? ""));
    }
}
