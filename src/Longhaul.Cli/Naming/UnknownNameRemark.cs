using System.CommandLine;
using Longhaul.Cli.Sessions;
using Longhaul.Core.Pipelines;

namespace Longhaul.Cli.Naming;

/// <summary>
/// Says that nobody knows a name that somebody pauses, resumes or limits. The wish stands all the same, since a worker may bring the name later; but
/// most often it is mistyped, and what was meant goes on.
/// </summary>
internal static class UnknownNameRemark
{
    /// <summary>Writes a line to the error output where no live worker, no job and no longhaul.yaml at hand knows the name.</summary>
    public static async Task WriteAsync(StoreSession session, ParseResult parsed, PauseTarget target, CancellationToken cancel)
    {
        var names = (await KnownNames.OfWorkersAsync(session.Store, target.Scope, cancel)).Concat(OfFile(session.Shell, parsed, target.Scope)).ToHashSet();
        if (names.Contains(target.Name) || await KnownNames.AnyJobAsync(session.Store, target, cancel))
        {
            return;
        }

        names.UnionWith((await KnownNames.OfJobsAsync(session.Store, target.Scope, cancel)).Where(name => name.Length > 0));
        if (names.Contains(target.Name))
        {
            return;
        }

        session.Terminal.Error.WriteLine(TerminalText.Neutralise(
            $"longhaul: no live worker, no job and no longhaul.yaml here knows a {target}{(names.Count > 0 ? NearestName.Hint(target.Name, names) : "")}"));
    }

    // The command works without the file, and says nothing of what is wrong in it.
    private static IEnumerable<string> OfFile(Commands.CommandShell shell, ParseResult parsed, PauseScope scope)
    {
        try
        {
            return shell.Place(parsed, shell.Settings(parsed)).File is { } file
                ? KnownNames.OfProject(ProjectReading.Read(file, shell.Environment), scope)
                : [];
        }
        catch (ConfigurationException)
        {
            return [];
        }
    }
}
