using Longhaul.Cli.Commands;
using Longhaul.Cli.Following;
using Longhaul.Cli.Sessions;

namespace Longhaul.Cli.Working;

/// <summary>Prints what the jobs of this process put out, each line with the name of its job.</summary>
internal sealed class OutputEcho : IAsyncDisposable
{
    private static readonly string[] Colours = [Style.Cyan, Style.Magenta, Style.Blue, Style.Green, Style.Yellow];
    private static readonly TimeSpan Cadence = TimeSpan.FromMilliseconds(300);

    private readonly StartedJobs _started;
    private readonly Terminal _terminal;
    private readonly TimeProvider _clock;
    private readonly JobClient _client;
    private readonly OutputTail _tail;
    private readonly Dictionary<long, bool> _followed = []; // true once its place is known
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public OutputEcho(IJobStore store, StartedJobs started, CommandShell shell)
    {
        (_started, _terminal, _clock) = (started, shell.Terminal, shell.Clock);
        _client = new JobClient(store, ProjectReading.Nothing("/"));
        _tail = new OutputTail(_client);
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        await RunOnceAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Cadence, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await RunOnceAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The command ends.
        }
    }

    private async Task RunOnceAsync()
    {
        foreach (var id in _started.Take())
        {
            _followed[id] = false;
        }

        foreach (var id in _followed.Keys.ToArray())
        {
            try
            {
                await FollowAsync(id);
            }
            catch (Exception e) when (e is StoreUnavailableException or StoreUnusableException)
            {
                return; // The worker says so in its log; what is missing here comes later.
            }
        }
    }

    private async Task FollowAsync(long id)
    {
        if (await _client.GetAsync(id) is not { } job)
        {
            _followed.Remove(id);
            return;
        }

        if (!_followed[id])
        {
            _tail.BeginAt(id, job.Attempt);
            _followed[id] = true;
        }

        await _tail.ReadAsync([job], Print, CancellationToken.None);
        if (job.State != JobState.Running)
        {
            _followed.Remove(id);
            _tail.Forget(id);
        }
    }

    private void Print(JobRecord job, LogPiece piece)
    {
        var name = $"{PlainJobView.Name(job)}{(job.Step is null ? "" : $" {job.Id}")} |";
        var prefix = Style.Paint(name, _terminal.HasColour ? Colours[job.Id % Colours.Length] : null);
        // In one write, as the log's lines are: so that lines stay whole.
        _terminal.Out.Write(string.Concat(OutputLines.ForPeople(piece).Select(line => $"{prefix} {line}\n")));
        _terminal.Out.Flush();
    }
}
