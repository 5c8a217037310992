using System.Text;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>The values of a command's secrets, and where they stand in what it prints.</summary>
internal sealed class SecretMask
{
    // A shorter value stands in too many innocent places.
    private const int MinLength = 4;

    private readonly byte[][] _secrets;

    /// <summary>Takes the values; of one with several lines, each line is masked.</summary>
    public SecretMask(IEnumerable<string> values)
    {
        _secrets = [.. values.SelectMany(value => value.Split('\n', '\r')).Select(line => line.Trim()).Where(line => line.Length >= MinLength)
            .Distinct().Select(Encoding.UTF8.GetBytes)];
        HeldBytes = _secrets.Select(secret => secret.Length).DefaultIfEmpty(1).Max() - 1;
    }

    /// <summary>How many bytes at the end of a piece may be the beginning of a secret; 0 where there is none to mask.</summary>
    public int HeldBytes { get; }

    /// <summary>True where a secret stands in the text.</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        foreach (var secret in _secrets)
        {
            if (text.IndexOf(secret) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks every byte that is part of a secret; secrets may overlap.</summary>
    public void Mark(ReadOnlySpan<byte> text, Span<bool> marks)
    {
        foreach (var secret in _secrets)
        {
            var from = 0;
            for (int found; (found = text[from..].IndexOf(secret)) >= 0; from += found + 1)
            {
                marks.Slice(from + found, secret.Length).Fill(true);
            }
        }
    }
}
