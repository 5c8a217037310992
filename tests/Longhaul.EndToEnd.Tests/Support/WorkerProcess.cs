using System.Diagnostics;
using System.Globalization;

namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>A worker that was started by a test, and is ended with it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private readonly List<LogEvent> _events = [];
    private readonly List<string> _lines = [];
    private bool _disposed;

    private WorkerProcess(Process process, int port)
    {
        (_process, Port) = (process, port);
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    public int Pid => _process.Id;

    /// <summary>Where its health is.</summary>
    public int Port { get; }

    /// <summary>True once it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The events of its log so far.</summary>
    public IReadOnlyList<LogEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>All it said, for a message.</summary>
    public string Said
    {
        get
        {
            lock (_gate)
            {
                return $"worker {Pid} said:\n" + string.Join('\n', _lines);
            }
        }
    }

    public static WorkerProcess Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string[]? within = null, string? program = null)
    {
        var process = Process.Start(Executable.Start(arguments, environment, within, program))!;
        process.StandardInput.Close();
        return new WorkerProcess(process, int.Parse(environment["HEALTH_CHECK_PORT"], CultureInfo.InvariantCulture));
    }

    public void Kill9() => Send(Signals.Kill);

    public void Term() => Send(Signals.Terminate);

    public void Interrupt() => Send(Signals.Interrupt);

    public void Stop() => Send(Signals.Stop);

    public void Continue() => Send(Signals.Continue);

    /// <summary>Waits for its end and answers with its exit code; 128 and the signal where it was killed.</summary>
    public async Task<int> EndAsync(double seconds = 20)
    {
        await Wait.UntilAsync(() => _process.HasExited, $"worker {Pid} has ended", seconds, () => Said);
        return _process.ExitCode;
    }

    /// <summary>Waits for an event of its log.</summary>
    public Task<LogEvent> SeeAsync(string name, double seconds = 20, Func<LogEvent, bool>? which = null) => SeeOneOfAsync([name], seconds, which);

    /// <summary>Waits for one of several events of its log.</summary>
    public async Task<LogEvent> SeeOneOfAsync(string[] names, double seconds = 20, Func<LogEvent, bool>? which = null)
    {
        LogEvent? found = null;
        var name = string.Join(" or ", names);
        await Wait.UntilAsync(
            () => (found = Events.FirstOrDefault(one => names.Contains(one.Name) && which?.Invoke(one) != false)) is not null || (_process.HasExited && _reading.IsCompleted),
            $"worker {Pid} logs {name}", seconds, () => Said);
        return found ?? throw new InvalidOperationException($"it ended without logging {name}. {Said}");
    }

    /// <summary>Waits until it takes jobs.</summary>
    public Task ReadyAsync(double seconds = 20) =>
        SeeAsync("STARTUP_STAGE", seconds, line => line.Message.StartsWith("[6/6]", StringComparison.Ordinal));

    /// <summary>Waits for an event about a job.</summary>
    public Task<LogEvent> SeeJobAsync(string name, long job, double seconds = 20) =>
        SeeAsync(name, seconds, line => line.Job == job.ToString(CultureInfo.InvariantCulture));

    /// <summary>Asks its health endpoint.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) =>
        Http.GetAsync(new Uri($"http://127.0.0.1:{Port}{path}"), TestContext.Current.CancellationToken);

    /// <summary>What <c>/health</c> says.</summary>
    public async Task<string> HealthAsync()
    {
        using var answer = await GetAsync("/health");
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Send(Signals.Kill);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    /// <summary>Sends a signal; nothing happens where it has ended.</summary>
    public void Send(int signal)
    {
        // Until its end has been noticed here, its pid is its own.
        if (!_process.HasExited)
        {
            Signals.Send(_process.Id, signal);
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var parsed = LogEvent.Parse(line);
            lock (_gate)
            {
                _lines.Add(line);
                if (parsed is not null)
                {
                    _events.Add(parsed);
                }
            }
        }
    }
}
