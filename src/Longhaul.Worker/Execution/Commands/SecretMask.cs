using System.Buffers;
using System.Text;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Takes the values of a command's secrets out of what it prints, so that neither log nor error nor output keeps them.</summary>
internal sealed class SecretMask
{
    // A shorter value stands in too many innocent places.
    private const int MinLength = 4;

    private readonly byte[][] _secrets;
    private readonly ArrayBufferWriter<byte> _masked = new();

    /// <summary>Takes the values; of one with several lines, each line is masked.</summary>
    public SecretMask(IEnumerable<string> values) =>
        _secrets = [.. values.SelectMany(value => value.Split('\n')).Select(line => line.Trim()).Where(line => line.Length >= MinLength)
            .Distinct().OrderByDescending(line => line.Length).Select(Encoding.UTF8.GetBytes)];

    /// <summary>The line with <c>***</c> for each secret; valid until the next call.</summary>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> line)
    {
        foreach (var secret in _secrets)
        {
            if (line.IndexOf(secret) >= 0)
            {
                line = Replace(line.ToArray(), secret);
            }
        }

        return line;
    }

    private ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> line, byte[] secret)
    {
        _masked.Clear();
        for (var at = line.IndexOf(secret); at >= 0; at = line.IndexOf(secret))
        {
            _masked.Write(line[..at]);
            _masked.Write("***"u8);
            line = line[(at + secret.Length)..];
        }

        _masked.Write(line);
        return _masked.WrittenSpan;
    }
}
