using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;
using Longhaul.Worker.Execution.Commands;
using Longhaul.Worker.Execution.Output;
using Longhaul.Worker.Execution.Secrets;
using Longhaul.Worker.Execution.Steps;

namespace Longhaul.Worker.Execution;

/// <summary>One running attempt, as its handler sees it.</summary>
internal sealed class AttemptContext(JobRecord job, AttemptRef attempt, JobKind kind, AttemptStop stop, AttemptLog log, Action<NewCost> spend) : IJobContext, IDisposable
{
    private readonly List<AuditNote> _notes = [];
    private readonly HashSet<string> _warned = [];
    private long _costs;
    private ConcurrentDictionary<string, string>? _secrets;
    private volatile SecretMask _mask = SecretMask.None;

    private MemoisedSteps? _steps;

    /// <summary>The job as it was when it was claimed; its checkpoint is what the handler itself kept.</summary>
    public JobRecord Job { get; } = job.Checkpoint is null ? job : job with { Checkpoint = StepMemo.Read(job.Checkpoint).Own };

    public AttemptRef Attempt => attempt;

    public JobKind Kind => kind;

    /// <summary>Hands a report to the store at once; false where the attempt is over.</summary>
    public Func<AttemptReport, CancellationToken, Task<bool>> Keep { get; init; } = (_, _) => Task.FromResult(true);

    /// <summary>The switch by which it is stopped.</summary>
    public AttemptStop Stop => stop;

    /// <summary>Where its output goes.</summary>
    public AttemptLog Output => log;

    /// <summary>The most that it may keep for the next attempt itself.</summary>
    public int MaxCheckpointBytes { get; init; } = 256 * 1024;

    /// <summary>Where its secrets come from.</summary>
    public SecretSource? Secrets { get; init; }

    /// <summary>True where its input is encrypted in the store.</summary>
    public bool HasPrivateInput { get; init; }

    /// <summary>What is never shown: the secrets that it was given.</summary>
    public SecretMask Mask => _mask;

    /// <summary>What it wants in the audit log; goes with whatever outcome it has, so that an attempt that is refused wrote nothing.</summary>
    public IReadOnlyList<AuditNote> Notes
    {
        get
        {
            lock (_notes)
            {
                return [.. _notes];
            }
        }
    }

    /// <summary>What it used, once that is known; goes with whatever outcome it has.</summary>
    public AttemptResources? Resources { get; set; }

    /// <summary>The most that its processes may hold, in bytes; null for no limit of its own.</summary>
    public long? AllowedBytes { get; set; } = kind.MemoryBytes;

    /// <summary>What it is told, where that was found out before its command is looked at.</summary>
    public CommandValues? Values { get; set; }

    public void Report(string? stage = null, double? percent = null, double? etaSeconds = null) =>
        log.Report(stage is null ? null : Mask.Apply(stage), percent, etaSeconds);

    public void Checkpoint(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) is var bytes && bytes > MaxCheckpointBytes)
        {
            Log(LogStream.System, $"warning: a checkpoint of {bytes} bytes is not kept; {MaxCheckpointBytes} are allowed. Keep a file instead.");
            return;
        }

        Steps.Checkpoint(json);
        if (SecretIn(json) is { } secret)
        {
            WarnOfStars("the checkpoint", $"the secret {secret}", "the next attempt");
        }
    }

    /// <summary>Says once for each of them that something of the job is kept with <c>***</c> for a secret: whoever is told of it goes on with the stars.</summary>
    public void WarnOfStars(string what, string secret, string reader)
    {
        lock (_warned)
        {
            if (!_warned.Add(what))
            {
                return;
            }
        }

        Log(LogStream.System, $"warning: {what} holds {secret} and is kept with *** in its place, which is what {reader} is told; keep a reference instead");
    }

    /// <summary>The name of a secret of this job that stands in a JSON text; null for none.</summary>
    public string? SecretIn(string json)
    {
        if (_secrets is not { } known || JsonMask.Apply(Mask, json) == json)
        {
            return null;
        }

        lock (known)
        {
            return known.FirstOrDefault(secret => JsonMask.Apply(new SecretMask([secret.Value]), json) != json).Key ?? string.Join(" or ", known.Keys);
        }
    }

    public Task<T> StepAsync<T>(string name, Func<CancellationToken, Task<T>> run, JsonTypeInfo<T> type) => Steps.RunAsync(name, run, type, stop.Token);

    public void Cost(string component, decimal amount, string currency = "USD")
    {
        var cost = new Cost(component, amount, currency);
        if (Core.Jobs.Cost.Complaint(cost) is { } wrong)
        {
            Log(LogStream.System, $"warning: a cost is not kept: {wrong}");
            return;
        }

        spend(NewCost.Of(job, attempt, Interlocked.Increment(ref _costs), cost));
    }

    /// <summary>Keeps a note for the audit log; what is none, or one too many, is a warning in its output.</summary>
    public void Note(string action, string detail)
    {
        var shown = Mask.Apply(detail);
        var note = new AuditNote(action, shown.Length > AuditNote.MaxDetail ? shown[..(AuditNote.MaxDetail - 1)] + "…" : shown);
        lock (_notes)
        {
            if (AuditNote.Complaint([.. _notes, note]) is { } wrong)
            {
                Log(LogStream.System, $"warning: {action} is not in the audit log: {wrong}");
                return;
            }

            _notes.Add(note);
        }
    }

    public void Log(LogStream stream, string line) => log.Write(stream, Mask.Apply(line));

    private MemoisedSteps Steps => _steps ?? Interlocked.CompareExchange(ref _steps, NewSteps(), null) ?? _steps;

    private MemoisedSteps NewSteps() => new(
        job.Checkpoint, attempt, (report, cancel) => Keep(report with { Checkpoint = Masked(report.Checkpoint!) }, cancel), text => log.Report(checkpoint: Masked(text)), SecretIn);

    private string Masked(string checkpoint) => JsonMask.Apply(Mask, checkpoint);

    public void Dispose() => _steps?.Dispose();

    public async Task<string> GetSecretAsync(string name, CancellationToken cancel = default) => (await GetSecretsAsync([name], cancel))[name];

    /// <summary>The values of secrets; from then on they are masked in all that it says.</summary>
    /// <exception cref="JobFailedException">One is not there.</exception>
    public async Task<IReadOnlyDictionary<string, string>> GetSecretsAsync(IReadOnlyList<string> names, CancellationToken cancel)
    {
        if (names.Count == 0)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        var found = await Secrets!.FindAsync(job.Tenant, names, cancel);
        var known = _secrets ?? Interlocked.CompareExchange(ref _secrets, new ConcurrentDictionary<string, string>(), null) ?? _secrets;
        lock (known)
        {
            foreach (var (name, value) in found)
            {
                known[name] = value;
            }

            _mask = new SecretMask(known.Values);
        }

        return found;
    }
}
