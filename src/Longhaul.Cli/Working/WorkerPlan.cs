using System.CommandLine;
using Longhaul.Cli.Commands;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Working;

/// <summary>Everything a worker is to be started with, read and checked before anything is started.</summary>
/// <param name="Session">Project and store.</param>
/// <param name="Settings">The worker's settings.</param>
/// <param name="DataFolder">The full path of the folder for scratch, artifacts and long logs.</param>
/// <param name="Queues">The queues to serve; null for all.</param>
/// <param name="Bucket">Where artifacts are kept; null for the data folder.</param>
internal sealed record WorkerPlan(SessionPlan Session, WorkerSettings Settings, string DataFolder, IReadOnlyList<string>? Queues, BucketChoice? Bucket)
{
    /// <exception cref="ConfigurationException">Everything that is wrong, at once.</exception>
    public static WorkerPlan Make(CommandShell shell, ParseResult parsed, SettingReader settings, IReadOnlyList<string>? queues = null)
    {
        var worker = WorkerSettings.Read(settings);
        _ = settings.Read(SettingTable.Data, ""); // so that it is told with everything else
        _ = settings.Read(SettingTable.Artifacts, "");
        var session = SessionPlan.Make(shell, settings, parsed, withProject: true);
        var bucket = BucketChoice.Make(settings, () => session.Project.Artifacts.Store);
        settings.ThrowIfWrong();
        var unknown = queues?.FirstOrDefault(queue => !session.Project.Queues.ContainsKey(queue));
        return unknown is null
            ? new WorkerPlan(session, worker, DataFolderOf(settings, session.Place.Folder), queues, bucket)
            : throw new UsageException($"--queue: longhaul.yaml declares no queue {TerminalText.Quote(unknown)}; it has {string.Join(", ", session.Project.Queues.Keys)}");
    }

    /// <summary>The full path of the folder for scratch, artifacts and long logs.</summary>
    public static string DataFolderOf(SettingReader settings, string projectFolder) =>
        Path.GetFullPath(settings.Read(SettingTable.Data, "data"), projectFolder);
}
