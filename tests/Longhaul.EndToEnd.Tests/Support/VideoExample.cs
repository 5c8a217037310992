using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Longhaul.Core.Jobs;
using Longhaul.Core.Secrets;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>Copies of the main job.</summary>
internal static class VideoExample
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "examples/video-channel");

    /// <summary>One as it is.</summary>
    /// <param name="url">A PostgreSQL server that keeps its jobs; null for a file.</param>
    /// <param name="schema">The schema that they are in there; null for one of their own.</param>
    public static Project Copy(string? url = null, string? schema = null)
    {
        var project = new Project(File.ReadAllText(Path.Combine(Folder, "longhaul.yaml")), url, schema);
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "steps")))
        {
            project.Write($"steps/{Path.GetFileName(file)}", File.ReadAllText(file));
        }

        return project;
    }

    /// <summary>True of a job whose script notes its begin and its end; those that stand for others, ask or are skipped note nothing.</summary>
    public static bool IsNoted(JobRecord step) => step.Step is not (null or "assets" or "composites" or "clips" or "review" or "upload");

    /// <summary>Gives both channels their accounts; answers with the tokens.</summary>
    public static async Task<string[]> OpenAccountsAsync(Project project)
    {
        project.Environment["FERNET_KEY"] = FernetKey.Create().Reveal();
        string[] channels = ["tides", "embers"], tokens = [.. channels.Select(channel => $"{channel}/{Guid.NewGuid():N}")];
        foreach (var (channel, token) in channels.Zip(tokens))
        {
            project.Write($"data/site/{channel}/token.sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))));
            (await project.RunAsync(token, ["secrets", "set", "PUBLISH_TOKEN", "--tenant", channel])).ShouldEndWith(0);
        }

        return tokens;
    }

    /// <summary>Hands in a draft: two short scenes.</summary>
    public static Task<long> DraftAsync(Project project, string channel, string topic) =>
        project.EnqueueAsync("video", "--input", $"topic={topic}", "--input", $"channel={channel}", "--input", "draft=true");

    /// <summary>A step of a run; null where it is not there yet.</summary>
    public static async Task<JobRecord?> StepAsync(Project project, long run, string step) =>
        (await project.Store.Queries.ListTreeAsync(run, TestContext.Current.CancellationToken)).SingleOrDefault(job => job.Step == step);

    /// <summary>Waits until a run's step is there and as it should be.</summary>
    public static async Task<JobRecord> StepIsAsync(Project project, long run, string step, Func<JobRecord, bool> fact, string what)
    {
        JobRecord? job = null;
        await Wait.UntilAsync(async () => (job = await StepAsync(project, run, step)) is not null && fact(job), $"{step} of run {run} {what}", 180, () => $"{job}");
        return job!;
    }

    /// <summary>What a run published.</summary>
    public static JsonObject Manifest(Project project, long run) => JsonNode.Parse(File.ReadAllText(
        Path.Combine(Directory.GetDirectories(project.At("output"), $"*-{run}").Single(), "manifest.json")))!.AsObject();
}
