using Longhaul.Core.Pipelines;
using Longhaul.Core.Secrets;

namespace Longhaul.Cli.Doctor;

/// <summary>Looks whether the keys and secrets are there that the project needs.</summary>
internal static class SecretChecks
{
    /// <summary>Nothing where the project needs none.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(
        IJobStore store, ProjectDefinition project, SettingReader settings, CancellationToken cancel)
    {
        if (settings.Find(SettingTable.FernetKey) is { } given && SettingTable.FernetKey.Check(given.Text) is not null)
        {
            return []; // told with the environment
        }

        var keys = settings.Read(SettingTable.FernetKey, null);
        var complaint = SecretNeeds.WhyNot(project, keys) ?? await SecretNeeds.WhyNotAsync(store, project, keys, cancel);
        var missing = await SecretNeeds.FindMissingAsync(store, project, cancel);
        var known = (await SecretNeeds.ListAsync(store, cancel)).Select(secret => secret.Name).ToHashSet(StringComparer.Ordinal);
        var users = SecretNeeds.UsersOf(project);
        var absent = users.Where(user => !known.Contains(user.Key) && !settings.Environment.ContainsKey(user.Key)).ToList();
        Finding[] findings =
        [
            .. complaint is null ? [] : (Finding[])[Finding.Problem("secrets", complaint, null, ExitCode.BadConfiguration)],
            .. missing.Select(secret => Finding.Warning(
                "secrets", $"the tenant {secret.Tenant} must have a secret {secret.Name} of its own, and has not",
                $"longhaul secrets set {secret.Name} --tenant '{secret.Tenant}'")),
            .. absent.Select(user => Finding.Warning(
                "secrets", $"the secret {user.Key}, which {user.Value} uses, is neither stored nor a variable here", $"longhaul secrets set {user.Key}")),
        ];
        return findings.Length > 0 || users.Count == 0 ? findings : [Finding.Ok("secrets", $"all {users.Count} that jobs use are there")];
    }
}
