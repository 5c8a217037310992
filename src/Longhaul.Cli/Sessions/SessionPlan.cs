using System.CommandLine;
using Longhaul.Cli.Commands;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Sessions;

/// <summary>What a command will work on, before anything is opened.</summary>
/// <param name="Place">Where the project is.</param>
/// <param name="Project">The project; an empty one where the command needs none.</param>
/// <param name="Store">Which store.</param>
/// <param name="Migrate">False: the store must be there and up to date.</param>
/// <param name="Keys">What encrypts and decrypts; null where there is no key, or the command needs none.</param>
internal sealed record SessionPlan(ProjectPlace Place, ProjectDefinition Project, StoreChoice Store, bool Migrate, KeyRing? Keys)
{
    /// <exception cref="ConfigurationException">Everything that is wrong with settings and the file, at once.</exception>
    public static SessionPlan Make(CommandShell shell, SettingReader settings, ParseResult parsed, bool withProject)
    {
        var place = shell.Place(parsed, settings);
        var project = withProject ? ReadProject(place, settings) : null;
        var store = StoreChoice.Make(settings, place.Folder, () => withProject ? project?.Store : ReadStore(place, settings));
        var migrate = settings.Read(SettingTable.Migrate, true);
        var keys = withProject ? settings.Read(SettingTable.FernetKey, null) : null;
        settings.ThrowIfWrong();
        return new SessionPlan(place, project ?? ProjectReading.Nothing(place.Folder), store!, migrate, keys);
    }

    private static ProjectDefinition? ReadProject(ProjectPlace place, SettingReader settings)
    {
        try
        {
            return ProjectReading.Read(place.RequireFile(), settings.Environment);
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
            {
                settings.Complain(problem);
            }

            return null;
        }
    }

    // Without a file, a store by default would be a new one in whatever folder the command was called in: nobody wants that.
    private static string? ReadStore(ProjectPlace place, SettingReader settings) => ProjectReading.ReadStore(place.RequireFile(), settings.Environment);
}
