using Microsoft.Win32.SafeHandles;

namespace Longhaul.S3;

/// <summary>Who may read, write and run a file, kept with its object in octal digits: a program that one step built is to run in the next.</summary>
internal static class ObjectMode
{
    /// <summary>The name under which it is kept.</summary>
    public const string Name = "mode";

    private const int Octal = 8;
    private const UnixFileMode All = (UnixFileMode)0x1FF;
    private const UnixFileMode Least = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Of a file; null where the system has no such thing.</summary>
    public static string? Of(string path) => OperatingSystem.IsWindows() ? null : Convert.ToString((int)(File.GetUnixFileMode(path) & All), Octal);

    /// <summary>Gives it to a file; what is no mode is passed over.</summary>
    public static void Set(SafeFileHandle file, string? text)
    {
        if (!OperatingSystem.IsWindows() && text is { Length: 1 or 2 or 3 } && text.All(digit => digit is >= '0' and <= '7'))
        {
            File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(text, Octal) | Least);
        }
    }
}
