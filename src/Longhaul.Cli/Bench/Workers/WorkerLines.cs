using System.Globalization;

namespace Longhaul.Cli.Bench.Workers;

/// <summary>What a measured worker says on its output, a line each.</summary>
internal sealed class WorkerLines(TextWriter output, TimeProvider clock)
{
    /// <summary>It is connected and looks for jobs.</summary>
    public const string Ready = "READY";

    /// <summary>Its first job started: milliseconds since 1970.</summary>
    public const string First = "FIRST";

    /// <summary>How many jobs it has run so far.</summary>
    public const string Count = "COUNT";

    /// <summary>How long a job took from being sent to being started, in milliseconds.</summary>
    public const string Latency = "LAT";

    private static readonly TimeSpan CountInterval = TimeSpan.FromMilliseconds(100);

    private long _started;
    private long _said;

    /// <summary>A job starts.</summary>
    public void JobStarted(string input)
    {
        var isFirst = Interlocked.Increment(ref _started) == 1;
        if (!isFirst && SendTime.Read(input) is null)
        {
            return;
        }

        var now = SendTime.Now(clock);
        if (isFirst)
        {
            Say(First, now.ToString("F3", CultureInfo.InvariantCulture));
        }

        if (SendTime.Read(input) is { } sent)
        {
            Say(Latency, (now - sent).ToString("F3", CultureInfo.InvariantCulture));
        }
    }

    public void SayReady() => Say(Ready);

    /// <summary>Tells the count as it grows, until it is told to stop.</summary>
    public async Task CountAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(CountInterval, clock);
        while (!stop.IsCancellationRequested)
        {
            if (Interlocked.Read(ref _started) is var started && started != _said)
            {
                _said = started;
                Say(Count, started.ToString(CultureInfo.InvariantCulture));
            }

            await ((Task)timer.WaitForNextTickAsync(stop).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Say(string word, string value = "")
    {
        lock (output)
        {
            output.WriteLine($"{word} {value}".TrimEnd());
            output.Flush();
        }
    }
}
