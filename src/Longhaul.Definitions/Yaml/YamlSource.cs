using System.Text;
using Longhaul.Definitions.Reading;

namespace Longhaul.Definitions.Yaml;

/// <summary>The bytes of a definition as text.</summary>
internal static class YamlSource
{
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file, but never more than <see cref="MaxBytes"/> of it.</summary>
    /// <exception cref="DefinitionException">It cannot be read, is too large, or is no text.</exception>
    public static string Read(string path, Problems problems)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Decode(FirstBytes(stream, problems), problems);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw problems.Fatal(default, $"the file cannot be read: {error.Message}");
        }
    }

    private static byte[] FirstBytes(FileStream stream, Problems problems)
    {
        var buffer = new byte[Math.Min(stream.Length, MaxBytes) + 1];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count > MaxBytes || (count == buffer.Length && stream.Length != count)
            ? throw problems.Fatal(default, "the file is larger than 1 MiB; definitions are small, large data belongs into files of their own")
            : buffer[..count];
    }

    private static string Decode(byte[] bytes, Problems problems)
    {
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            var text = Strict.GetString(bytes, start, bytes.Length - start);
            RefuseControls(text, problems);
            return text;
        }
        catch (DecoderFallbackException error)
        {
            throw problems.Fatal(PlaceOf(bytes, Math.Max(0, error.Index) + start), "the file is not UTF-8 text; save it as UTF-8");
        }
    }

    private static void RefuseControls(string text, Problems problems)
    {
        var at = text.AsSpan().IndexOfAnyInRange('\0', '\u0008');
        if (at >= 0)
        {
            throw problems.Fatal(PlaceOf(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetByteCount(text.AsSpan(0, at))),
                $"the file has the control character U+{(int)text[at]:X4}; it is no text file");
        }
    }

    private static Place PlaceOf(byte[] bytes, int index)
    {
        var before = bytes.AsSpan(0, Math.Min(index, bytes.Length));
        return new Place(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }
}
