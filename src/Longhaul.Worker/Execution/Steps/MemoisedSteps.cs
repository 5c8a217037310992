using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Execution.Steps;

/// <summary>Parts of a handler that are done once over all attempts of its job: what each gave is with the store before the next one begins.</summary>
/// <param name="checkpoint">What the attempts before kept.</param>
/// <param name="attempt">The attempt.</param>
/// <param name="keep">Hands a report to the store; false where the attempt is over.</param>
/// <param name="report">Hands a checkpoint to the reports that go out every second.</param>
/// <param name="secretIn">The name of a secret that stands in a JSON text; null for none.</param>
internal sealed class MemoisedSteps(
    string? checkpoint, AttemptRef attempt, Func<AttemptReport, CancellationToken, Task<bool>> keep, Action<string> report, Func<string, string?> secretIn) : IDisposable
{
    /// <summary>The longest checkpoint with what all steps gave, in characters.</summary>
    private const int Most = 1024 * 1024;

    private const int MostName = 100;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _changing = new();
    private StepMemo _memo = StepMemo.Read(checkpoint);
    private string? _reported;

    /// <summary>What a step gave before, or gives now.</summary>
    public async Task<T> RunAsync<T>(string name, Func<CancellationToken, Task<T>> run, JsonTypeInfo<T> type, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > MostName)
        {
            throw new ArgumentException($"the name of a step has {name.Length} characters; at most {MostName} are allowed", nameof(name));
        }

        if (Volatile.Read(ref _memo).Steps.TryGetValue(name, out var kept))
        {
            return Read(name, kept, type);
        }

        var given = await run(stop);
        var json = JsonSerializer.SerializeToElement(given, type);
        RefuseSecret(name, json);
        await KeepAsync(name, json, stop);
        return given;
    }

    // The next attempt would find the same, and the one after that.
    private static T Read<T>(string name, JsonElement kept, JsonTypeInfo<T> type)
    {
        try
        {
            return kept.Deserialize(type)!;
        }
        catch (Exception other) when (other is JsonException or NotSupportedException)
        {
            throw new JobFailedException(new JobFailure(
                new JobError("checkpoint", $"What the step `{Shown.Short(name)}` gave to an attempt before is no {type.Type.Name}: it was kept by another version of the program. Give the step another name, or start another job."),
                FailureNature.Permanent));
        }
    }

    // It would be kept as ***, and the next attempt would go on with that as if the step had given it.
    private void RefuseSecret(string name, JsonElement given)
    {
        if (secretIn(given.GetRawText()) is { } secret)
        {
            throw new JobFailedException(new JobFailure(
                new JobError("secret", $"What the step `{Shown.Short(name)}` gave cannot be kept: its result holds the secret {secret}; keep a reference instead, and get the secret where it is needed."),
                FailureNature.Permanent));
        }
    }

    /// <summary>The handler keeps something itself.</summary>
    public void Checkpoint(string own)
    {
        // Parsed now, so that what is no JSON is the handler's exception and not a broken checkpoint.
        using var json = JsonDocument.Parse(own);
        Change(memo => memo with { Own = own }, null);
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>
    /// Changes what is known, unless that would become too large, and hands it to the reports; answers with it as text. Both at once: else what is known since later
    /// could be reported before, and a step that is kept would be taken away again.
    /// </summary>
    private string Change(Func<StepMemo, StepMemo> change, string? step)
    {
        lock (_changing)
        {
            var after = change(_memo);
            var text = after.Write()!;
            if (step is not null && text.Length > Most && (after with { Own = null }).Write() is { Length: > Most } steps)
            {
                throw new JobFailedException(new JobFailure(
                    new JobError("checkpoint", $"What the steps up to `{Shown.Short(step)}` gave has {steps.Length:N0} characters together; {Most:N0} are allowed: keep large results in a file or artifact, and give its name."),
                    FailureNature.Permanent));
            }

            Volatile.Write(ref _memo, after);

            // What is kept at once as well, lest an older one that is on its way is the last.
            report(text);
            return _reported = text;
        }
    }

    private async Task KeepAsync(string name, JsonElement given, CancellationToken stop)
    {
        // One after the other, so that what is with the store grows only.
        await _writing.WaitAsync(stop);
        try
        {
            var text = Change(memo => memo.With(name, given), name);
            var isKept = await keep(new AttemptReport(attempt, Checkpoint: text), stop);
            ReportAgain(text);
            if (!isKept)
            {
                stop.ThrowIfCancellationRequested();
                throw new JobFailedException(new JobFailure(new JobError("fenced", "The attempt is over already, and another one may be running."), FailureNature.Transient));
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    // What the handler kept meanwhile may have been with the store before this, which has just taken it away.
    private void ReportAgain(string kept)
    {
        lock (_changing)
        {
            if (_reported is { } now && !ReferenceEquals(now, kept))
            {
                report(now);
            }
        }
    }
}
