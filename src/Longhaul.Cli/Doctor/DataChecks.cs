using Longhaul.Cli.Working;

namespace Longhaul.Cli.Doctor;

/// <summary>Looks at the folder for scratch space, artifacts and long logs.</summary>
internal static class DataChecks
{
    public static Finding Run(SettingReader settings, string projectFolder)
    {
        var folder = WorkerPlan.DataFolderOf(settings, projectFolder);
        return DataFolder.WhyNot(folder) is { } why
            ? Finding.Problem("data", $"LONGHAUL_DATA: the folder {folder} cannot be used: {why}", DataFolder.Remedy, ExitCode.BadConfiguration)
            : Finding.Ok("data", $"{folder} can be written in");
    }
}
