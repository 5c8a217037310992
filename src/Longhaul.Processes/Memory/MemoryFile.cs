using System.Globalization;

namespace Longhaul.Processes;

/// <summary>Reads the small files by which a kernel tells of memory. One that is not there says nothing; one that cannot be understood is an error.</summary>
internal static class MemoryFile
{
    /// <summary>A file that holds one number of bytes; null where it is not there or says <c>max</c>.</summary>
    /// <exception cref="IOException">It cannot be read, or holds something else.</exception>
    internal static long? Number(string path)
    {
        var text = Text(path)?.Trim();
        return text is null or "max" ? null
            : long.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
            : throw new IOException($"{path} holds '{(text.Length > 40 ? text[..40] + "…" : text)}', which is no number of bytes");
    }

    /// <summary>The number after a name, in a file of lines such as <c>oom_kill 3</c> or <c>MemTotal: 17 kB</c>; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static long? Field(string path, string name)
    {
        foreach (var line in Lines(path))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0].TrimEnd(':') == name && long.TryParse(words[1], CultureInfo.InvariantCulture, out var number) && number >= 0)
            {
                return number;
            }
        }
        return null;
    }

    /// <summary>The lines of a file; none where it is not there.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static string[] Lines(string path) => Text(path)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"{path} may not be read", refused);
        }
    }
}
