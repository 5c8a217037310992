using System.Diagnostics;
using System.Text;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>Looks for secret values where they should not be.</summary>
internal static class Canary
{
    /// <summary>Fails where one of the values stands there, as it is or in a form that is easily turned back.</summary>
    public static void ShouldHoldNone(byte[] where, string[] canaries, string what)
    {
        foreach (var (name, form) in canaries.SelectMany(canary => canary.Split('\n', StringSplitOptions.RemoveEmptyEntries)).SelectMany(Forms))
        {
            where.AsSpan().IndexOf(form).ShouldBe(-1, $"{name} of a canary stands in {what}");
        }
    }

    // In base64 the two first and last characters may belong to neighbours as well; what lies between must be found nowhere.
    private static IEnumerable<(string Name, byte[] Form)> Forms(string canary)
    {
        var bytes = Encoding.UTF8.GetBytes(canary);
        yield return ("the value", bytes);
        yield return ("a part", bytes[6..30]);
        yield return ("hex", Ascii(Convert.ToHexStringLower(bytes)));
        yield return ("HEX", Ascii(Convert.ToHexString(bytes)));
        yield return ("percent", Ascii(Uri.EscapeDataString(canary)));
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes])[4..^4];
            yield return ($"base64 at {before}", Ascii(text));
            yield return ($"base64url at {before}", Ascii(text.Replace('+', '-').Replace('/', '_')));
        }
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    /// <summary>The arguments of all processes.</summary>
    public static byte[] CommandLines() => [.. Process.GetProcesses().SelectMany(process => Read($"/proc/{process.Id}/cmdline"))];

    /// <summary>The names and contents of all files of a project, its store among them.</summary>
    public static byte[] Files(Project project) =>
        [.. Directory.EnumerateFiles(project.Folder, "*", SearchOption.AllDirectories).SelectMany(file => Encoding.UTF8.GetBytes(file).Concat(Read(file)))];

    private static byte[] Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
