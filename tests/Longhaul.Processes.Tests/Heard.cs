using System.Collections.Concurrent;
using System.Text;

namespace Longhaul.Processes.Tests;

/// <summary>Collects lines, and lets a test wait for one.</summary>
public sealed class Heard
{
    readonly ConcurrentQueue<(OutputStream Stream, string Line, LineEnd End)> _lines = new();
    TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<(OutputStream Stream, string Line, LineEnd End)> All => [.. _lines];

    public IEnumerable<string> Out => All.Where(l => l.Stream == OutputStream.Out).Select(l => l.Line);

    public IEnumerable<string> Error => All.Where(l => l.Stream == OutputStream.Error).Select(l => l.Line);

    public void Sink(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end)
    {
        _lines.Enqueue((stream, Encoding.UTF8.GetString(line), end));
        Interlocked.Exchange(ref _news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Waits for the first line with this beginning and returns the rest of it.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        while (true)
        {
            var news = Volatile.Read(ref _news).Task;
            if (_lines.FirstOrDefault(l => l.Line.StartsWith(beginning, StringComparison.Ordinal)) is { Line: { } line })
            {
                return line[beginning.Length..];
            }
            await news.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    public async Task<int> PidAsync(string beginning) => int.Parse(await LineAsync(beginning));
}
