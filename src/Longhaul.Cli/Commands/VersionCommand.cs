using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Longhaul.Cli.Commands;

/// <summary><c>longhaul version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>This program's version, without the build's own suffix.</summary>
    public static string Version { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static Command Create(CommandShell shell)
    {
        var command = new Command("version", "Print the version");
        command.SetAction(_ =>
        {
            shell.Terminal.Out.WriteLine($"longhaul {Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return ExitCode.Done;
        });
        return command;
    }
}
