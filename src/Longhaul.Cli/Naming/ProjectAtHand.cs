using System.CommandLine;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Naming;

/// <summary>The longhaul.yaml of a command that works without one, and says nothing of what is wrong in it.</summary>
internal static class ProjectAtHand
{
    public static ProjectDefinition? Find(Commands.CommandShell shell, ParseResult parsed)
    {
        try
        {
            return shell.Place(parsed, shell.Settings(parsed)).File is { } file ? ProjectReading.Read(file, shell.Environment) : null;
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }
}
