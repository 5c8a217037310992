using System.Diagnostics;
using System.Globalization;
using Longhaul.Core.Jobs;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A copy of the example <c>build-deploy</c>, with its git repository.</summary>
internal sealed class DeployExample : IAsyncDisposable
{
    private const string Ledger = "data/ledger.log";

    private static readonly string Original = Path.Combine(Checkout.Root, "examples/build-deploy");

    private DeployExample(Project project) => Project = project;

    public Project Project { get; }

    /// <summary>What builds and deployments wrote down, in the order in which they did.</summary>
    public IReadOnlyList<LedgerLine> Lines => [.. Project.Ledger(Ledger).Select(LedgerLine.Parse)];

    /// <summary>Copies what is committed of the example, and makes the repository.</summary>
    public static async Task<DeployExample> CopyAsync()
    {
        var project = new Project(await File.ReadAllTextAsync(Path.Combine(Original, "longhaul.yaml"), TestContext.Current.CancellationToken));
        foreach (var file in new[] { "steps", "environments", "application" }.SelectMany(folder =>
            Directory.GetFiles(Path.Combine(Original, folder), "*", SearchOption.AllDirectories)).Append(Path.Combine(Original, "make-repository.sh")))
        {
            project.Write(Path.GetRelativePath(Original, file), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        var example = new DeployExample(project);
        (await example.BashAsync("make-repository.sh")).ShouldEndWith(0);
        return example;
    }

    /// <summary>Has every deployment do something more, right after a line of its script.</summary>
    public void AfterLine(string line, string more)
    {
        var script = File.ReadAllText(Project.At("steps/deploy.sh"));
        script.Split('\n').Count(one => one == line).ShouldBe(1, line);
        Project.Write("steps/deploy.sh", script.Replace($"\n{line}\n", $"\n{line}\n{more}\n", StringComparison.Ordinal));
    }

    /// <summary>Runs a script of the example in its folder; the variables are added to those of this process.</summary>
    public async Task<CommandResult> BashAsync(string script, string[]? arguments = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", [Project.At(script), .. arguments ?? []])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Project.Folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Enqueues a commit for one environment.</summary>
    public Task<long> ReleaseAsync(string tag, string environment) =>
        Project.EnqueueAsync("release", "--input", $"ref={tag}", "--input", $"environment={environment}");

    /// <summary>The step of a run.</summary>
    public async Task<JobRecord> StepAsync(long run, string step) =>
        (await Project.Store.Queries.ListTreeAsync(run, TestContext.Current.CancellationToken)).Single(job => job.Step == step);

    /// <summary>What an environment serves by its own word; null where it serves nothing.</summary>
    public string? Serves(string environment)
    {
        var version = Project.At($"data/environments/{environment}/current/VERSION");
        return File.Exists(version) ? File.ReadAllText(version).TrimEnd() : null;
    }

    public ValueTask DisposeAsync() => Project.DisposeAsync();
}

/// <summary>A line that a build or a deployment wrote.</summary>
/// <param name="Begins">True at the begin, false at the end.</param>
/// <param name="Step"><c>build</c> or <c>deploy</c>.</param>
/// <param name="Job">Its job.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Environment">Where a deployment goes to; null of a build.</param>
/// <param name="Result">How it ended; null at the begin.</param>
internal sealed record LedgerLine(bool Begins, string Step, long Job, int Attempt, string? Environment, string? Result)
{
    public static LedgerLine Parse(string line)
    {
        var words = line.Split(' ');
        var values = words.Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new LedgerLine(
            words[2] == "begin", words[3], long.Parse(values["job"], CultureInfo.InvariantCulture), int.Parse(values["attempt"], CultureInfo.InvariantCulture),
            values.GetValueOrDefault("environment"), values.GetValueOrDefault("result"));
    }
}
