using System.Diagnostics;
using System.Globalization;
using Longhaul.Cli.Bench.Places;

namespace Longhaul.Cli.Bench.Workers;

/// <summary>A worker process that was started to be measured; it ends when its input does, at the latest with this process.</summary>
internal sealed class BenchWorker : IAsyncDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly List<double> _latencies = [];
    private readonly Queue<string> _lastErrors = new();
    private double? _cpuAtFirst;
    private long _handled;

    private BenchWorker(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, Take), ReadAsync(process.StandardError, Remember));
    }

    /// <summary>How many jobs it has run.</summary>
    public long Handled => Interlocked.Read(ref _handled);

    /// <summary>When its first job started, in milliseconds since 1970; null before.</summary>
    public double? FirstAt { get; private set; }

    /// <summary>How long each job that said when it was sent took to start, in milliseconds.</summary>
    public double[] Latencies
    {
        get
        {
            lock (_latencies)
            {
                return [.. _latencies];
            }
        }
    }

    /// <summary>What it has used since its first job.</summary>
    public ProcessUsage Usage => new(ProcessFiles.CpuSeconds(_process.Id) - _cpuAtFirst, ProcessFiles.PeakBytes(_process.Id));

    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"a worker ended with {_process.ExitCode}: {LastErrors()}");
        }
    }

    /// <summary>Starts one of this same program.</summary>
    public static BenchWorker Start(BenchPlace place, IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in OwnWords().Concat([BenchWorkerCommand.Name]).Concat(options))
        {
            start.ArgumentList.Add(word);
        }

        foreach (var (name, value) in place.WorkerVariables.Append(new("LONGHAUL_DATA", place.Folder)))
        {
            start.Environment[name] = value;
        }

        return new BenchWorker(Process.Start(start)!);
    }

    /// <summary>Ends when it is connected and looks for jobs.</summary>
    public async Task ReadyAsync(CancellationToken cancel)
    {
        if (await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(cancel)) != _ready.Task)
        {
            cancel.ThrowIfCancellationRequested();
            await _reading;
            ThrowIfEnded();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var enough = new CancellationTokenSource(LongestEnd);
        try
        {
            await _process.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _reading;
        _process.Dispose();
    }

    // Where the program is run by `dotnet`, its own file comes first.
    private static IEnumerable<string> OwnWords() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];

    private static async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            take(line);
        }
    }

    private void Take(string line)
    {
        var (word, value) = line.Split(' ', 2) is [var left, var right] ? (left, right) : (line, "");
        switch (word)
        {
            case WorkerLines.Ready:
                _ready.TrySetResult();
                break;
            case WorkerLines.First:
                _cpuAtFirst = ProcessFiles.CpuSeconds(_process.Id);
                FirstAt = double.Parse(value, CultureInfo.InvariantCulture);
                break;
            case WorkerLines.Count:
                Interlocked.Exchange(ref _handled, long.Parse(value, CultureInfo.InvariantCulture));
                break;
            case WorkerLines.Latency:
                lock (_latencies)
                {
                    _latencies.Add(double.Parse(value, CultureInfo.InvariantCulture));
                }

                break;
        }
    }

    private void Remember(string line)
    {
        lock (_lastErrors)
        {
            _lastErrors.Enqueue(line);
            if (_lastErrors.Count > 5)
            {
                _lastErrors.Dequeue();
            }
        }
    }

    private string LastErrors()
    {
        lock (_lastErrors)
        {
            return _lastErrors.Count > 0 ? string.Join("; ", _lastErrors) : "it said nothing";
        }
    }
}
