using System.Text;

namespace Longhaul.Core.Artifacts;

/// <summary>Turns a path that somebody gave into a path inside a folder, or refuses it.</summary>
public static class SafePath
{
    /// <summary>The longest name of one file or folder, in bytes of UTF-8; what Linux file systems allow.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>The longest relative path, in bytes of UTF-8.</summary>
    public const int MaxPathBytes = 2_048;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The full path of <paramref name="relative"/> inside <paramref name="root"/>; it need not exist.</summary>
    /// <param name="root">A folder that is trusted; links in its own path are followed.</param>
    /// <param name="relative">Names separated by <c>/</c>; <c>.</c> and empty names are dropped.</param>
    /// <exception cref="UnsafePathException">
    /// It is absolute, empty or too long, has <c>..</c>, a backslash, a control character or half a surrogate pair in it, or a link on its way.
    /// </exception>
    public static string Resolve(string root, string relative)
    {
        var names = Names(relative);
        var full = Path.GetFullPath(root);
        foreach (var name in names)
        {
            full = Path.Join(full, name);
            RefuseLink(full, relative);
        }

        return full;
    }

    /// <summary>The names of a relative path, checked as <see cref="Resolve"/> does but without looking at the disk.</summary>
    /// <exception cref="UnsafePathException">As for <see cref="Resolve"/>.</exception>
    public static IReadOnlyList<string> Names(string relative)
    {
        RefuseText(relative);
        var names = relative.Split('/').Where(name => name is not ("" or ".")).ToArray();
        if (names.Length == 0)
        {
            throw UnsafePathException.For(relative, "it names no file");
        }

        foreach (var name in names)
        {
            RefuseName(name, relative);
        }

        return names;
    }

    private static void RefuseText(string relative)
    {
        if (relative.StartsWith('/'))
        {
            throw UnsafePathException.For(relative, "only paths inside the folder are allowed, and this one is absolute");
        }

        if (relative.Contains('\\'))
        {
            throw UnsafePathException.For(relative, "it has a backslash; use '/' between names");
        }

        if (relative.Any(char.IsControl))
        {
            throw UnsafePathException.For(relative, "it has a control character in it");
        }

        if (BytesOf(relative) is not (>= 0 and <= MaxPathBytes))
        {
            throw UnsafePathException.For(relative, $"it is longer than {MaxPathBytes} bytes or no valid text");
        }
    }

    private static void RefuseName(string name, string relative)
    {
        if (name == "..")
        {
            throw UnsafePathException.For(relative, "'..' leaves the folder");
        }

        if (BytesOf(name) > MaxNameBytes)
        {
            throw UnsafePathException.For(relative, $"a name in it is longer than {MaxNameBytes} bytes");
        }
    }

    private static void RefuseLink(string full, string relative)
    {
        if (FileEntry.Inspect(full).Kind == FileEntryKind.Link)
        {
            throw UnsafePathException.For(relative, "a link is on its way");
        }
    }

    private static int BytesOf(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return -1;
        }
    }
}
