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
        var names = (await KnownNames.OfWorkersAsync(session.Store, target.Scope, cancel))
            .Concat(ProjectAtHand.Find(session.Shell, parsed) is { } project ? KnownNames.OfProject(project, target.Scope) : []).ToHashSet();
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
}
