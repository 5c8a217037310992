using System.Buffers;
using System.Text;

namespace Longhaul.Worker.Execution.Secrets;

/// <summary>The values of an attempt's secrets, and where they stand, as they are or encoded, in what it says.</summary>
/// <remarks>
/// A few dozen forms a secret are looked for in one pass: the first characters of all of them are searched together, and only where some
/// stand is a whole form compared. Bytes are searched as characters of the same numbers, since only those can be.
/// </remarks>
internal sealed class SecretMask
{
    private const int PrefixLength = 6;

    /// <summary>The mask of an attempt without secrets.</summary>
    public static readonly SecretMask None = new([]);

    private static readonly byte[] Stars = "***"u8.ToArray();

    private readonly SearchValues<string> _prefixes;
    private readonly ILookup<string, byte[]> _forms;
    private readonly int[] _lengths;

    /// <summary>Takes the values.</summary>
    public SecretMask(IEnumerable<string> values)
    {
        var forms = values.Distinct(StringComparer.Ordinal).SelectMany(SecretForms.Of).DistinctBy(Encoding.Latin1.GetString).ToArray();
        HeldBytes = forms.Select(form => form.Length).DefaultIfEmpty(1).Max() - 1;
        _forms = forms.ToLookup(form => Encoding.Latin1.GetString(form.AsSpan(0, Math.Min(PrefixLength, form.Length))));
        _prefixes = SearchValues.Create([.. _forms.Select(group => group.Key)], StringComparison.Ordinal);
        _lengths = [.. _forms.Select(group => group.Key.Length).Distinct()];
    }

    /// <summary>True where there is nothing to mask.</summary>
    public bool IsEmpty => HeldBytes == 0;

    /// <summary>How many bytes at the end of a piece may be the beginning of a secret; 0 where there is none to mask.</summary>
    public int HeldBytes { get; }

    /// <summary>True where a secret stands in the text.</summary>
    public bool IsIn(ReadOnlySpan<byte> text) => !IsEmpty && Find(text, default);

    /// <summary>Marks every byte that is part of a secret; secrets may overlap.</summary>
    public void Mark(ReadOnlySpan<byte> text, Span<bool> marks) => Find(text, marks);

    /// <summary>The text with <c>***</c> for each secret.</summary>
    public string Apply(string text)
    {
        if (IsEmpty)
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var marks = new bool[bytes.Length];
        return Find(bytes, marks) ? Encoding.UTF8.GetString(Starred(bytes, marks)) : text;
    }

    // With marks, all that stand there are found, else the first.
    private bool Find(ReadOnlySpan<byte> text, Span<bool> marks)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            Encoding.Latin1.GetChars(text, rented);
            return Find(text, rented.AsSpan(0, text.Length), marks);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
    }

    private bool Find(ReadOnlySpan<byte> text, ReadOnlySpan<char> characters, Span<bool> marks)
    {
        var found = false;
        var from = 0;
        for (int next; (next = characters[from..].IndexOfAny(_prefixes)) >= 0; from += next + 1)
        {
            var longest = LongestAt(text[(from + next)..], characters[(from + next)..]);
            found |= longest > 0;
            if (longest > 0 && marks.IsEmpty)
            {
                return true;
            }

            if (longest > 0)
            {
                marks.Slice(from + next, longest).Fill(true);
            }
        }

        return found;
    }

    private int LongestAt(ReadOnlySpan<byte> text, ReadOnlySpan<char> characters)
    {
        var longest = 0;
        foreach (var length in _lengths)
        {
            if (length > characters.Length)
            {
                continue;
            }

            foreach (var form in _forms[characters[..length].ToString()])
            {
                longest = form.Length > longest && text.StartsWith(form) ? form.Length : longest;
            }
        }

        return longest;
    }

    private static byte[] Starred(byte[] text, bool[] marks)
    {
        var masked = new ArrayBufferWriter<byte>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var rest = marks.AsSpan(at);
            var run = rest.IndexOf(!rest[0]) is >= 0 and var end ? end : rest.Length;
            masked.Write(rest[0] ? Stars : text.AsSpan(at, run));
            at += run;
        }

        return masked.WrittenSpan.ToArray();
    }
}
