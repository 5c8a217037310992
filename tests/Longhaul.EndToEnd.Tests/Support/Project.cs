using System.Diagnostics;
using System.Globalization;
using System.Text;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.PostgreSql;
using Longhaul.Sqlite;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A scratch folder with a longhaul.yaml, its store, and all that a test starts there; everything is ended and removed with it.</summary>
internal sealed class Project : IAsyncDisposable
{
    private readonly List<WorkerProcess> _workers = [];
    private readonly PostgreSqlAddress? _address;
    private IJobStore? _store;

    /// <param name="yaml">Its longhaul.yaml.</param>
    /// <param name="url">A PostgreSQL server that keeps its jobs; null for a file.</param>
    /// <param name="schema">The schema that they are in there; null for one of their own.</param>
    public Project(string yaml, string? url = null, string? schema = null)
    {
        Folder = Directory.CreateTempSubdirectory("longhaul-e2e-").FullName;
        Trees = new TreeProbe(Folder);
        Write("longhaul.yaml", yaml);
        if (url is not null)
        {
            Environment["DATABASE_URL"] = url;
            Environment["LONGHAUL_SCHEMA"] = schema ?? Path.GetFileName(Folder);
            _address = PostgreSqlAddress.Parse(url, Environment, Environment["LONGHAUL_SCHEMA"]);
        }
    }

    public string Folder { get; }

    /// <summary>What its jobs have left alive.</summary>
    public TreeProbe Trees { get; }

    /// <summary>Variables for everything that is started from now on.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Where the store is; where a test says so, not in the folder.</summary>
    public string StorePath
    {
        get => Environment.TryGetValue("LONGHAUL_STORE", out var address) ? address["sqlite:".Length..] : Path.Combine(Folder, "data", "longhaul.db");
        init => Environment["LONGHAUL_STORE"] = $"sqlite:{value}";
    }

    /// <summary>The store, to look at.</summary>
    public IJobStore Store => _store ??= _address is null ? SqliteJobStore.Open(StorePath) : PostgreSqlJobStore.Open(_address);

    /// <summary>The path of a file in the folder.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text.ReplaceLineEndings("\n"));
    }

    /// <summary>The whole lines of a file that jobs append to.</summary>
    public string[] Ledger(string name = "ledger")
    {
        using var file = new FileStream(At(name), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Waits until a file that jobs append to has a line.</summary>
    /// <summary>How long the ledger is, in bytes.</summary>
    public long LedgerBytes() => new FileInfo(Path.Join(Folder, "ledger")) is { Exists: true } file ? file.Length : 0;

    public Task LedgerHasAsync(string line, double seconds = 20, string name = "ledger") =>
        Wait.UntilAsync(() => Ledger(name).Contains(line), $"the ledger has: {line}", seconds, DescribeWorkers);

    /// <summary>Another version of the command line for what is started from now on; null for this one.</summary>
    public string? Program { get; set; }

    /// <summary>What starts workers in turn; null for nothing.</summary>
    public string[]? Within { get; set; }

    /// <summary>Starts a worker here and waits until it takes jobs.</summary>
    public async Task<WorkerProcess> WorkAsync(params (string Name, string Value)[] environment)
    {
        var worker = Start("work", environment);
        await worker.ReadyAsync();
        return worker;
    }

    /// <summary>Starts a command that stays.</summary>
    public WorkerProcess Start(string command, params (string Name, string Value)[] environment)
    {
        var variables = new Dictionary<string, string>(Environment)
        {
            ["LOG_FORMAT"] = "json",
            ["WORKER_ID"] = $"w{_workers.Count + 1}",
            ["HEALTH_CHECK_PORT"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
            ["POLL_INTERVAL_MS"] = "500",
        };
        foreach (var (name, value) in environment)
        {
            variables[name] = value;
        }

        var worker = WorkerProcess.Start([command, "-C", Folder], variables, Within, Program);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Calls the command line here.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Calls the command line here with a text on its standard input.</summary>
    public Task<CommandResult> RunAsync(string? input, string[] arguments) => CallAsync([.. arguments, "-C", Folder], input);

    /// <summary>Calls the command line without saying where the project is.</summary>
    public async Task<CommandResult> CallAsync(string[] arguments, string? input = null)
    {
        using var process = Process.Start(Executable.Start(arguments, Environment, program: Program))!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        if (input is not null)
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input), CancellationToken.None);
        }

        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                Signals.Send(process.Id, Signals.Kill);
            }
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Hands in a job and answers with its id.</summary>
    public async Task<long> EnqueueAsync(params string[] arguments)
    {
        var result = (await RunAsync(["enqueue", .. arguments])).ShouldEndWith(0);
        return long.Parse(result.Output, CultureInfo.InvariantCulture);
    }

    /// <summary>Hands in many jobs by lines of JSON and answers with their ids.</summary>
    public async Task<long[]> EnqueueManyAsync(IEnumerable<string> lines)
    {
        var result = (await RunAsync(string.Join('\n', lines), ["enqueue", "--jsonl", "-"])).ShouldEndWith(0);
        return [.. result.Lines.Select(line => long.Parse(line, CultureInfo.InvariantCulture))];
    }

    /// <summary>The job as the store has it.</summary>
    public async Task<JobRecord> JobAsync(long id) =>
        await Store.Queries.GetAsync(id, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"there is no job {id}");

    /// <summary>The attempts of a job that are over.</summary>
    public Task<IReadOnlyList<AttemptRecord>> AttemptsAsync(long id) => Store.Queries.ListAttemptsAsync(id, TestContext.Current.CancellationToken);

    /// <summary>Waits until a job is in a state.</summary>
    public async Task<JobRecord> ReachesAsync(long id, JobState state, double seconds = 30)
    {
        JobRecord? job = null;
        await Wait.UntilAsync(
            async () => (job = await JobAsync(id)).State == state, $"job {id} is {state}", seconds, () => $"{job}\n{DescribeWorkers()}");
        return job!;
    }

    /// <summary>Waits until no job is open any more.</summary>
    public Task<TimeSpan> DrainedAsync(double seconds) => Wait.UntilAsync(IsDrainedAsync, "every job is over", seconds, DescribeWorkers);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        Trees.KillAll();
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(Folder, recursive: true);
    }

    // Counting thousands of jobs takes the server as long as running some: it is left alone for ten times as long as it took.
    private async Task<bool> IsDrainedAsync()
    {
        var look = Stopwatch.StartNew();
        var queues = await Store.Queries.ListQueuesAsync(TestContext.Current.CancellationToken);
        var drained = queues.All(queue => queue.Blocked + queue.Ready + queue.Scheduled + queue.Running == 0);
        await Wait.PauseAsync(drained ? TimeSpan.Zero : 10 * look.Elapsed);
        return drained;
    }

    private string DescribeWorkers() => string.Join('\n', _workers.ToArray().Select(worker => worker.Said));
}
