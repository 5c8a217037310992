using System.Text;
using Longhaul.Cli.Commands;

namespace Longhaul.Cli.Inputs;

/// <summary>Takes the value of a secret.</summary>
internal static class SecretText
{
    /// <summary>
    /// The value: of a file, of a hidden prompt where somebody sits there, else of standard input. A line feed at the end of a single line is
    /// none of the value's; one of several lines stays as it is.
    /// </summary>
    /// <exception cref="UsageException">There is none, or it is too long; says nothing of it.</exception>
    public static string Read(CommandShell shell, SecretRef secret, string? file)
    {
        var text = file is not null ? InputText.Read("--from-file", file, shell)
            : shell.Terminal.AskHidden is { } ask ? ask($"Value of {TerminalText.Neutralise(secret.ToString())} (not shown): ")
            : shell.Input.ReadToEnd();
        var line = text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
        var value = line.Contains('\n', StringComparison.Ordinal) ? text : line;
        return Encoding.UTF8.GetByteCount(value) switch
        {
            0 => throw new UsageException("the value is empty; to forget a secret: longhaul secrets rm NAME"),
            > SecretRef.MaxValueBytes and var length => throw new UsageException($"the value has {length} bytes; a secret has at most {SecretRef.MaxValueBytes}"),
            _ => value,
        };
    }
}
